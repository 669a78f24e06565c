import assert from "node:assert/strict";
import { changedAtMs, type ChangeTimes } from "../../lib/core/changed_at.ts";

const CASES: readonly (readonly [string, readonly ChangeTimes[], number])[] = [
  ["written a moment ago", [{ mtimeMs: 5_300, ctimeMs: 5_000 }], 5_300],
  ["written by a tool that puts the date back", [{ mtimeMs: 1_200, ctimeMs: 5_000 }], 5_000],
  ["with a date in the future", [{ mtimeMs: 9_000, ctimeMs: 5_000 }], 5_000],
  ["on a disk that knows one time only", [{ mtimeMs: 4_000, ctimeMs: null }], 4_000],
  [
    "with a sidecar that was written later",
    [{ mtimeMs: 1_000, ctimeMs: 1_000 }, { mtimeMs: 5_999, ctimeMs: 5_000 }],
    5_999,
  ],
];

for (const [sentence, files, expected] of CASES) {
  Deno.test(`C-103 when a photo was changed: ${sentence}`, () =>
    assert.equal(changedAtMs(files), expected));
}
