import assert from "node:assert/strict";
import { EXIT, worstExitCode } from "../../lib/core/exit_code.ts";

const CASES = [
  ["no root at all", [], 0],
  ["every root done", [0, 0], 0],
  ["problems in one root, told because of --strict", [0, 3], 3],
  ["audit found differences beside problems", [3, 6], 6],
  ["one root offline beside differences", [6, 4, 3], 4],
  ["C-045 hiding held beside an offline root", [4, 5, 6, 3], 5],
  ["a failure beside everything else", [3, 6, 4, 5, 1, 0], 1],
] as const;

for (const [sentence, codes, expected] of CASES) {
  Deno.test(`exit code: ${sentence} → ${expected}`, () => {
    assert.equal(worstExitCode(codes), expected);
    assert.equal(worstExitCode(codes.toReversed()), expected);
  });
}

Deno.test("exit code: the numbers scripts rely on", () => {
  assert.deepEqual({ ...EXIT }, {
    done: 0,
    failed: 1,
    usage: 2,
    problems: 3,
    offline: 4,
    held: 5,
    differences: 6,
    hungUp: 129,
    interrupted: 130,
    terminated: 143,
  });
});
