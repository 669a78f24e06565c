import assert from "node:assert/strict";
import { isStillAsked, judgeHiding } from "../../lib/core/breaker.ts";

const CASES = [
  ["nothing to hide of nothing", 0, 0, "apply"],
  ["three of four photos: too few to be an accident", 3, 4, "apply"],
  ["all 99 photos: one fewer than the least that is held", 99, 99, "apply"],
  ["C-045 all 100 photos", 100, 100, "hold"],
  ["exactly half of 200 photos", 100, 200, "apply"],
  ["C-045 one more than half of 200 photos", 101, 200, "hold"],
  ["100 of 199 photos", 100, 199, "hold"],
  ["a tenth of a large root", 10_000, 100_000, "apply"],
] as const;

for (const [sentence, toHide, present, expected] of CASES) {
  Deno.test(`breaker: ${sentence} → ${expected}`, () => {
    assert.equal(judgeHiding(toHide, present), expected);
  });
}

Deno.test("breaker: the limits of a root replace the usual ones", () => {
  assert.equal(judgeHiding(5, 100, { shareMax: 0.01, countMin: 2 }), "hold");
  assert.equal(judgeHiding(1, 100, { shareMax: 0, countMin: 2 }), "apply");
});

Deno.test("breaker: C-045 a question stays while as many photos are gone as an accident takes", () => {
  assert.equal(isStillAsked(100), true);
  assert.equal(isStillAsked(99), false, "most came back");
  assert.equal(isStillAsked(0), false, "nobody was asked");
});
