import assert from "node:assert/strict";
import { isStillAsked, judgeHiding, photosToCount } from "../../lib/core/breaker.ts";

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

Deno.test("breaker: a root of which no more is counted than needed is judged as if all was", () => {
  for (const atMost of [0, 99, 100, 101, 250]) {
    for (const toHide of [0, 99, 100, 101, 250].filter((count) => count <= atMost)) {
      for (const present of [0, 100, 199, 200, 201, 202, 499, 500, 501, 10_000]) {
        const counted = Math.min(present, photosToCount(atMost));
        if (atMost < 100) assert.equal(counted, 0, "nothing has to be counted");
        const expected = judgeHiding(toHide, present);
        assert.equal(judgeHiding(toHide, counted), expected, `${toHide} of ${atMost}, ${present}`);
      }
    }
  }
});

Deno.test("breaker: the limits of a root replace the usual ones", () => {
  assert.equal(judgeHiding(5, 100, { shareMax: 0.01, countMin: 2 }), "hold");
  assert.equal(judgeHiding(1, 100, { shareMax: 0, countMin: 2 }), "apply");
});

Deno.test("breaker: C-045 a question stays while as many photos are gone as an accident takes", () => {
  assert.equal(isStillAsked(100), true);
  assert.equal(isStillAsked(99), false, "most came back");
  assert.equal(isStillAsked(0), false, "nobody was asked");
});
