import assert from "node:assert/strict";
import fc from "fast-check";
import { isWithin, type RelativePath } from "../../lib/core/entry.ts";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import { isRacilyClean } from "../../lib/core/fingerprint.ts";
import { reduceScope, WHOLE_ROOT } from "../../lib/core/scope.ts";
import type { WalkStep } from "../../lib/core/walk_step.ts";
import {
  directory,
  MemoryFileSystem,
  type MemoryItem,
  type MemoryTree,
  mount,
  photo,
} from "./memory_file_system.ts";
import { readable, someTree } from "./memory_trees.ts";
import { PROPERTY_RUNS } from "./property_runs.ts";
import { catalogueOf, findings, LATER_MS, sync, walk } from "./walk_fixture.ts";

const OPTIONS = { numRuns: PROPERTY_RUNS };

/** Photos of a tree by path, as sentences that can be compared. */
function photosOf(tree: MemoryTree): Map<RelativePath, string> {
  return new Map(
    Object.entries(tree).flatMap(([path, item]) =>
      item.kind === "file" && path.endsWith(".jpg")
        ? [[path, JSON.stringify(item.fingerprint)] as const]
        : []
    ),
  );
}

function unreadableIn(tree: MemoryTree): RelativePath[] {
  return Object.entries(tree)
    .filter(([, item]) => item.kind === "directory" && item.isUnreadable)
    .map(([path]) => path);
}

function isBelowAny(path: RelativePath, tops: readonly RelativePath[]): boolean {
  return tops.some((top) => path !== top && isWithin(path, top));
}

/** The catalogue of `before` after `now` was seen: `now`, but where it cannot be read as before. */
function expectedPhotos(before: MemoryTree, now: MemoryTree): [RelativePath, string][] {
  const closed = unreadableIn(now);
  return [
    ...[...photosOf(before)].filter(([path]) => isBelowAny(path, closed)),
    ...[...photosOf(now)].filter(([path]) => !isBelowAny(path, closed)),
  ].sort();
}

function photosIn(catalogue: ReturnType<typeof catalogueOf>): [RelativePath, string][] {
  return [...catalogue.photos()].map(([path, fingerprint]) =>
    [path, JSON.stringify(fingerprint)] as [RelativePath, string]
  ).sort();
}

function vanishedIn(steps: readonly WalkStep[]): RelativePath[] {
  return findings(steps).filter((one) => one.startsWith("vanished "))
    .map((one) => one.slice("vanished ".length));
}

/** The paths that are not the same in both trees. */
function changedPaths(before: MemoryTree, now: MemoryTree): RelativePath[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...paths].filter((path) => describe(before[path]) !== describe(now[path]));
}

function describe(item: MemoryItem | undefined): string {
  return item?.kind === "directory" ? "directory" : JSON.stringify(item ?? null);
}

Deno.test("walk: whatever a tree became, applying what is found gives what is on disk", () => {
  fc.assert(
    fc.property(someTree, someTree, (tree, now) => {
      const before = readable(tree);
      const catalogue = catalogueOf(before);
      sync(new MemoryFileSystem(now), catalogue);
      assert.deepEqual(photosIn(catalogue), expectedPhotos(before, now));
    }),
    OPTIONS,
  );
});

Deno.test("walk: after a third tree, too, and with everything that is missing by then", () => {
  fc.assert(
    fc.property(someTree, someTree, (tree, between) => {
      const catalogue = catalogueOf(readable(tree));
      sync(new MemoryFileSystem(readable(between)), catalogue);
      sync(new MemoryFileSystem(readable(tree)), catalogue);
      assert.deepEqual(photosIn(catalogue), expectedPhotos({}, readable(tree)));
    }),
    OPTIONS,
  );
});

Deno.test("C-025 walk: what was applied is no news to the next walk", () => {
  fc.assert(
    fc.property(someTree, someTree, (tree, now) => {
      const catalogue = catalogueOf(readable(tree));
      const files = new MemoryFileSystem(now);
      sync(files, catalogue);
      const news = findings(walk(files, catalogue)).filter((one) => !one.startsWith("problem"));
      assert.deepEqual(news, []);
    }),
    OPTIONS,
  );
});

Deno.test("walk: every photo is in one step and in one finding at most", () => {
  fc.assert(
    fc.property(someTree, someTree, (tree, now) => {
      const steps = walk(new MemoryFileSystem(now), catalogueOf(readable(tree)));
      const found = findings(steps);
      assert.deepEqual(found, [...new Set(found)]);
      const directories = steps.map(({ directory }) => directory);
      assert.deepEqual(directories.toSorted(), [...new Set(directories)].sort());
    }),
    OPTIONS,
  );
});

Deno.test("C-023 walk: only what was read while it was fresh is looked at again", () => {
  const stamp = fc.integer({ min: LATER_MS - 4_000, max: LATER_MS });
  fc.assert(
    fc.property(stamp, stamp, (mtimeMs, ctimeMs) => {
      const item = photo(1, { mtimeMs, ctimeMs });
      const catalogue = catalogueOf({ "a.jpg": item });
      const isRacy = item.kind === "file" &&
        isRacilyClean(item.fingerprint, LATER_MS, fileSystemOfName("ext4"));
      const found = findings(walk(new MemoryFileSystem({ "a.jpg": item }), catalogue));
      assert.deepEqual(found, isRacy ? ["racy a.jpg"] : []);
    }),
    OPTIONS,
  );
});

Deno.test("C-071 walk: hints that cover every change find what a walk of the whole root finds", () => {
  fc.assert(
    fc.property(someTree, someTree, fc.func(fc.nat(3)), (tree, now, levelsUp) => {
      const before = readable(tree);
      const hints = changedPaths(before, now).map((path) => above(path, levelsUp(path)));
      const whole = catalogueOf(before);
      sync(new MemoryFileSystem(now), whole, WHOLE_ROOT);
      const scoped = catalogueOf(before);
      sync(new MemoryFileSystem(now), scoped, reduceScope(hints));
      assert.deepEqual(photosIn(scoped), photosIn(whole));
    }),
    OPTIONS,
  );
});

Deno.test("C-061 walk: the only sidecar of a folder goes, and only that is told of: its photos have not vanished", () => {
  const photos = { "a.jpg": photo(1), "b.jpg": photo(2), "a.b.jpg": photo(3) };
  const before: MemoryTree = { "": directory(), ...photos, "a.xmp": photo(4) };
  const now = new MemoryFileSystem({ "": directory(), ...photos });
  for (const hint of ["a.xmp", "a.jpg"]) {
    assert.deepEqual(findings(walk(now, catalogueOf(before), [hint])), ["changed a.jpg"], hint);
  }
});

Deno.test("C-090 walk: however many hints there are, no photo vanishes twice", () => {
  fc.assert(
    fc.property(someTree, someTree, (tree, now) => {
      const before = readable(tree);
      const hints = [...photosOf(before).keys()];
      const steps = walk(new MemoryFileSystem(now), catalogueOf(before), reduceScope(hints));
      const vanished = vanishedIn(steps);
      assert.deepEqual(vanished, [...new Set(vanished)]);
    }),
    OPTIONS,
  );
});

Deno.test("C-044 walk: nothing below a directory that cannot be read ever vanishes", () => {
  fc.assert(
    fc.property(someTree, someTree, fc.boolean(), (tree, now, isWhole) => {
      const before = readable(tree);
      const scope = isWhole ? WHOLE_ROOT : reduceScope(photosOf(before).keys());
      const steps = walk(new MemoryFileSystem(now), catalogueOf(before), scope);
      const closed = unreadableIn(now);
      assert.deepEqual(vanishedIn(steps).filter((path) => isBelowAny(path, closed)), []);
    }),
    OPTIONS,
  );
});

Deno.test("C-047 walk: nothing below a mount that is away ever vanishes, whoever asks", () => {
  fc.assert(
    fc.property(someTree, fc.func(fc.nat(3)), fc.boolean(), (tree, levelsUp, isWhole) => {
      const onDisk = Object.entries(readable(tree)).filter(([path]) => path !== "")
        .map(([path, item]) => [`disk/${path}`, item] as const);
      const before = { "disk": mount(7), ...Object.fromEntries(onDisk) };
      const hints = [...photosOf(before).keys()].map((path) => above(path, levelsUp(path)));
      const files = new MemoryFileSystem({ "disk": directory() });
      const steps = walk(files, catalogueOf(before), isWhole ? WHOLE_ROOT : reduceScope(hints));
      assert.deepEqual(vanishedIn(steps), []);
    }),
    OPTIONS,
  );
});

Deno.test("C-029 walk: nothing under a name that cannot be read ever vanishes", () => {
  fc.assert(
    fc.property(someTree, fc.nat(), (tree, which) => {
      const before = readable(tree);
      const paths = [...photosOf(before).keys()];
      const chosen = paths[which % Math.max(paths.length, 1)];
      fc.pre(chosen !== undefined);
      const files = new MemoryFileSystem(before);
      const refused = Object.assign(new Error("refused"), { name: "Error", code: "EIO" });
      for (const path of prefixes(chosen)) {
        files.failLook(path, refused);
        files.failListing(path, refused);
      }
      assert.deepEqual(vanishedIn(walk(files, catalogueOf(before))), []);
    }),
    OPTIONS,
  );
});

/** The path itself or one of the directories above it, the root at most. */
function above(path: RelativePath, levels: number): RelativePath {
  return path.split("/").slice(0, levels === 0 ? undefined : -levels).join("/");
}

/** The path and every directory above it but the root. */
function prefixes(path: RelativePath): RelativePath[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
