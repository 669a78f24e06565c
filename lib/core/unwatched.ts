import { isWithin, parentPath, type RelativePath } from "./entry.ts";
import { reduceScope } from "./scope.ts";

/**
 * The directories that are to be watched one by one, because something below them is not to be watched
 * at all: the root and every directory on the way there. All others are watched with what is below.
 */
export function singlyWatched(unwatched: readonly RelativePath[]): readonly RelativePath[] {
  const ways = new Set<RelativePath>();
  for (const path of reduceScope(unwatched)) {
    if (path === "") return [];
    for (let up = parentPath(path); up !== ""; up = parentPath(up)) ways.add(up);
    ways.add("");
  }
  return [...ways].sort();
}

/** Whether nothing is to be heard of a path: it is named, or lies below one that is. */
export function isUnwatched(path: RelativePath, unwatched: readonly RelativePath[]): boolean {
  return unwatched.some((one) => isWithin(path, one));
}
