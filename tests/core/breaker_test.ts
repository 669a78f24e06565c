import assert from "node:assert/strict";
import { judgeHiding } from "../../lib/core/breaker.ts";

const CASES = [
  ["nothing to hide of nothing", 0, 0, "none", "apply"],
  ["three of four photos: too few to be an accident", 3, 4, "none", "apply"],
  ["all 99 photos: one fewer than the least that is held", 99, 99, "none", "apply"],
  ["C-045 all 100 photos", 100, 100, "none", "hold"],
  ["exactly half of 200 photos", 100, 200, "none", "apply"],
  ["C-045 one more than half of 200 photos", 101, 200, "none", "hold"],
  ["100 of 199 photos", 100, 199, "none", "hold"],
  ["a tenth of a large root", 10_000, 100_000, "none", "apply"],
  ["C-045 all photos after a person approved that list", 100, 100, "approved", "apply"],
  ["C-045 all photos after a person rejected that list", 100, 100, "rejected", "keep"],
  ["a few photos after a person rejected another list", 3, 100, "rejected", "apply"],
] as const;

for (const [sentence, toHide, present, decision, expected] of CASES) {
  Deno.test(`breaker: ${sentence} → ${expected}`, () => {
    assert.equal(judgeHiding(toHide, present, decision), expected);
  });
}

Deno.test("breaker: the limits of a root replace the usual ones", () => {
  assert.equal(judgeHiding(5, 100, "none", { shareMax: 0.01, countMin: 2 }), "hold");
  assert.equal(judgeHiding(1, 100, "none", { shareMax: 0, countMin: 2 }), "apply");
});
