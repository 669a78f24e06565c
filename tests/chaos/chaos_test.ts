import assert from "node:assert/strict";
import { seededRandom } from "../program/random.ts";
import { runChaos } from "./run_chaos.ts";

Deno.test("C-079 two folders in chaos under a watch that is killed again and again: equal when it is quiet, ids kept", async () => {
  const figures = await runChaos({
    random: seededRandom("chaos"),
    durationMs: 15_000,
    roundMs: 8_000,
    tell: (line) => console.log(line),
  });
  assert.ok(figures.kills >= 2, `${figures.kills} kills`);
  assert.ok(figures.followed > 100, `${figures.followed} photos followed`);
});
