import assert from "node:assert/strict";
import { type CopyRecord, pairCopies } from "../../lib/core/copies.ts";

const SHOT_MS = 1_700_000_000_000;
const SMALL = 4_000, LARGE = 30_000_000;

/** A record of a photo, `a` in scan 1 by default. */
function record(name: string, changes: Partial<CopyRecord> = {}): CopyRecord {
  return {
    ...{ fileId: name.charCodeAt(0), rootId: 1, rootPath: "/photos", directory: "", name },
    ...{
      size: SMALL,
      mtimeMs: SHOT_MS,
      sampleHash: null,
      contentHash: null,
      contentScanId: null,
      addedScanId: 1,
      isMissing: false,
      inode: null,
    },
    ...{ addedUntilMs: 0, seenScanId: 0, goneScanId: null, goneStartedMs: null },
    ...changes,
  };
}

const later = { addedScanId: 2 };
const large = { size: LARGE };
const overwritten = { contentScanId: 3 };

interface Case {
  readonly sentence: string;
  readonly departed: readonly CopyRecord[];
  readonly present: readonly CopyRecord[];
  readonly expected: readonly string[];
}

const CASES: readonly Case[] = [
  {
    sentence: "C-052 a copy found later takes over from the original that is gone",
    departed: [record("a")],
    present: [record("b", later)],
    expected: ["a > b"],
  },
  {
    sentence: "C-055 an old duplicate is no younger and stays its own",
    departed: [record("a")],
    present: [record("b")],
    expected: [],
  },
  {
    sentence: "C-055 a copy older than what is gone stays its own",
    departed: [record("a", later)],
    present: [record("b")],
    expected: [],
  },
  {
    sentence: "C-055 a photo that was overwritten with a copy was another one before",
    departed: [record("a")],
    present: [record("b", { ...later, ...overwritten })],
    expected: [],
  },
  {
    sentence: "C-055 of an original that was overwritten an older photo is no copy",
    departed: [record("a", overwritten)],
    present: [record("b", later)],
    expected: [],
  },
  {
    sentence: "a record of which no scan is known is the oldest",
    departed: [record("a", { addedScanId: 0 })],
    present: [record("b")],
    expected: ["a > b"],
  },
  {
    sentence: "C-052 a large photo whose time was kept is believed by its sample",
    departed: [record("a", large)],
    present: [record("b", { ...large, ...later, mtimeMs: SHOT_MS + 2_000 })],
    expected: ["a > b"],
  },
  {
    sentence: "a large photo with another time may differ where no sample was taken",
    departed: [record("a", large)],
    present: [record("b", { ...large, ...later, mtimeMs: SHOT_MS + 2_001 })],
    expected: [],
  },
  {
    sentence: "equal content hashes prove a large copy whatever its time",
    departed: [record("a", { ...large, contentHash: "c" })],
    present: [record("b", { ...large, ...later, mtimeMs: 0, contentHash: "c" })],
    expected: ["a > b"],
  },
  {
    sentence: "different content hashes prove that it is another photo whatever its time",
    departed: [record("a", { ...large, contentHash: "c" })],
    present: [record("b", { ...large, ...later, contentHash: "d" })],
    expected: [],
  },
  {
    sentence: "C-057 two copies of one original are not guessed",
    departed: [record("a")],
    present: [record("b", later), record("c", later)],
    expected: [],
  },
  {
    sentence: "C-057 one copy of two originals is not guessed",
    departed: [record("a"), record("b", { isMissing: true })],
    present: [record("c", later)],
    expected: [],
  },
  {
    sentence: "C-057 of ten equal photos one moves, and the nine are in nobody's way",
    departed: [record("a")],
    present: [record("b"), record("c"), record("d"), record("e", later)],
    expected: ["a > e"],
  },
  {
    sentence: "two large photos of one sample are told apart by their times",
    departed: [record("a", large), record("b", { ...large, mtimeMs: SHOT_MS + 60_000 })],
    present: [
      record("d", { ...large, ...later, mtimeMs: SHOT_MS + 60_000 }),
      record("c", { ...large, ...later }),
    ],
    expected: ["a > c", "b > d"],
  },
];

for (const { sentence, departed, present, expected } of CASES) {
  Deno.test(`copies: ${sentence}`, () => {
    const pairs = pairCopies({ departed, present });
    assert.deepEqual(
      pairs.map(({ original, copy }) => `${original.name} > ${copy.name}`),
      expected,
    );
  });
}
