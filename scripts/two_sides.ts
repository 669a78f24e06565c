import { runTwoSides } from "../tests/chaos/run_two_sides.ts";
import { Random } from "../tests/program/random.ts";
import { scriptOptions } from "./script_options.ts";

const HELP = `Usage: deno task two-sides [--photos N] [--steps N] [--seed S]

Changes photos from two sides, by the program and by others: what nobody contradicted is in the files.

  --photos N  (50)
  --steps N   (40)
  --seed S    of the changes; by default another one each time`;

/** The long form of `tests/chaos/two_sides_test.ts`. */
const { photos, steps, seed } = scriptOptions({
  help: HELP,
  numbers: {
    photos: { standard: 50 },
    steps: { standard: 40 },
    seed: { standard: Date.now() % 1_000_000, least: 0 },
  },
}).numbers;
console.log(`${photos} photos changed from two sides in ${steps} steps, seed ${seed}`);
const figures = await runTwoSides({
  random: new Random(seed),
  photos,
  steps,
  tell: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`),
});
console.log(JSON.stringify(figures));
