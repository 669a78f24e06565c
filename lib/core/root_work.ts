import type { RelativePath } from "./entry.ts";
import type { DirectoryIdentity } from "./watched_place.ts";
import type { ScanSummary } from "./scan_summary.ts";

/** How a round of work on a root ended. */
export type RootOutcome = "done" | "held" | "offline" | "failed" | "stopped";

/** Where a scan or a reconcile is. */
export interface RootProgress {
  readonly phase: "scanning" | "reconciling" | "checking";
  readonly done: number;
  /** `null` while it is not known. */
  readonly total: number | null;
  /** Where all bytes are read, how many of how many; the files are then of different worth. */
  readonly bytes?: { readonly done: number; readonly total: number };
  /** Directory the walk is in. */
  readonly directory: RelativePath | null;
}

/** What a scan found and staged. */
export interface StagedScan {
  readonly scanId: number;
  readonly scope: readonly RelativePath[];
  readonly directories: number;
  readonly seen: number;
  readonly unchanged: number;
  readonly scanMs: number;
  /** Which directory was believed to be the root. */
  readonly identity: DirectoryIdentity;
  /** Some of the paths that had changed; of a scan of the whole root without those of a moment ago. */
  readonly changedPaths: readonly RelativePath[];
  /** Paths that changed under the walk. */
  readonly again: readonly RelativePath[];
}

/** What a reconcile did. */
export interface Reconciled {
  readonly summary: ScanSummary;
  /** Paths to look at again: they changed while they were read. */
  readonly again: readonly RelativePath[];
  /** Records whose hiding waits for a person, from this plan or an earlier one. */
  readonly heldOpen: number;
  /** When it ended, milliseconds since the epoch. */
  readonly endedMs: number;
}

/** What writing edits into their files came to. */
export interface WrittenBack {
  readonly written: number;
  /** Files that are not what was last read: they are looked at before anything is written. */
  readonly strangers: readonly RelativePath[];
  /** Photos whose edits could not be written now and are tried again later. */
  readonly putOff: number;
  /** Photos whose edits wait for a person. */
  readonly failed: number;
}
