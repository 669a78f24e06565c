import assert from "node:assert/strict";
import {
  type ChangeLogState,
  cursorAt,
  cursorTrouble,
  formatCursor,
  parseCursor,
} from "../../lib/core/change_cursor.ts";

const LOG: ChangeLogState = {
  epochs: [{ id: "a", firstSeq: 1 }, { id: "b", firstSeq: 11 }],
  oldestSeq: 1,
  lastSeq: 20,
};
const TRIMMED: ChangeLogState = { ...LOG, oldestSeq: 8 };
const QUIET: ChangeLogState = { ...LOG, oldestSeq: null };

const CASES: readonly (readonly [sentence: string, text: string, ChangeLogState, RegExp | null])[] =
  [
    ["a reader in the middle of a run carries on", "a:5", LOG, null],
    ["a reader at the end of a run carries on with the next", "a:10", LOG, null],
    ["a reader that has read everything carries on", "b:20", LOG, null],
    ["a reader that has read nothing starts at the beginning", "start:0", LOG, null],
    [
      "C-048 what a run wrote that is no longer there is another state",
      "z:5",
      LOG,
      /another state/,
    ],
    ["C-048 a run that had come further before the catalogue was put back", "a:11", LOG, /another/],
    ["C-048 a number that was not given yet", "b:21", LOG, /another state/],
    ["a number from before the run", "b:10", LOG, /another state/],
    ["a number without a run", "start:5", LOG, /none this program gave/],
    ["changes that are not kept any more are missed", "a:6", TRIMMED, /not kept/],
    ["the last change before the oldest that is kept misses none", "a:7", TRIMMED, null],
    ["a reader that starts late misses the beginning", "start:0", TRIMMED, /not kept/],
    ["nothing is kept, and nothing is missed", "b:20", QUIET, null],
    ["nothing is kept, and something is missed", "b:19", QUIET, /not kept/],
  ];

for (const [sentence, text, state, expected] of CASES) {
  Deno.test(`cursor: ${sentence}`, () => {
    const cursor = parseCursor(text);
    assert.ok(cursor !== null);
    assert.equal(formatCursor(cursor), text);
    const trouble = cursorTrouble(cursor, state);
    if (expected === null) assert.equal(trouble, null);
    else assert.match(String(trouble), expected);
  });
}

Deno.test("cursor: one made for any number is valid as long as nothing was put back", () => {
  for (let seq = 0; seq <= LOG.lastSeq; seq++) {
    assert.equal(cursorTrouble(cursorAt(seq, LOG), LOG), null, String(seq));
  }
});

Deno.test("cursor: what is none is refused", () => {
  for (
    const text of ["", "5", "a:", ":5", "a:b", "a:-1", "a:1:2", "A B:1", `a:${"9".repeat(20)}`]
  ) {
    assert.equal(parseCursor(text), null, text);
  }
});
