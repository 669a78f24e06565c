import { isRulesFile } from "./directory_rules.ts";
import { isWithin, parentPath, type RelativePath } from "./entry.ts";

/** The whole root as a scan scope. */
export const WHOLE_ROOT: readonly RelativePath[] = Object.freeze([""]);

/** Above this many paths a directory stands for its files, and at last the root for everything. */
export const PENDING_PATHS_MAX = 4_096;

/**
 * The smallest set of paths that covers all of `paths`: no path twice, none below another, sorted.
 * A path stands for itself and everything below it. When more than `limit` would remain, each is
 * widened to its parent until they fit; the root itself is the last resort and covers everything.
 */
export function reduceScope(
  paths: Iterable<RelativePath>,
  limit: number = PENDING_PATHS_MAX,
): readonly RelativePath[] {
  let reduced = withoutCovered(paths);
  while (reduced.length > limit) reduced = withoutCovered(reduced.map(parentPath));
  return reduced;
}

/**
 * Whether `path` lies in `scope`.
 *
 * @public What a scope means; `reduceScope` is judged by it.
 */
export function isInScope(path: RelativePath, scope: readonly RelativePath[]): boolean {
  return scope.some((top) => isWithin(path, top));
}

/**
 * A scope in which a file of rules stands for its directory: a change of it concerns all that is there
 * and below.
 */
export function withRulesWidened(scope: readonly RelativePath[]): readonly RelativePath[] {
  return reduceScope(scope.map((path) => isRulesFile(path) ? parentPath(path) : path));
}

/** Whether `scope` is the whole root: a recrawl. */
export function isWholeRoot(scope: readonly RelativePath[]): boolean {
  return scope.length === 1 && scope[0] === "";
}

function withoutCovered(paths: Iterable<RelativePath>): RelativePath[] {
  const unique = new Set(paths);
  if (unique.has("")) return [""];
  // By length of the chain of parents, not by sorting alone: "a b" sorts between "a" and "a/c".
  const kept: RelativePath[] = [];
  for (const path of unique) {
    if (!hasAncestorIn(path, unique)) kept.push(path);
  }
  return kept.sort();
}

function hasAncestorIn(path: RelativePath, paths: ReadonlySet<RelativePath>): boolean {
  for (let parent = parentPath(path); parent !== ""; parent = parentPath(parent)) {
    if (paths.has(parent)) return true;
  }
  return false;
}
