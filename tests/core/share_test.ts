import assert from "node:assert/strict";
import fc from "fast-check";
import { depthOfShares, isInShare, mayHoldShare, WHOLE_SHARE } from "../../lib/core/share.ts";
import { directory, fileError, MemoryFileSystem, photo } from "./memory_file_system.ts";
import { someTree } from "./memory_trees.ts";
import { PROPERTY_RUNS } from "./property_runs.ts";
import { catalogueOf, findings, walk, walkShares } from "./walk_fixture.ts";

const OPTIONS = { numRuns: PROPERTY_RUNS };
const someDepth = fc.constantFrom(1, 2, 3, Number.MAX_SAFE_INTEGER);
const LISTED_BY_BOTH = ["", "2023", "2024"];

Deno.test("share: every folder falls to exactly one walk, together with all below it from a depth on", () => {
  const name = fc.string({ unit: "binary", minLength: 1 }).filter((name) => !name.includes("/"));
  const path = fc.array(name, { maxLength: 5 }).map((names) => names.join("/"));
  fc.assert(
    fc.property(path, fc.integer({ min: 1, max: 4 }), someDepth, (path, of, depth) => {
      const shares = Array.from({ length: of }, (_, index) => ({ index, of, depth }));
      assert.equal(shares.filter((share) => isInShare(path, share)).length, 1);
      const mine = shares.find((share) => isInShare(path, share))!;
      const parts = path.split("/");
      for (const length of parts.keys()) {
        // Whoever has to compare a folder may not be kept out of one above it.
        assert.equal(mayHoldShare(parts.slice(0, length).join("/"), mine), true);
      }
    }),
    OPTIONS,
  );
});

Deno.test("share: a thousand folders are divided about evenly", () => {
  const paths = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(4, "0"));
  const share = { index: 0, of: 2, depth: depthOfShares(["", ...paths]) };
  const first = paths.filter((path) => isInShare(path, share)).length;
  assert.ok(first > 400 && first < 600, `${first} of 1000`);
  assert.equal(paths.every((path) => isInShare(path, WHOLE_SHARE)), true);
});

const TREES: readonly (readonly [string, readonly string[], number])[] = [
  ["many folders in the root fall one by one with what is in them", grid(1, 100), 1],
  ["a few years with a few months each fall by month", ["2023", "2024", ...grid(2, 20)], 2],
  ["few folders fall one by one, whatever is below", grid(3, 3), Number.MAX_SAFE_INTEGER],
  ["no folder at all", [], Number.MAX_SAFE_INTEGER],
  [
    "all of the photos in one archive are divided within it",
    ["a", ...grid(1, 40).map((name) => `archive/${name}`)],
    2,
  ],
];

for (const [sentence, directories, depth] of TREES) {
  Deno.test(`share: ${sentence}`, () => assert.equal(depthOfShares(directories), depth));
}

/** `width` folders in each of `levels` levels, of the last level only. */
function grid(levels: number, width: number): string[] {
  if (levels === 0) return [""];
  return grid(levels - 1, width).flatMap((above) =>
    Array.from({ length: width }, (_, number) => above === "" ? `${number}` : `${above}/${number}`)
  );
}

Deno.test("share: two walks find together what one finds alone, nothing twice and nothing less", () => {
  fc.assert(
    fc.property(someTree, someTree, someDepth, (before, now, depth) => {
      const files = new MemoryFileSystem(now);
      const catalogue = catalogueOf(before);
      const together = findings(walkShares(files, catalogue, { of: 2, depth }));
      assert.deepEqual(together, findings(walk(files, catalogue)));
    }),
    OPTIONS,
  );
});

Deno.test("share: a folder that fails under two walks is told once", () => {
  const folders = Array.from({ length: 20 }, (_, number) => `2024/${number}`);
  for (const depth of [1, 2, Number.MAX_SAFE_INTEGER]) {
    const files = new MemoryFileSystem(
      Object.fromEntries(folders.map((path) => [path, directory()])),
    );
    folders.forEach((path, number) => {
      const [name, code] = number % 2 === 0 ? ["NotFound", "ENOENT"] : ["Error", "EIO"];
      files.failLook(path, fileError(name!, code!, path));
    });
    const catalogue = catalogueOf({});
    assert.deepEqual(
      findings(walkShares(files, catalogue, { of: 2, depth })),
      findings(walk(files, catalogue)),
    );
  }
});

Deno.test("share: what falls to the other walk is not even listed", () => {
  const folders = ["2023", "2024"].flatMap((year) => grid(1, 20).map((name) => `${year}/${name}`));
  const tree = Object.fromEntries(folders.map((path, number) => [`${path}/a.jpg`, photo(number)]));
  const files = new MemoryFileSystem(tree);
  walkShares(files, catalogueOf(tree), { of: 2, depth: 2 });
  const times = (path: string) => files.touched.filter((other) => other === path).length;
  assert.deepEqual(folders.filter((path) => times(path) !== 2), [], "looked at and listed once");
  assert.deepEqual(LISTED_BY_BOTH.filter((path) => times(path) < 3), []);
});
