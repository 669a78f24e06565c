import assert from "node:assert/strict";
import fc from "fast-check";
import { baseName, isWithin, parentPath, type RelativePath } from "../../lib/core/entry.ts";
import { isCandidate } from "../../lib/core/formats.ts";
import { reduceScope, WHOLE_ROOT } from "../../lib/core/scope.ts";
import { isSidecarName, pairSidecars } from "../../lib/core/sidecars.ts";
import type { WalkStep } from "../../lib/core/walk_step.ts";
import { MemoryFileSystem, type MemoryTree } from "./memory_file_system.ts";
import { readable, someTree } from "./memory_trees.ts";
import { PROPERTY_RUNS } from "./property_runs.ts";
import { catalogueOf, sync } from "./walk_fixture.ts";

const OPTIONS = { numRuns: PROPERTY_RUNS };

/** What is known of a root: its photos, their sidecars, and the sidecars nobody reads. */
function known(tree: MemoryTree) {
  const catalogue = catalogueOf(tree);
  const problems = new Set<string>();
  learn(problems, sync(new MemoryFileSystem(tree), catalogue), WHOLE_ROOT);
  return { catalogue, problems };
}

/** Problems of sidecars after a scan, by the rule that a scan forgets what it looked for and did not find. */
function learn(problems: Set<string>, steps: readonly WalkStep[], scope: readonly RelativePath[]) {
  const settled = new Set(steps.flatMap((step) => step.settled));
  for (const path of [...problems]) {
    if (settled.has(path) || scope.some((top) => isWithin(path, top))) problems.delete(path);
  }
  for (const { path, kind } of steps.flatMap((step) => step.problems)) {
    if (kind === "orphan-sidecar" || kind === "sidecar-not-read") problems.add(path);
  }
}

function changedPaths(before: MemoryTree, now: MemoryTree): RelativePath[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(now)]);
  const told = (item: MemoryTree[string] | undefined) =>
    item?.kind === "directory" ? "directory" : JSON.stringify(item ?? null);
  return [...paths].filter((path) => told(before[path]) !== told(now[path]));
}

Deno.test("C-061 hints that cover every change pair the sidecars that a walk of the whole root pairs", () => {
  fc.assert(
    fc.property(someTree, someTree, (tree, other) => {
      const [before, now] = [readable(tree), readable(other)];
      const [whole, scoped] = [known(before), known(before)];
      const files = new MemoryFileSystem(now);
      learn(whole.problems, sync(files, whole.catalogue), WHOLE_ROOT);
      const scope = reduceScope(changedPaths(before, now));
      learn(scoped.problems, sync(files, scoped.catalogue, scope), scope);
      assert.deepEqual(scoped.catalogue.sidecars(), whole.catalogue.sidecars());
      assert.deepEqual([...scoped.problems].sort(), [...whole.problems].sort());
    }),
    OPTIONS,
  );
});

Deno.test("C-060 the sidecars of a tree are those its names tell, and no other is read", () => {
  fc.assert(
    fc.property(someTree, (tree) => {
      const now = readable(tree);
      const { catalogue } = known(now);
      const files = Object.keys(now).filter((path) => now[path]?.kind === "file");
      const expected = files.flatMap((path) => {
        const beside = files.filter((one) => parentPath(one) === parentPath(path)).map(baseName);
        const sidecars = beside.filter(isSidecarName);
        const others = beside.filter((name) => !isSidecarName(name));
        const { of } = pairSidecars({ files: others, sidecars, isPrimary: isCandidate });
        const name = of.get(baseName(path));
        return name === undefined || isSidecarName(path) ? [] : [`${path}: ${name}`];
      });
      const found = [...catalogue.sidecars()].map(([path, told]) =>
        `${path}: ${told.split(" {")[0]}`
      );
      assert.deepEqual(found.sort(), expected.sort());
    }),
    OPTIONS,
  );
});

const names = fc.uniqueArray(
  fc.constantFrom(
    ...[
      "a.jpg",
      "a.JPG",
      "A.jpg",
      "a.nef",
      "a.mov",
      "a.txt",
      "a.jpg.nef",
      "a_01.jpg",
      "a_01_01.jpg",
    ],
    ...[
      "a.xmp",
      "A.xmp",
      "a.XMP",
      "a.jpg.xmp",
      "a.nef.xmp",
      "a.JPG.Xmp",
      "a_01.jpg.xmp",
      "a_01.xmp",
    ],
    ...["a.jpg.nef.xmp", ".xmp", "b.xmp", "a_01_01.jpg.xmp"],
  ),
);

Deno.test("C-060 every sidecar is read for a photo, told as not read, told as alone, or left alone as a duplicate", () => {
  fc.assert(
    fc.property(names, (all) => {
      const files = all.filter((name) => !isSidecarName(name));
      const sidecars = all.filter(isSidecarName);
      const pairs = pairSidecars({ files, sidecars, isPrimary: isCandidate });
      const read = new Set(pairs.of.values());
      const passedOver = pairs.passedOver.map(({ sidecar }) => sidecar);
      const told = [...read, ...passedOver, ...pairs.lone];
      assert.equal(told.length, new Set(told).size);
      for (const one of pairs.passedOver) assert.equal(pairs.of.get(one.primary), one.read);
      const shuffled = { files: files.toReversed(), sidecars: sidecars.toReversed() };
      const again = pairSidecars({ ...shuffled, isPrimary: isCandidate });
      assert.deepEqual(
        [...again.of].sort(),
        [...pairs.of].sort(),
        "in whatever order they are listed",
      );
    }),
    OPTIONS,
  );
});
