import assert from "node:assert/strict";
import { formatBench, judge, median } from "../../scripts/bench_table.ts";

Deno.test("bench: a time must stay below its limit and a speed above it", () => {
  const time = { must: 3, aim: 2, isUpperLimit: true };
  assert.deepEqual([1.9, 2, 2.5, 3.1].map((value) => judge(value, time)), [
    "aim",
    "aim",
    "must",
    "NO",
  ]);
  const speed = { must: 10, aim: 40, isUpperLimit: false };
  assert.deepEqual([41, 12, 9].map((value) => judge(value, speed)), ["aim", "must", "NO"]);
});

Deno.test("bench: an aim that is all there is, is met or not met yet", () => {
  const wish = { must: null, aim: 0.5, isUpperLimit: false };
  assert.deepEqual([0.6, 0.4].map((value) => judge(value, wish)), ["aim", "not yet"]);
});

Deno.test("bench: one slow round does not move the median", () => {
  assert.equal(median([1, 99, 2]), 2);
  assert.equal(median([1, 2, 3, 99]), 2.5);
  assert.throws(() => median([]), RangeError);
});

Deno.test("bench: the table names the budget and whether it was met", () => {
  const table = formatBench([{
    what: "no-change scan of 10 photos",
    measured: "2.50 s",
    baseline: "find 1.00 s",
    value: 2.5,
    unit: "×",
    budget: { must: 3, aim: 2, isUpperLimit: true },
  }]);
  const cells = table.split("\n")[2]?.split("|").map((cell) => cell.trim());
  assert.deepEqual(cells?.slice(3), ["find 1.00 s", "2.50 ×", "≤ 3 ×", "≤ 2 ×", "must", ""]);
});

Deno.test("bench: a figure that nothing is asked of stands in the table without a judgement", () => {
  const row = { what: "CPU", measured: "", baseline: "", value: 3, unit: "s", budget: null };
  const cells = formatBench([row]).split("\n")[2]?.split("|").map((cell) => cell.trim());
  assert.deepEqual(cells?.slice(4), ["3.00 s", "", "", "", ""]);
});
