import assert from "node:assert/strict";
import { isInstalled } from "../../scripts/writing_judges.ts";
import { seededRandom } from "../program/random.ts";
import { runTwoSides } from "./run_two_sides.ts";

Deno.test("C-103 photos that we and ExifTool change at random end as the rule says, and both agree", async () => {
  if (!await isInstalled("exiftool")) return console.log("Skipped: exiftool is not installed");
  const figures = await runTwoSides({
    random: seededRandom("two sides"),
    photos: 6,
    steps: 2,
    tell: () => {},
  });
  console.log(JSON.stringify(figures));
  assert.equal(figures.steps, 2);
});
