import { parseArgs } from "node:util";
import { runChaos } from "../tests/chaos/run_chaos.ts";
import { Random } from "../tests/program/random.ts";

/** The long form of the test of the same name: `deno task chaos --minutes 30 --seed 7`. */
const { values } = parseArgs({
  options: { minutes: { type: "string", default: "30" }, seed: { type: "string" } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error("Cannot run: write deno task chaos --minutes 30 --seed 7");
  Deno.exit(2);
}
console.log(`${minutes} minutes of chaos, seed ${seed}`);
const figures = await runChaos({
  random: new Random(seed),
  durationMs: minutes * 60_000,
  roundMs: 30_000,
  tell: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`),
});
console.log(JSON.stringify(figures));
