import type { RelativePath } from "../../lib/core/entry.ts";
import type { FingerprintPolicy } from "../../lib/core/fingerprint.ts";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import { WHOLE_ROOT } from "../../lib/core/scope.ts";
import type { Share } from "../../lib/core/share.ts";
import { Walk } from "../../lib/core/walk.ts";
import type { WalkStep } from "../../lib/core/walk_step.ts";
import { MemoryCatalogue } from "./memory_catalogue.ts";
import { MemoryFileSystem, type MemoryTree } from "./memory_file_system.ts";

const LOCAL = fileSystemOfName("ext4");

/** Long after every time stamp of a photo in memory, so that nothing is racily clean. */
export const LATER_MS = 1_800_000_000_000;

/** Photos are what ends in `.jpg`. */
function isCandidate(name: string): boolean {
  return name.endsWith(".jpg");
}

/** All steps of one walk. */
export function walk(
  files: MemoryFileSystem,
  catalogue: MemoryCatalogue,
  scope: readonly RelativePath[] = WHOLE_ROOT,
  policy: FingerprintPolicy = LOCAL,
): WalkStep[] {
  return [...new Walk(files, catalogue, { policy, isCandidate }).scope(scope)];
}

/** All steps of several walks that divide the root among them. */
export function walkShares(
  files: MemoryFileSystem,
  catalogue: MemoryCatalogue,
  { of, depth }: Omit<Share, "index">,
): WalkStep[] {
  return Array.from({ length: of }, (_, index) => {
    const options = { policy: LOCAL, isCandidate, share: { index, of, depth } };
    return [...new Walk(files, catalogue, options).scope(WHOLE_ROOT)];
  }).flat();
}

/** Walks and applies all of it; returns the steps. */
export function sync(
  files: MemoryFileSystem,
  catalogue: MemoryCatalogue,
  scope: readonly RelativePath[] = WHOLE_ROOT,
): WalkStep[] {
  const steps = walk(files, catalogue, scope);
  for (const step of steps) catalogue.apply(step);
  return steps;
}

/** A catalogue that holds exactly `tree`. */
export function catalogueOf(tree: MemoryTree, nowMs: number = LATER_MS): MemoryCatalogue {
  const catalogue = new MemoryCatalogue(nowMs);
  sync(new MemoryFileSystem(tree), catalogue);
  return catalogue;
}

/** What a walk found as sorted short sentences: `vanished 2024/a.jpg`, `problem 2024 permission`. */
export function findings(steps: readonly WalkStep[]): string[] {
  return steps.flatMap(({ directory, differences, problems, again }) => [
    // What is unseen concludes nothing: it only may turn up elsewhere.
    ...differences.filter(({ kind }) => kind !== "unseen").map(({ kind, name }) => {
      const path = directory === "" ? name : `${directory}/${name}`;
      return `${kind} ${path}`;
    }),
    ...problems.map(({ path, kind }) => `problem ${path} ${kind}`),
    ...again.map((path) => `again ${path}`),
  ]).sort();
}
