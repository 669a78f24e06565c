import { parseArgs } from "node:util";
import { runTwoSides } from "../tests/chaos/run_two_sides.ts";
import { Random } from "../tests/program/random.ts";

/** The long form of `tests/chaos/two_sides_test.ts`: `deno task two-sides --photos 50 --steps 40 --seed 7`. */
const { values } = parseArgs({
  options: {
    photos: { type: "string", default: "50" },
    steps: { type: "string", default: "40" },
    seed: { type: "string" },
  },
});
const [photos, steps] = [Number(values.photos), Number(values.steps)];
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!(photos > 0) || !(steps > 0) || !Number.isInteger(seed)) {
  console.error("Cannot run: write deno task two-sides --photos 50 --steps 40 --seed 7");
  Deno.exit(2);
}
console.log(`${photos} photos changed from two sides in ${steps} steps, seed ${seed}`);
const figures = await runTwoSides({
  random: new Random(seed),
  photos,
  steps,
  tell: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`),
});
console.log(JSON.stringify(figures));
