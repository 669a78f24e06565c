import { parseArgs } from "node:util";
import { runEditKills } from "../tests/chaos/run_edit_kills.ts";
import { Random } from "../tests/program/random.ts";

/** The long form of `tests/chaos/edit_kills_test.ts`: `deno task kills --kills 200 --seed 7`. */
const { values } = parseArgs({
  options: { kills: { type: "string", default: "200" }, seed: { type: "string" } },
});
const kills = Number(values.kills);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!(kills > 0) || !Number.isInteger(seed)) {
  console.error("Cannot run: write deno task kills --kills 200 --seed 7");
  Deno.exit(2);
}
console.log(`${kills} kills of edits at work, seed ${seed}`);
const figures = await runEditKills({
  random: new Random(seed),
  kills,
  tell: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`),
});
console.log(JSON.stringify(figures));
