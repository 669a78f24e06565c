/** What one scan and its reconcile did to one root; the numbers add up to `seen` plus `missing`. */
export interface ScanSummary {
  readonly root: string;
  /** Candidate files on disk in the scope. */
  readonly seen: number;
  readonly appeared: number;
  readonly changed: number;
  readonly moved: number;
  readonly revived: number;
  readonly unchanged: number;
  /** Candidates on disk that have no row, each with a problem that says why. */
  readonly unreadable: number;
  /** Files that changed while they were read, or went away: looked at again later. */
  readonly pending: number;
  /** Records hidden by this reconcile. */
  readonly missing: number;
  /** Records that would be hidden if a person agreed. */
  readonly held: number;
  /** Open problems of the root after the reconcile. */
  readonly problems: number;
  /** Files opened and bytes read from them. */
  readonly filesRead: number;
  readonly bytesRead: number;
  readonly directories: number;
  readonly scanMs: number;
  readonly reconcileMs: number;
}

/** A summary of nothing. */
export function emptySummary(root: string): ScanSummary {
  return {
    root,
    seen: 0,
    appeared: 0,
    changed: 0,
    moved: 0,
    revived: 0,
    unchanged: 0,
    unreadable: 0,
    pending: 0,
    missing: 0,
    held: 0,
    problems: 0,
    filesRead: 0,
    bytesRead: 0,
    directories: 0,
    scanMs: 0,
    reconcileMs: 0,
  };
}
