import type { RelativePath } from "./entry.ts";

/** What a known file was before something else stood in its place. */
export interface DisplacedFile {
  /** Where it was. */
  readonly path: RelativePath;
  readonly inode: number;
  readonly size: number;
  readonly mtimeMs: number;
}

/** A displaced file as a scan staged what stands in its place. */
export interface StagedDisplacement extends DisplacedFile {
  readonly stageId: number;
  /** When the other file came there, or later: its ctime, milliseconds since the epoch. */
  readonly takenMs: number | null;
}

/** Some of them; `lastId` is `null` when there are no more. */
export interface DisplacedPage {
  readonly lastId: number | null;
  readonly displaced: readonly StagedDisplacement[];
}

/** Which files to look for, and where. */
export interface DisplacedSearch {
  readonly rootPath: string;
  /** What was walked; each path stands for itself and everything below it. */
  readonly scope: readonly RelativePath[];
  /** A directory that did not change since then was walked as it is; milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly displaced: readonly DisplacedFile[];
}

/** A displaced file, and a place where it is. */
export interface DisplacedSight {
  readonly inode: number;
  readonly path: RelativePath;
}
