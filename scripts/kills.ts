import { runEditKills } from "../tests/chaos/run_edit_kills.ts";
import { Random } from "../tests/program/random.ts";
import { scriptOptions } from "./script_options.ts";

const HELP = `Usage: deno task kills [--kills N] [--seed S]

Kills edits at work at random moments: every file is what it was or whole, and after the next start
every accepted edit is in its file, written once.

  --kills N  (200)
  --seed S   of the edits and moments; by default another one each time`;

/** The long form of `tests/chaos/edit_kills_test.ts`. */
const { kills, seed } = scriptOptions({
  help: HELP,
  numbers: { kills: { standard: 200 }, seed: { standard: Date.now() % 1_000_000, least: 0 } },
}).numbers;
console.log(`${kills} kills of edits at work, seed ${seed}`);
const figures = await runEditKills({
  random: new Random(seed),
  kills,
  tell: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`),
});
console.log(JSON.stringify(figures));
