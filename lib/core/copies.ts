import type { FilePlace } from "./staged.ts";

/** What exact copies have in common. */
export interface CopyIdentity {
  readonly sampleHash: string;
  /** Bytes. */
  readonly size: number;
}

/** What a photo has in common with itself before somebody wrote metadata into it. */
export interface PictureIdentity {
  readonly mediaHash: string;
  readonly format: string;
}

/** A record that could be an original whose file is gone, or a copy of one, in whatever root. */
export interface CopyRecord extends FilePlace {
  readonly fileId: number;
  readonly rootId: number;
  /** Absolute path of its root. */
  readonly rootPath: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly mtimeMs: number;
  /** `null` where it is not known, or where the file system gives others from time to time. */
  readonly inode: number | null;
  readonly sampleHash: string | null;
  /** `null` where not all bytes have been read yet. */
  readonly contentHash: string | null;
  /** The scan that made the record; 0 for the oldest, of which it is not known. */
  readonly addedScanId: number;
  /** The scan that found other bytes in it than it was added with; `null` where none did. */
  readonly contentScanId: number | null;
  /** When that scan ended, or began where it has not ended; milliseconds since the epoch. */
  readonly addedUntilMs: number;
  /** The last scan of its root that saw the file, or believed it, in its place; 0 where none is known. */
  readonly seenScanId: number;
  /** Of a file that is gone the scan that proved it; `null` where none is known. */
  readonly goneScanId: number | null;
  /** When that began, milliseconds since the epoch; `null` where it is not kept any more. */
  readonly goneStartedMs: number | null;
  /** Hidden by an earlier scan already. */
  readonly isMissing: boolean;
}

/** Records of one identity: those whose files are gone, and those whose files are there. */
export interface CopyGroup {
  readonly departed: readonly CopyRecord[];
  readonly present: readonly CopyRecord[];
  /** How many more have that identity, of which neither can be said now. */
  readonly others: number;
}

/** A record whose file is gone, and the younger record of an exact copy of it. */
export interface CopyPair {
  readonly original: CopyRecord;
  readonly copy: CopyRecord;
}

/** Staged rows whose records may have moved on. */
export type DepartedKind = "vanished" | "displaced" | "gone";

/** Where a walk through candidates has come to. */
export interface CopyCursor {
  /** What they are sorted by: the scan that added them, or the time at which they went missing. */
  readonly key: number;
  /** Of the record, or of the staged row. */
  readonly id: number;
}

/** Some identities, and where to go on; `null` when there are no more. */
export interface CopyPage<Identity> {
  readonly next: CopyCursor | null;
  readonly identities: readonly Identity[];
}

/** The sample hash covers all bytes of a file up to this size: its first 128 KiB and its last 64. */
const SAMPLED_WHOLE_BYTES_MAX = 192 * 1024;

/** Programs that keep the time of a file may round it: to two seconds on FAT. */
const KEPT_TIME_MS = 2_000;

/**
 * Pairs the records of files that are gone with those of copies that were found by a later scan: a
 * move across file systems is a copy and a later delete. What was there together with the original,
 * as old duplicates are, is no younger and keeps its own record. A wrong pair gives a record to
 * another photo, so nothing is guessed: both have to be the only one the other could go with.
 */
export function pairCopies(
  { departed, present }: Pick<CopyGroup, "departed" | "present">,
): readonly CopyPair[] {
  const pairs = departed.flatMap((original) =>
    present.filter((copy) => isYoungerCopy(original, copy)).map((copy) => ({ original, copy }))
  );
  return pairs.filter(({ original, copy }) =>
    pairs.every((other) =>
      other.original === original && other.copy === copy ||
      other.original !== original && other.copy !== copy
    )
  );
}

/**
 * Whether a record was made, with the bytes it has now, after another one got its own. What was another
 * photo before it was overwritten is no copy, and keeps its record.
 */
export function isYounger(original: CopyRecord, copy: CopyRecord): boolean {
  const originalSince = Math.max(original.addedScanId, original.contentScanId ?? 0);
  return copy.contentScanId === null && copy.addedScanId > originalSince;
}

function isYoungerCopy(original: CopyRecord, copy: CopyRecord): boolean {
  if (!isYounger(original, copy) || copy.size !== original.size) return false;
  if (copy.contentHash !== null && original.contentHash !== null) {
    return copy.contentHash === original.contentHash;
  }
  return copy.size <= SAMPLED_WHOLE_BYTES_MAX ||
    Math.abs(copy.mtimeMs - original.mtimeMs) <= KEPT_TIME_MS;
}
