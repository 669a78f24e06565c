import { isWithin, type RelativePath } from "./entry.ts";

/** A root as far as deciding about folders needs it. */
export interface KnownRoot {
  readonly id: number;
  /** Absolute, real path: no symbolic link, no `..`, no slash at the end. */
  readonly path: string;
}

/** What asking for a folder means, given the roots there are. */
export type FolderVerdict<Root extends KnownRoot = KnownRoot> =
  /** It is, or lies in, a known root. */
  | { readonly kind: "within"; readonly root: Root; readonly path: RelativePath }
  /** It holds known roots: one photo would have two records. */
  | { readonly kind: "contains"; readonly roots: readonly Root[] }
  | { readonly kind: "new" };

/**
 * Places an absolute, real path among the known roots.
 *
 * @example
 * ```ts
 * const roots = [{ id: 1, path: "/photos" }];
 * placeFolder("/photos/2024", roots); // { kind: "within", root: roots[0], path: "2024" }
 * placeFolder("/photos2", roots); // { kind: "new" }
 * ```
 */
export function placeFolder<Root extends KnownRoot>(
  path: string,
  roots: readonly Root[],
): FolderVerdict<Root> {
  const root = roots.find((one) => isBelow(path, one.path));
  if (root !== undefined) return { kind: "within", root, path: pathBelow(path, root.path) };
  const inside = roots.filter((one) => isBelow(one.path, path));
  return inside.length > 0 ? { kind: "contains", roots: inside } : { kind: "new" };
}

/** Whether an absolute, real path is `directory` itself or lies anywhere below it. */
export function isBelow(path: string, directory: string): boolean {
  return directory === "/" || isWithin(path, directory);
}

/** What is left of `path`, which is `directory` or lies below it, seen from there. */
export function pathBelow(path: string, directory: string): RelativePath {
  return path.slice(directory === "/" ? 1 : directory.length + 1);
}
