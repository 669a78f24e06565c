import type { RootStore } from "../lib/catalogue/root_store.ts";
import type { RelativePath } from "../lib/core/entry.ts";
import { isWholeRoot } from "../lib/core/scope.ts";

/** Below this many photos a second walker takes longer to start than it saves. */
const LARGE_FROM_PHOTOS = 5_000;

/** Whether a walk is long enough to be divided; a first index is held up by reading, not walking. */
export function isLarge(
  roots: RootStore,
  { rootId, scope }: { readonly rootId: number; readonly scope: readonly RelativePath[] },
): boolean {
  return isWholeRoot(scope) && roots.photoCount(rootId, LARGE_FROM_PHOTOS) === LARGE_FROM_PHOTOS;
}
