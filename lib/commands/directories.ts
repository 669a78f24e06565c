import { CommandError } from "../core/command_error.ts";
import type { KnownRoot } from "../core/folder.ts";

/** What is at a path. */
export interface Resolved {
  /** Real: no symbolic link in it. */
  readonly path: string;
  readonly isDirectory: boolean;
  readonly inode: number | null;
  readonly device: number;
}

/** A look at the disk. */
export interface Directories {
  /**
   * Real path with what is there, or `null` when nothing is.
   *
   * @throws {CommandError} when the system does not let us look
   */
  resolve(path: string): Resolved | null;
  /** A few names at the top of a root below which photos are known to be. */
  names(rootId: number): readonly string[];
}

/** What is at a path; `null` also where nobody lets us look: somebody else's trouble is not ours. */
export function lookAt(directories: Directories, path: string): Resolved | null {
  try {
    return directories.resolve(path);
  } catch (error) {
    if (error instanceof CommandError) return null;
    throw error;
  }
}

/** Whether two paths lead to one directory: mounted twice, or spelled twice where case is one. */
export function isSameDirectory(one: Resolved, other: Resolved): boolean {
  return one.inode !== null && one.inode === other.inode && one.device === other.device;
}

/** Names at the top of a root that are at `path` now, and how many were looked for. */
export function findNames(
  directories: Directories,
  root: KnownRoot,
  path: string,
): { readonly found: number; readonly names: readonly string[] } {
  const names = directories.names(root.id);
  const base = path === "/" ? "" : path;
  const there = names.filter((name) => lookAt(directories, `${base}/${name}`) !== null);
  return { found: there.length, names };
}

/**
 * The known root that is the directory at `place`, or lies in it, under another path than its own:
 * the same file system is mounted twice. A folder *of* a root cannot be recognised in this way.
 */
export function findAlias<Root extends KnownRoot>(
  directories: Directories,
  place: Resolved,
  roots: readonly Root[],
): { readonly root: Root; readonly isInside: boolean } | null {
  for (const root of roots) {
    const parts = root.path.split("/");
    for (let length = parts.length; length > 1; length--) {
      const above = lookAt(directories, parts.slice(0, length).join("/") || "/");
      if (above === null || above.path === place.path) continue;
      if (isSameDirectory(above, place)) return { root, isInside: length < parts.length };
    }
  }
  return null;
}

/** The real path of something that may not be there: that of the nearest parent that is, and the rest. */
export function realPath(directories: Directories, path: string): string {
  const clean = path.replace(/\/+$/, "");
  const found = directories.resolve(clean === "" ? "/" : clean);
  if (found !== null) return found.path;
  const slash = clean.lastIndexOf("/");
  if (slash <= 0) return clean;
  const parent = realPath(directories, clean.slice(0, slash) || "/");
  return `${parent === "/" ? "" : parent}/${clean.slice(slash + 1)}`;
}
