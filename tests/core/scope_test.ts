import assert from "node:assert/strict";
import fc from "fast-check";
import { isInScope, isWholeRoot, reduceScope, WHOLE_ROOT } from "../../lib/core/scope.ts";
import { PROPERTY_RUNS } from "./property_runs.ts";

const CASES: readonly [string, string[], string[]][] = [
  ["nothing stays nothing", [], []],
  ["a path said four times is one path", ["a", "a", "a", "a"], ["a"]],
  ["a directory stands for its photos", ["a/1.jpg", "a", "a/b/2.jpg"], ["a"]],
  ["the root stands for everything", ["a/1.jpg", "", "b"], [""]],
  ["C-030 2020 does not stand for 2020_backup", ["2020", "2020_backup/1.jpg"], [
    "2020",
    "2020_backup/1.jpg",
  ]],
  ["a name that sorts between a directory and its photos does not hide them", [
    "a",
    "a b",
    "a/c",
  ], ["a", "a b"]],
  ["photos side by side stay apart", ["b/2.jpg", "a/1.jpg"], ["a/1.jpg", "b/2.jpg"]],
  ["C-028 names that differ in case only stay apart", ["A", "a/1.jpg"], ["A", "a/1.jpg"]],
  ["a directory covers however deep the photo is", ["a", "a/b/c/d/e.jpg"], ["a"]],
];

for (const [sentence, paths, expected] of CASES) {
  Deno.test(`scope: ${sentence}`, () => assert.deepEqual(reduceScope(paths), expected));
}

Deno.test("scope: above the limit directories stand for their photos", () => {
  const paths = ["a/1.jpg", "a/2.jpg", "b/c/3.jpg", "b/c/4.jpg"];
  assert.deepEqual(reduceScope(paths, 4), paths);
  assert.deepEqual(reduceScope(paths, 3), ["a", "b/c"]);
});

Deno.test("scope: with nothing left to widen the whole root is scanned", () => {
  assert.deepEqual(reduceScope(["a/1.jpg", "b/2.jpg", "c/3.jpg"], 2), WHOLE_ROOT);
});

Deno.test("scope: five thousand hints in one directory become that directory", () => {
  const hints = Array.from({ length: 5_000 }, (_, index) => `burst/${index}.jpg`);
  assert.deepEqual(reduceScope(hints), ["burst"]);
});

Deno.test("scope: only the root alone is a recrawl", () => {
  assert.equal(isWholeRoot(WHOLE_ROOT), true);
  assert.equal(isWholeRoot([]), false);
  assert.equal(isWholeRoot(["a"]), false);
});

Deno.test("C-030 a scope on /2020 does not reach /2020_backup", () => {
  assert.equal(isInScope("2020/1.jpg", ["2020"]), true);
  assert.equal(isInScope("2020", ["2020"]), true);
  assert.equal(isInScope("2020_backup/1.jpg", ["2020"]), false);
  assert.equal(isInScope("IMG_10.jpg", ["IMG_1.jpg"]), false);
  assert.equal(isInScope("anything", []), false);
});

// Names that sort before and after "/", and twins that begin alike.
const name = fc.constantFrom("a", "a b", "a!", "ab", "A", "a-", "0");
const path = fc.array(name, { maxLength: 4 }).map((parts) => parts.join("/"));

Deno.test("scope: reducing without a limit covers exactly what was covered before", () => {
  fc.assert(
    fc.property(fc.array(path), path, (paths, asked) => {
      const reduced = reduceScope(paths);
      assert.equal(isInScope(asked, reduced), isInScope(asked, paths));
    }),
    { numRuns: PROPERTY_RUNS },
  );
});

Deno.test("scope: what is reduced has no path twice, none below another, and is sorted", () => {
  fc.assert(
    fc.property(fc.array(path), (paths) => {
      const reduced = reduceScope(paths);
      for (const one of reduced) {
        assert.equal(isInScope(one, reduced.filter((other) => other !== one)), false, one);
      }
      assert.deepEqual(reduced, [...new Set(reduced)].sort());
      assert.deepEqual(reduceScope(reduced), reduced);
    }),
    { numRuns: PROPERTY_RUNS },
  );
});

Deno.test("scope: widening to fit a limit never loses a path", () => {
  fc.assert(
    fc.property(fc.array(path), fc.integer({ min: 1, max: 5 }), (paths, limit) => {
      const reduced = reduceScope(paths, limit);
      assert.ok(reduced.length <= limit);
      for (const one of paths) assert.ok(isInScope(one, reduced), one);
    }),
    { numRuns: PROPERTY_RUNS },
  );
});
