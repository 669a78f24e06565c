import type { RootStore } from "../lib/catalogue/root_store.ts";
import type { RelativePath } from "../lib/core/entry.ts";
import { isWholeRoot } from "../lib/core/scope.ts";
import { depthOfShares } from "../lib/core/share.ts";

/** Below this many photos a second walker takes longer to start than it saves. */
const LARGE_FROM_PHOTOS = 5_000;

/** Enough to see where the directories of a root branch out. */
const DIRECTORIES_LOOKED_AT_MAX = 5_000;

/**
 * At which depth the directories of a scope are divided among walkers, as `Share` has it; `null` where
 * one walker is enough. A first index is held up by reading, not by walking.
 */
export function depthOfDivision(
  roots: RootStore,
  { rootId, scope }: { readonly rootId: number; readonly scope: readonly RelativePath[] },
): number | null {
  if (!isWholeRoot(scope)) return null;
  if (roots.photoCount(rootId, LARGE_FROM_PHOTOS) < LARGE_FROM_PHOTOS) return null;
  return depthOfShares(roots.someDirectories(rootId, DIRECTORIES_LOOKED_AT_MAX));
}
