/** What is seen at a place where a file system is, or was, mounted. */
export interface MountEvidence {
  /** The catalogue remembers a mount here. */
  readonly wasMount: boolean;
  /** Another file system than the parent's is here now. */
  readonly isMount: boolean;
  /** Names the catalogue knows directly below, files and directories. */
  readonly known: readonly string[];
  /** Names listed there now. */
  readonly listed: ReadonlySet<string>;
}

/**
 * Whether what the catalogue knows below a mount point is out of sight rather than gone: the disk is
 * away and the bare mount point shows, whatever a program has put into it since, or another file
 * system covers the directory. Then nothing that was known is there, and nothing is concluded.
 */
export function isOutOfSight({ wasMount, isMount, known, listed }: MountEvidence): boolean {
  if (!wasMount && !isMount) return false;
  return known.length > 0 && !known.some((name) => listed.has(name));
}
