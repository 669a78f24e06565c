import assert from "node:assert/strict";
import fc from "fast-check";
import { isInShare, WHOLE_SHARE } from "../../lib/core/share.ts";
import { MemoryFileSystem } from "./memory_file_system.ts";
import { someTree } from "./memory_trees.ts";
import { PROPERTY_RUNS } from "./property_runs.ts";
import { catalogueOf, findings, walk, walkShares } from "./walk_fixture.ts";

const OPTIONS = { numRuns: PROPERTY_RUNS };

Deno.test("share: every folder falls to exactly one of two walks", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 4 }), (path, of) => {
      const shares = Array.from({ length: of }, (_, index) => isInShare(path, { index, of }));
      assert.equal(shares.filter((isMine) => isMine).length, 1);
    }),
    OPTIONS,
  );
});

Deno.test("share: a thousand folders are divided about evenly", () => {
  const paths = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(4, "0"));
  const first = paths.filter((path) => isInShare(path, { index: 0, of: 2 })).length;
  assert.ok(first > 400 && first < 600, `${first} of 1000`);
  assert.equal(paths.every((path) => isInShare(path, WHOLE_SHARE)), true);
});

Deno.test("share: two walks find together what one finds alone, nothing twice and nothing less", () => {
  fc.assert(
    fc.property(someTree, someTree, (before, now) => {
      const files = new MemoryFileSystem(now);
      const catalogue = catalogueOf(before);
      const together = findings(walkShares(files, catalogue, 2));
      assert.deepEqual(together, findings(walk(files, catalogue)));
    }),
    OPTIONS,
  );
});
