import type { RelativePath } from "./entry.ts";

/** What tells one directory from another that takes its place; `null` where the system does not tell. */
export interface DirectoryIdentity {
  readonly inode: number | null;
  readonly device: number | null;
  /** Inodes are given anew at once, the time the directory was made is not. */
  readonly bornMs: number | null;
}

/** A root, and the mounts known below it, as they were when a watcher began to listen there. */
export interface WatchedPlace extends DirectoryIdentity {
  /** Device at each place where a disk was ever seen below the root; `null` when nothing is there. */
  readonly mounts: ReadonlyMap<RelativePath, number | null>;
}

/** Whether two looks saw the same directory, mounted once: an inode watcher is deaf in any other. */
export function isSameDirectory(one: DirectoryIdentity, other: DirectoryIdentity): boolean {
  return one.inode === other.inode && one.device === other.device && one.bornMs === other.bornMs;
}

/** Whether what listened at the first look still hears everything at the second. */
export function isSamePlace(one: WatchedPlace, other: WatchedPlace): boolean {
  return isSameDirectory(one, other) && one.mounts.size === other.mounts.size &&
    [...one.mounts].every(([path, device]) => other.mounts.get(path) === device);
}
