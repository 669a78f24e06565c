import { runChaos } from "../tests/chaos/run_chaos.ts";
import { Random } from "../tests/program/random.ts";
import { scriptOptions } from "./script_options.ts";

const HELP = `Usage: deno task chaos [--minutes N] [--seed S]

Changes two folders at random under a watch that is killed again and again, and lets it be quiet now
and then: the catalogue has to be equal by itself, and every photo that was only moved has its id.

  --minutes N  for so long, and to the end of the last round (30)
  --seed S     of the changes; by default another one each time`;

/** The long form of `tests/chaos/chaos_test.ts`. */
const { minutes, seed } = scriptOptions({
  help: HELP,
  numbers: {
    minutes: { standard: 30, mayBeBroken: true },
    seed: { standard: Date.now() % 1_000_000, least: 0 },
  },
}).numbers;
console.log(`${minutes} minutes of chaos, seed ${seed}`);
const figures = await runChaos({
  random: new Random(seed),
  durationMs: minutes * 60_000,
  roundMs: 30_000,
  tell: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`),
});
console.log(JSON.stringify(figures));
