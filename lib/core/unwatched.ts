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

/**
 * What of a root is not to be watched, relative to it; `""` for all of it.
 *
 * @param rootPath absolute
 * @param folders as a person wrote them: absolute, or relative to every root
 */
export function unwatchedIn(rootPath: string, folders: readonly string[]): readonly RelativePath[] {
  return reduceScope(folders.flatMap((folder) => {
    const path = folder.replace(/\/+$/, "");
    if (!folder.startsWith("/")) return [path];
    if (isWithin(rootPath, path)) return [""];
    return path.startsWith(`${rootPath}/`) ? [path.slice(rootPath.length + 1)] : [];
  }));
}

/** Absolute folders that lie in none of the roots and hold none: named by mistake, or through a link. */
export function strayFolders(
  folders: readonly string[],
  rootPaths: readonly string[],
): readonly string[] {
  return folders.filter((folder) =>
    folder.startsWith("/") && rootPaths.every((root) => unwatchedIn(root, [folder]).length === 0)
  );
}

/** Whether nothing is to be heard of a path: it is named, or lies below one that is. */
export function isUnwatched(path: RelativePath, unwatched: readonly RelativePath[]): boolean {
  return unwatched.some((one) => isWithin(path, one));
}
