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
  /** Photos in the places of others whose hiding is held or was rejected: they have no record. */
  readonly waiting: number;
  /** Records hidden by this reconcile. */
  readonly missing: number;
  /** Records now at the place of a copy that an earlier scan had added, whose record went into them. */
  readonly merged: number;
  /** Records hidden by an earlier reconcile whose files a second look found absent too. */
  readonly tombstoned: number;
  /** Records given up, the retention time after their second look. */
  readonly purged: number;
  /** Photos hidden by this reconcile because an ignore rule hides their files. */
  readonly ignored: number;
  /** Records that would be hidden if a person agreed. */
  readonly held: number;
  /** Records that stay although their files are gone, because a person rejected hiding them. */
  readonly kept: number;
  /** Open problems of the root after the reconcile. */
  readonly problems: number;
  /** Files opened, of these those that the slow reader had to read, and bytes read from all. */
  readonly filesRead: number;
  readonly slow: number;
  readonly bytesRead: number;
  /** Changes found by a recrawl that nobody had announced, counted up to a bound. */
  readonly unannounced: number;
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
    waiting: 0,
    missing: 0,
    merged: 0,
    tombstoned: 0,
    purged: 0,
    ignored: 0,
    held: 0,
    kept: 0,
    problems: 0,
    filesRead: 0,
    slow: 0,
    bytesRead: 0,
    unannounced: 0,
    directories: 0,
    scanMs: 0,
    reconcileMs: 0,
  };
}

/**
 * One summary for several rounds over one root: what happened adds up, what was seen and found equal
 * is that of the first round, what is open is that of the last. A photo that moved in one round and was
 * found changed in the next, as its sidecar did not come along, was seen twice.
 */
export function addSummaries(first: ScanSummary, next: ScanSummary): ScanSummary {
  const sum = (count: keyof ScanSummary) => Number(first[count]) + Number(next[count]);
  return {
    ...first,
    seen: first.seen + Math.max(0, counted(next) - (first.pending - next.pending)),
    appeared: sum("appeared"),
    changed: sum("changed"),
    moved: sum("moved"),
    revived: sum("revived"),
    unreadable: sum("unreadable"),
    missing: sum("missing"),
    merged: sum("merged"),
    tombstoned: sum("tombstoned"),
    purged: sum("purged"),
    ignored: sum("ignored"),
    pending: next.pending,
    waiting: sum("waiting"),
    held: Math.max(first.held, next.held),
    kept: Math.max(first.kept, next.kept),
    problems: next.problems,
    filesRead: sum("filesRead"),
    slow: sum("slow"),
    bytesRead: sum("bytesRead"),
    scanMs: sum("scanMs"),
    reconcileMs: sum("reconcileMs"),
  };
}

/** Photos of which something became. */
function counted(
  { appeared, changed, moved, revived, unreadable, waiting }: ScanSummary,
): number {
  return appeared + changed + moved + revived + unreadable + waiting;
}
