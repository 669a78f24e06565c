import assert from "node:assert/strict";
import { addSummaries, emptySummary, type ScanSummary } from "../../lib/core/scan_summary.ts";

const FIRST: ScanSummary = {
  ...emptySummary("/photos"),
  seen: 10,
  appeared: 4,
  changed: 1,
  moved: 1,
  unchanged: 2,
  unreadable: 1,
  pending: 1,
  missing: 3,
  problems: 2,
  filesRead: 6,
  bytesRead: 600,
  directories: 5,
  scanMs: 40,
  reconcileMs: 60,
};

/** Everything on disk is in exactly one of these. */
function accountedFor(summary: ScanSummary): number {
  const { appeared, changed, moved, revived, unchanged, unreadable, pending } = summary;
  return appeared + changed + moved + revived + unchanged + unreadable + pending;
}

Deno.test("C-090 a summary of nothing is all zeros", () => {
  const { root, ...counts } = emptySummary("/photos");
  assert.equal(root, "/photos");
  assert.deepEqual([...new Set(Object.values(counts))], [0]);
});

Deno.test("C-090 a file that was finished in the second round is counted once", () => {
  assert.equal(accountedFor(FIRST), FIRST.seen);
  const second = { ...emptySummary("/photos"), seen: 1, appeared: 1, filesRead: 1, bytesRead: 90 };
  const both = addSummaries(FIRST, { ...second, problems: 1, scanMs: 1, reconcileMs: 2 });
  assert.equal(accountedFor(both), both.seen);
  assert.deepEqual(both, {
    ...FIRST,
    appeared: 5,
    pending: 0,
    problems: 1,
    filesRead: 7,
    bytesRead: 690,
    scanMs: 41,
    reconcileMs: 62,
  });
});

Deno.test("C-026 a file that is still being written after the second round stays pending", () => {
  const second = { ...emptySummary("/photos"), seen: 1, pending: 1, problems: 2 };
  const both = addSummaries(FIRST, second);
  assert.equal(both.pending, 1);
  assert.equal(accountedFor(both), both.seen);
});

Deno.test("C-045 what is held in any round is held in all of them", () => {
  const held = { ...FIRST, held: 200 };
  assert.equal(addSummaries(held, emptySummary("/photos")).held, 200);
  assert.equal(addSummaries(FIRST, { ...emptySummary("/photos"), held: 200 }).held, 200);
});
