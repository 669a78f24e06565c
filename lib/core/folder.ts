import { isWithin, type RelativePath } from "./entry.ts";

/** A root as far as deciding about folders needs it. */
export interface KnownRoot {
  readonly id: number;
  /** Absolute, real path: no symbolic link, no `..`, no slash at the end. */
  readonly path: string;
}

/** What asking for a folder means, given the roots there are. */
export type FolderVerdict =
  /** It is, or lies in, a known root. */
  | { readonly kind: "within"; readonly root: KnownRoot; readonly path: RelativePath }
  /** It holds known roots: one photo would have two records. */
  | { readonly kind: "contains"; readonly roots: readonly KnownRoot[] }
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
export function placeFolder(path: string, roots: readonly KnownRoot[]): FolderVerdict {
  const root = roots.find((one) => one.path === "/" || isWithin(path, one.path));
  if (root !== undefined) {
    const below = path.slice(root.path === "/" ? 1 : root.path.length + 1);
    return { kind: "within", root, path: below };
  }
  const inside = roots.filter((one) => path === "/" || isWithin(one.path, path));
  return inside.length > 0 ? { kind: "contains", roots: inside } : { kind: "new" };
}
