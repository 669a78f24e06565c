import type { RelativePath } from "./entry.ts";
import { hashOfText } from "./hash_of_text.ts";

/** One of several walks that divide the directories of a scope among them. */
export interface Share {
  /** 0 to `of` - 1. */
  readonly index: number;
  readonly of: number;
  /**
   * Directories so many levels below the root fall to a walk with everything below them, so that the
   * others need not even list them; those above fall one by one. 1 stands for those directly in it.
   */
  readonly depth: number;
}

/** The walk that does everything alone. */
export const WHOLE_SHARE: Share = Object.freeze({ index: 0, of: 1, depth: 1 });

/** No directory falls with what is below it. */
const ONE_BY_ONE = Number.MAX_SAFE_INTEGER;

/** Of all directories, what may fall to one walk in one piece: more would be no even division. */
const PIECE_MAX = 1 / 32;

/** Whether a directory falls to this share; every directory falls to exactly one. */
export function isInShare(directory: RelativePath, { index, of, depth }: Share): boolean {
  return of === 1 || hashOfText(ancestorAt(directory, depth)) % of === index;
}

/** The directory itself where it is no deeper. */
function ancestorAt(directory: RelativePath, depth: number): RelativePath {
  let end = directory.indexOf("/");
  for (let level = 1; level < depth && end >= 0; level++) end = directory.indexOf("/", end + 1);
  return end < 0 ? directory : directory.slice(0, end);
}

/** Whether a directory or one below it may fall to this share. */
export function mayHoldShare(directory: RelativePath, share: Share): boolean {
  return levelOf(directory) < share.depth || isInShare(directory, share);
}

/**
 * The smallest depth at which directories fall in pieces small enough to be divided evenly.
 *
 * @param directories Those that are known, or some of them, taken evenly.
 */
export function depthOfShares(directories: readonly RelativePath[]): number {
  const deepest = Math.max(0, ...directories.map(levelOf));
  for (let depth = 1; depth <= deepest; depth++) {
    if (largestPiece(directories, depth) <= directories.length * PIECE_MAX) return depth;
  }
  return ONE_BY_ONE;
}

/** How many of the directories have the same ancestor, or are the same, at a depth. */
function largestPiece(directories: readonly RelativePath[], depth: number): number {
  const sizes = new Map<RelativePath, number>();
  let largest = 0;
  for (const directory of directories) {
    if (levelOf(directory) < depth) continue;
    const top = directory.split("/", depth).join("/");
    const size = (sizes.get(top) ?? 0) + 1;
    sizes.set(top, size);
    largest = Math.max(largest, size);
  }
  return largest;
}

/** How many levels below the root a directory is. */
function levelOf(directory: RelativePath): number {
  if (directory === "") return 0;
  let level = 1;
  for (let at = directory.indexOf("/"); at >= 0; at = directory.indexOf("/", at + 1)) level++;
  return level;
}
