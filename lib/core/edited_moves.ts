import { type CopyGroup, type CopyPair, type CopyRecord, isYounger } from "./copies.ts";

/** Scans of two roots are of one moment when one begins so soon after the other has ended. */
const ONE_MOMENT_MS = 60_000;

/**
 * Pairs the record of a photo that is gone with that of one with the same picture and other metadata:
 * somebody moved it and edited it before any scan saw the one or the other. Whatever is not one to
 * one (copies, pictures that are all black, an old missing record) is not guessed, and neither is an
 * edited copy that was there beside its original: it has an edit of its own and keeps its record.
 */
export function pairEdited({ departed, present, others }: CopyGroup): readonly CopyPair[] {
  const [original, copy] = [departed[0], present[0]];
  const isOneToOne = departed.length === 1 && present.length === 1 && others === 0;
  if (!isOneToOne || original === undefined || copy === undefined) return [];
  return isEdited(original, copy) && hasTakenItsPlace(original, copy) ? [{ original, copy }] : [];
}

/** What nobody has edited is an exact copy or another photo, and that was judged by all its samples. */
function isEdited(original: CopyRecord, copy: CopyRecord): boolean {
  return original.size !== copy.size || original.sampleHash !== copy.sampleHash;
}

/** Whether the one was first seen when the other was gone already, and never beside it. */
function hasTakenItsPlace(original: CopyRecord, copy: CopyRecord): boolean {
  const { goneScanId, goneStartedMs } = original;
  if (goneScanId === null || !isYounger(original, copy)) return false;
  if (copy.addedScanId >= goneScanId) return true;
  // The other root was scanned first, or a scan was killed between adding and hiding.
  return goneStartedMs !== null && copy.addedScanId > original.seenScanId &&
    copy.addedUntilMs >= goneStartedMs - ONE_MOMENT_MS;
}
