import assert from "node:assert/strict";
import { addTotals, formatTotals, readTotals } from "../../scripts/test_totals.ts";

Deno.test("totals: the last line of a run is read, colours and steps or not", () => {
  const output = "moved ... ok\n\n\x1b[0m\x1b[32mok\x1b[0m | 12 passed (3 steps) | 0 failed " +
    "| 2 ignored (1 step) \x1b[38;5;245m(5ms)\x1b[0m\n";
  assert.deepEqual(readTotals(output, true), { passed: 12, failed: 0, skipped: 2 });
});

Deno.test("totals: a run that failed says so", () => {
  const output = "FAILED | 3 passed | 1 failed (5ms)\n\nerror: Test failed\n";
  assert.deepEqual(readTotals(output, false), { passed: 3, failed: 1, skipped: 0 });
});

Deno.test("totals: a run that broke before its first test counts as one failed test", () => {
  assert.deepEqual(readTotals("error: Module not found\n", false), {
    passed: 0,
    failed: 1,
    skipped: 0,
  });
});

Deno.test("totals: a test that prints such a line does not change the count", () => {
  const output = "ok | 99 passed | 0 failed (1ms)\nok | 1 passed | 0 failed (1ms)\n";
  assert.equal(readTotals(output, true).passed, 1);
});

Deno.test("totals: both steps are added and skipped tests are named only where there are some", () => {
  const sum = addTotals({ passed: 2, failed: 0, skipped: 0 }, { passed: 3, failed: 1, skipped: 0 });
  assert.equal(formatTotals(sum), "5 passed, 1 failed");
  assert.equal(formatTotals({ ...sum, skipped: 4 }), "5 passed, 1 failed, 4 skipped");
});
