import assert from "node:assert/strict";
import { seededRandom } from "../program/random.ts";
import { runPointKills } from "./run_point_kills.ts";

const POINTS = 2;
/** Each time another one; `deno task kill-points` plays them all, and at all their points. */
const OCCASIONS = ["accidents", "a part", "edit in vain", "roots widen", "first index"];

Deno.test("C-079 the program is killed at points at which it commits: the next start goes on, and nothing is lost", async () => {
  const random = seededRandom("kills at commit points");
  const only = random.pick(OCCASIONS);
  const figures = await runPointKills({
    random,
    kills: 1,
    only,
    pointsMax: POINTS,
    tell: () => {},
  });
  const killed = figures.points.filter(({ kills }) => kills.before + kills.midst + kills.after > 0);
  const moments = killed.map(({ point, kills }) => `${point} ${JSON.stringify(kills)}`);
  console.log(`In '${only}': ${moments.join("; ")}`);
  assert.deepEqual(figures.failures, []);
  assert.equal(killed.length, POINTS);
});
