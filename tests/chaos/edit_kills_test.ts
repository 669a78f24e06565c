import assert from "node:assert/strict";
import { seededRandom } from "../program/random.ts";
import { runEditKills } from "./run_edit_kills.ts";

const KILLS = 4;

Deno.test("C-102 edits that are killed at work leave whole files, and are written once after the next start", async () => {
  const figures = await runEditKills({
    random: seededRandom("killed edits"),
    kills: KILLS,
    tell: () => {},
  });
  console.log(JSON.stringify(figures));
  assert.equal(figures.kills, KILLS);
  assert.ok(figures.writing + figures.exchanging > 0, "no kill hit a write");
});
