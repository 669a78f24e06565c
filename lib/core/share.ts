import type { RelativePath } from "./entry.ts";

/** One of several walks that divide the directories of a scope among them. */
export interface Share {
  /** 0 to `of` - 1. */
  readonly index: number;
  readonly of: number;
}

/** The walk that does everything alone. */
export const WHOLE_SHARE: Share = Object.freeze({ index: 0, of: 1 });

/** Whether a directory falls to this share; every directory falls to exactly one (FNV-1a, 32 bits). */
export function isInShare(directory: RelativePath, { index, of }: Share): boolean {
  if (of === 1) return true;
  let hash = 0x811c9dc5;
  for (let at = 0; at < directory.length; at++) {
    hash = Math.imul(hash ^ directory.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % of === index;
}
