import assert from "node:assert/strict";
import fc from "fast-check";
import type { CopyRecord } from "../../lib/core/copies.ts";
import { pairEdited } from "../../lib/core/edited_moves.ts";
import { PROPERTY_RUNS } from "./property_runs.ts";

const GONE_MS = 1_700_000_000_000;
const MINUTE_MS = 60_000;

/** A record of a photo: by default added in scan 1, seen by scan 4 and gone in scan 5. */
function record(name: string, changes: Partial<CopyRecord> = {}): CopyRecord {
  return {
    ...{ fileId: name.charCodeAt(0), rootId: 1, rootPath: "/photos", directory: "", name },
    ...{
      size: 4_000,
      mtimeMs: 0,
      sampleHash: name,
      inode: null,
      contentHash: null,
      contentScanId: null,
      isMissing: false,
    },
    ...{ addedScanId: 1, addedUntilMs: 0, seenScanId: 4, goneScanId: 5, goneStartedMs: GONE_MS },
    ...changes,
  };
}

/** The record of a file of another root that scan 5 added, between the last look at "a" and the next. */
const ELSEWHERE = { rootId: 2, addedScanId: 5 };

interface Case {
  readonly sentence: string;
  readonly departed?: readonly CopyRecord[];
  readonly present?: readonly CopyRecord[];
  readonly others?: number;
  readonly expected: readonly string[];
}

const CASES: readonly Case[] = [
  {
    sentence: "C-053 what arrived in the scan that found the other gone is that photo",
    present: [record("b", { addedScanId: 5 })],
    expected: ["a > b"],
  },
  {
    sentence: "C-053 what arrived when the other was missing already is that photo",
    departed: [record("a", { isMissing: true })],
    present: [record("b", { addedScanId: 9 })],
    expected: ["a > b"],
  },
  {
    sentence: "C-055 an edited copy that a scan saw beside its original keeps its own record",
    present: [record("b", { addedScanId: 4, addedUntilMs: GONE_MS })],
    expected: [],
  },
  {
    sentence: "C-053 the other root scanned first, a moment before",
    departed: [record("a", { goneScanId: 6 })],
    present: [record("b", { ...ELSEWHERE, addedUntilMs: GONE_MS - MINUTE_MS })],
    expected: ["a > b"],
  },
  {
    sentence: "C-055 an edited copy in another root is known longer than a moment: its own",
    departed: [record("a", { goneScanId: 6 })],
    present: [record("b", { ...ELSEWHERE, addedUntilMs: GONE_MS - MINUTE_MS - 1 })],
    expected: [],
  },
  {
    sentence: "where the scan that found it gone is not kept any more, no moment is known",
    departed: [record("a", { goneScanId: 6, goneStartedMs: null })],
    present: [record("b", { ...ELSEWHERE, addedUntilMs: GONE_MS })],
    expected: [],
  },
  {
    sentence: "a record of which no scan is known is the oldest, and has taken no other's place",
    present: [record("b", { addedScanId: 0 })],
    expected: [],
  },
  {
    sentence: "what is older than the photo that is gone is another one",
    departed: [record("a", { addedScanId: 7, goneScanId: 5 })],
    present: [record("b", { addedScanId: 6 })],
    expected: [],
  },
  {
    sentence: "C-057 two arrivals of one picture are not guessed",
    present: [record("b", { addedScanId: 5 }), record("c", { addedScanId: 5 })],
    expected: [],
  },
  {
    sentence: "C-057 two that are gone, both all black, are not guessed",
    departed: [record("a"), record("b")],
    present: [record("c", { addedScanId: 5 })],
    expected: [],
  },
  {
    sentence: "C-057 where any other record has the picture nothing is guessed",
    present: [record("b", { addedScanId: 5 })],
    others: 1,
    expected: [],
  },
  {
    sentence: "C-056 what only the samples of copies leave in doubt was not edited",
    present: [record("b", { addedScanId: 5, sampleHash: "a" })],
    expected: [],
  },
  {
    sentence: "nothing arrived",
    present: [],
    expected: [],
  },
];

for (const { sentence, departed = [record("a")], present = [], others = 0, expected } of CASES) {
  Deno.test(`edited moves: ${sentence}`, () => {
    const pairs = pairEdited({ departed, present, others });
    assert.deepEqual(
      pairs.map(({ original, copy }) => `${original.name} > ${copy.name}`),
      expected,
    );
  });
}

const someScan = fc.integer({ min: 0, max: 8 });
const someRecord = fc.record({
  contentScanId: fc.option(someScan),
  addedScanId: someScan,
  addedUntilMs: fc.constantFrom(GONE_MS - MINUTE_MS - 1, GONE_MS - MINUTE_MS, GONE_MS),
  seenScanId: someScan,
  goneScanId: fc.option(someScan),
  goneStartedMs: fc.constantFrom(null, GONE_MS),
  sampleHash: fc.constantFrom("x", "y"),
}).map((some) => record("x", some));

Deno.test("edited moves: only one for one, only younger, and never what was seen beside its original", () => {
  const someRecords = fc.array(someRecord, { maxLength: 2 });
  fc.assert(
    fc.property(someRecords, someRecords, fc.nat({ max: 1 }), (departed, present, others) => {
      const pairs = pairEdited({ departed, present, others });
      if (departed.length !== 1 || present.length !== 1 || others > 0) {
        return assert.deepEqual(pairs, []);
      }
      for (const { original, copy } of pairs) {
        assert.ok(departed.includes(original) && present.includes(copy));
        assert.ok(copy.addedScanId > original.addedScanId);
        assert.notEqual(copy.sampleHash, original.sampleHash);
        const wasSeenBeside = copy.addedScanId <= original.seenScanId &&
          copy.addedScanId < (original.goneScanId ?? Infinity);
        assert.ok(!wasSeenBeside);
      }
    }),
    { numRuns: PROPERTY_RUNS },
  );
});
