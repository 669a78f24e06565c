import assert from "node:assert/strict";
import fc from "fast-check";
import { pairMoves } from "../../lib/core/moves.ts";
import { PROPERTY_RUNS } from "./property_runs.ts";

/**
 * Records by path; `?` before a path says that it was missing before this scan.
 *
 * @param sampleHash of each record; `null` where none was ever read
 */
function pair(
  left: readonly string[],
  now: readonly string[],
  sampleHash: string | null = null,
): string[] {
  const departures = left.map((path, index) => ({
    fileId: index + 1,
    path: path.replace(/^\?/, ""),
    missing: path.startsWith("?"),
    sampleHash,
  }));
  const arrivals = now.map((path, index) => ({ stageId: index + 101, path }));
  return pairMoves({ departures, arrivals })
    .map(({ departure, arrival }) => `${departure.path} → ${arrival.path}`).sort();
}

const CASES: readonly [string, string[], string[], string[]][] = [
  ["C-050 a renamed photo keeps its record", ["a.jpg"], ["b.jpg"], ["a.jpg → b.jpg"]],
  ["C-028 a case-only rename keeps the record", ["a.jpg"], ["A.jpg"], ["a.jpg → A.jpg"]],
  [
    "C-050 a photo moved to another directory keeps its record",
    ["2024/a.jpg"],
    ["best/a.jpg"],
    ["2024/a.jpg → best/a.jpg"],
  ],
  ["a photo that only left pairs with nothing", ["a.jpg"], [], []],
  ["a photo that only came pairs with nothing", [], ["a.jpg"], []],
  [
    "hard links moved together are told apart by their names",
    ["in/a.jpg", "in/b.jpg"],
    ["out/b.jpg", "out/a.jpg"],
    ["in/a.jpg → out/a.jpg", "in/b.jpg → out/b.jpg"],
  ],
  [
    "of two hard links the renamed one is the one that is left over",
    ["in/a.jpg", "in/b.jpg"],
    ["out/a.jpg", "out/c.jpg"],
    ["in/a.jpg → out/a.jpg", "in/b.jpg → out/c.jpg"],
  ],
  [
    "C-057 two hard links renamed at once are not guessed",
    ["a.jpg", "b.jpg"],
    ["c.jpg", "d.jpg"],
    [],
  ],
  ["C-057 one record and two new names are not guessed", ["a.jpg"], ["b.jpg", "c.jpg"], []],
  [
    "one record and two new names, one of them its own: that one",
    ["in/a.jpg"],
    ["out/a.jpg", "out/c.jpg"],
    ["in/a.jpg → out/a.jpg"],
  ],
  [
    "C-057 equal names in several directories are not guessed",
    ["1/a.jpg", "2/a.jpg"],
    ["3/a.jpg", "4/a.jpg"],
    [],
  ],
  [
    "a missing photo that reappears elsewhere is revived",
    ["?in/a.jpg"],
    ["out/b.jpg"],
    ["in/a.jpg → out/b.jpg"],
  ],
  [
    "what vanished just now is preferred to what was missing before",
    ["?old/a.jpg", "new/b.jpg"],
    ["out/c.jpg"],
    ["new/b.jpg → out/c.jpg"],
  ],
  [
    "what vanished just now is preferred even where the missing one has the name",
    ["?old/c.jpg", "new/b.jpg"],
    ["out/c.jpg"],
    ["new/b.jpg → out/c.jpg"],
  ],
  [
    "C-057 two missing photos that could both be it are not guessed",
    ["?1/a.jpg", "?2/b.jpg"],
    ["out/c.jpg"],
    [],
  ],
  [
    "C-057 a place that two photos of this scan could fill is not given to an older missing one",
    ["1/a.jpg", "2/b.jpg", "?3/d.jpg"],
    ["out/c.jpg"],
    [],
  ],
];

/** Several names of one file, all of which were read. */
const HARD_LINKS: typeof CASES = [
  [
    "of two hard links one is deleted and the other renamed in its folder: that one keeps its record",
    ["1/a.jpg", "2/b.jpg"],
    ["2/c.jpg"],
    ["2/b.jpg → 2/c.jpg"],
  ],
  [
    "of two hard links one is deleted and the other moved elsewhere: it has the older record",
    ["1/a.jpg", "2/b.jpg"],
    ["3/c.jpg"],
    ["1/a.jpg → 3/c.jpg"],
  ],
  [
    "what is left of hard links goes to what vanished just now",
    ["?3/d.jpg", "2/b.jpg", "1/a.jpg"],
    ["3/c.jpg"],
    ["2/b.jpg → 3/c.jpg"],
  ],
  ["C-057 two hard links renamed at once are not guessed", ["a.jpg", "b.jpg"], [
    "c.jpg",
    "d.jpg",
  ], []],
  [
    "C-057 two hard links that were missing before are not guessed",
    ["?1/a.jpg", "?2/b.jpg"],
    ["3/c.jpg"],
    [],
  ],
];

for (const [sentence, left, now, expected] of HARD_LINKS) {
  Deno.test(`moves, read: ${sentence}`, () => assert.deepEqual(pair(left, now, "0"), expected));
}

for (const [sentence, left, now, expected] of CASES) {
  Deno.test(`moves: ${sentence}`, () => assert.deepEqual(pair(left, now), expected));
}

Deno.test("C-054 a swap of two names is two groups, and each record follows its inode", () => {
  assert.deepEqual(pair(["a.jpg"], ["b.jpg"]), ["a.jpg → b.jpg"]);
  assert.deepEqual(pair(["b.jpg"], ["a.jpg"]), ["b.jpg → a.jpg"]);
});

const somePath = fc.constantFrom(
  ...["1", "2", "3"].flatMap((folder) => ["a", "b", "c"].map((name) => `${folder}/${name}.jpg`)),
);

Deno.test("moves: no record and no place is ever used twice", () => {
  const departures = fc.uniqueArray(
    fc.record({
      path: somePath,
      missing: fc.boolean(),
      sampleHash: fc.constantFrom<string | null>("0", "1", null),
    }),
    {
      selector: ({ path, missing }) => `${path} ${missing}`,
    },
  ).map((some) => some.map((one, index) => ({ ...one, fileId: index })));
  const arrivals = fc.uniqueArray(somePath)
    .map((some) => some.map((path, index) => ({ path, stageId: index })));
  fc.assert(
    fc.property(departures, arrivals, (departures, arrivals) => {
      const pairs = pairMoves({ departures, arrivals });
      const records = new Set(pairs.map(({ departure }) => departure.fileId));
      const places = new Set(pairs.map(({ arrival }) => arrival.stageId));
      assert.equal(records.size, pairs.length);
      assert.equal(places.size, pairs.length);
      for (const { departure, arrival } of pairs) {
        assert.ok(departures.includes(departure) && arrivals.includes(arrival));
      }
    }),
    { numRuns: PROPERTY_RUNS },
  );
});
