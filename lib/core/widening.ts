import type { RelativePath } from "./entry.ts";
import { isBelow, type KnownRoot, pathBelow, placeFolder } from "./folder.ts";

/** A root that becomes a folder of a wider one. */
export interface WidenedPart<Root extends KnownRoot = KnownRoot> {
  readonly root: Root;
  /** Where it lies in the wider root; never `""`. */
  readonly prefix: RelativePath;
}

/** What making a root wider means, given the roots there are. */
export type Widening<Root extends KnownRoot = KnownRoot> =
  /** The first part is the root itself; every other root below the parent goes with it. */
  | { readonly kind: "plan"; readonly parts: readonly WidenedPart<Root>[] }
  /** The parent is the root itself. */
  | { readonly kind: "same" }
  /** The root does not lie in the parent. */
  | { readonly kind: "apart" }
  /** The parent is or lies in another root, or two roots below it overlap. */
  | { readonly kind: "overlap"; readonly root: Root };

/**
 * Decides which roots become parts of `parent`, an absolute, real path, when `root` is made as wide.
 *
 * @example
 * ```ts
 * planWidening({ id: 1, path: "/photos/2024" }, "/photos", [{ id: 1, path: "/photos/2024" }]);
 * // { kind: "plan", parts: [{ root: { id: 1, … }, prefix: "2024" }] }
 * ```
 */
export function planWidening<Root extends KnownRoot>(
  root: Root,
  parent: string,
  roots: readonly Root[],
): Widening<Root> {
  if (root.path === parent) return { kind: "same" };
  if (!isBelow(root.path, parent)) return { kind: "apart" };
  const others = roots.filter(({ id }) => id !== root.id);
  const around = placeFolder(parent, others);
  if (around.kind === "within") return { kind: "overlap", root: around.root };
  const all = [root, ...others.filter(({ path }) => isBelow(path, parent))];
  const overlapping = all.find((one) =>
    all.some((other) => other !== one && isBelow(one.path, other.path))
  );
  if (overlapping !== undefined) return { kind: "overlap", root: overlapping };
  return {
    kind: "plan",
    parts: all.map((one) => ({ root: one, prefix: pathBelow(one.path, parent) })),
  };
}
