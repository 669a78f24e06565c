import type { RelativePath } from "../core/entry.ts";

/** Counts of one reconcile while it runs. */
export interface Tally {
  appeared: number;
  changed: number;
  moved: number;
  revived: number;
  /** Looked at and found equal; files the scan found equal are not in it. */
  unchanged: number;
  unreadable: number;
  missing: number;
  /** Records that took over a copy which was known before this scan. */
  merged: number;
  /** Missing records that a second look found absent too. */
  tombstoned: number;
  purged: number;
  /** Photos hidden because a rule hides their files. */
  ignored: number;
  held: number;
  kept: number;
  /** Photos in the places of others whose hiding is held or was rejected: they have no record. */
  waiting: number;
  /** Files on disks that cover what is known, which are not taken in. */
  strangers: number;
  filesRead: number;
  /** Of these, files that the slow reader had to read. */
  slow: number;
  bytesRead: number;
  /** Staged rows dealt with. */
  done: number;
  /** Paths that changed under the reconcile: to be looked at again. */
  readonly again: RelativePath[];
  /** Photos that are stored, and whose sidecars are still being written. */
  readonly sidecarsAgain: RelativePath[];
}

/** A tally of nothing. */
export function emptyTally(): Tally {
  return {
    appeared: 0,
    changed: 0,
    moved: 0,
    revived: 0,
    unchanged: 0,
    unreadable: 0,
    missing: 0,
    merged: 0,
    tombstoned: 0,
    purged: 0,
    ignored: 0,
    held: 0,
    kept: 0,
    waiting: 0,
    strangers: 0,
    filesRead: 0,
    slow: 0,
    bytesRead: 0,
    done: 0,
    again: [],
    sidecarsAgain: [],
  };
}
