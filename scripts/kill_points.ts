import { runPointKills } from "../tests/chaos/run_point_kills.ts";
import { Random } from "../tests/program/random.ts";
import { scriptOptions } from "./script_options.ts";

const HELP = `Usage: deno task kill-points [--kills N] [--minutes N] [--seed S] [--only NAME]

Kills the program at every point at which it commits to the catalogue: before the commit, in the midst
of the transaction and after it. The catalogue is whole, and the next start goes on by itself.

  --kills N    at every point (20)
  --minutes N  at most, and no more kills then (600)
  --seed S     of accidents and moments; by default another one each time
  --only NAME  only in occasions whose name holds NAME, like edit`;

/** The long form of `tests/chaos/point_kills_test.ts`. */
const { numbers: { kills, minutes, seed }, texts: { only = "" } } = scriptOptions({
  help: HELP,
  numbers: {
    kills: { standard: 20 },
    minutes: { standard: 600, mayBeBroken: true },
    seed: { standard: Date.now() % 1_000_000, least: 0 },
  },
  texts: ["only"],
});
console.log(`${kills} kills at every point, seed ${seed}`);
const figures = await runPointKills({
  random: new Random(seed),
  kills,
  limitMs: minutes * 60_000,
  only,
  tell: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`),
});
for (const { point, kills: { before, midst, after }, met } of figures.points) {
  const occasions = [...new Set(met.map(({ occasion }) => occasion))].join(", ");
  console.log(`${point}: ${before} before, ${midst} midst, ${after} after; in ${occasions}`);
}
for (const place of figures.unmet) console.log(`Not met: ${place}`);
const { missed, followed } = figures;
console.log(`${figures.points.length} points, ${missed} kills too late, ${followed} ids followed`);
for (const failure of figures.failures) console.log(`WRONG: ${failure}`);
Deno.exit(figures.failures.length === 0 ? 0 : 1);
