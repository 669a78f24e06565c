import type { Fingerprint } from "./entry.ts";
import type { FileSystem } from "./file_systems.ts";

/** What of a fingerprint can be believed on the file system of a root. */
export type FingerprintPolicy = Pick<
  FileSystem,
  "inodesAreStable" | "ctimesAreStable" | "timeStepMs"
>;

/**
 * How close to the look a time stamp must be for the look to prove nothing. ctime is known to the
 * second only, so a rewrite up to a second later can carry the same one; twice that is on the safe
 * side. Where stamps are coarser, it is twice their step.
 *
 * @public A bound of the documented behaviour; its tests name it.
 */
export const RACY_WINDOW_MS = 2_000;

/** The single answer to "has this file changed?". */
export function hasChanged(
  known: Fingerprint,
  seen: Fingerprint,
  policy: FingerprintPolicy,
): boolean {
  if (known.size !== seen.size || known.mtimeMs !== seen.mtimeMs) return true;
  if (policy.ctimesAreStable && known.ctimeMs !== seen.ctimeMs) return true;
  return policy.inodesAreStable && known.inode !== seen.inode;
}

/** Whether another file may have taken the place of the one that was known there. */
export function isReplaced(
  known: Fingerprint,
  seen: Fingerprint,
  policy: FingerprintPolicy,
): boolean {
  if (!policy.inodesAreStable || known.inode === null) return false;
  return known.inode !== seen.inode || bornApart(known, seen);
}

/** Whether two files were made at different times; unknown is no difference. */
function bornApart(known: Fingerprint, seen: Fingerprint): boolean {
  return known.bornMs !== null && seen.bornMs !== null && known.bornMs !== seen.bornMs;
}

/**
 * Whether a look at `lookedAtMs` was too close to the file's last change to prove that the file is
 * still the same: a later write within the same tick leaves an equal fingerprint (git calls an index
 * entry like that *racily clean*). Time stamps in the far future are no tick of now, so they are not.
 */
export function isRacilyClean(
  fingerprint: Fingerprint,
  lookedAtMs: number,
  policy: FingerprintPolicy,
): boolean {
  const { mtimeMs, ctimeMs } = fingerprint;
  if (isNear(mtimeMs, lookedAtMs, policy)) return true;
  // Where ctime is not compared, it is no tick within which something could go unnoticed.
  return policy.ctimesAreStable && ctimeMs !== null && isNear(ctimeMs, lookedAtMs, policy);
}

/**
 * Whether a file was written so shortly before the look that somebody may still be writing it. It is
 * left for a later look, so that half a copy is never taken for a photo.
 */
export function isStillWarm(
  { mtimeMs }: Pick<Fingerprint, "mtimeMs">,
  lookedAtMs: number,
  policy: FingerprintPolicy,
): boolean {
  return isNear(mtimeMs, lookedAtMs, policy);
}

/**
 * How long a file that looks incomplete is believed to be still on its way: copies over a slow line
 * pause, and who needs longer is shown as damaged until the next change.
 */
const UNFINISHED_MAX_MS = 600_000;

/**
 * Whether a file was written so recently that what is missing of it may still come. Every write moves
 * mtime, and who sets it to an older date does so at the end, so ctime says nothing here.
 */
export function mayBeUnfinished({ mtimeMs }: Fingerprint, lookedAtMs: number): boolean {
  return Math.abs(lookedAtMs - mtimeMs) < UNFINISHED_MAX_MS;
}

/**
 * Both ways: by a clock that was set back, or a stamp rounded up, what was just written is of the
 * near future. Stamps of the far future are nothing to wait for.
 */
function isNear(stampMs: number, lookedAtMs: number, policy: FingerprintPolicy): boolean {
  return Math.abs(lookedAtMs - stampMs) < racyWindowMs(policy);
}

/** How long after a change a look at a file begins to prove something. */
export function racyWindowMs({ timeStepMs }: FingerprintPolicy): number {
  return Math.max(RACY_WINDOW_MS, 2 * timeStepMs);
}

/**
 * Whether a file stood still while it was read. Inode and ctime are not asked, as some file systems
 * invent them; where they can be believed the next scan compares them with those of the first look.
 */
export function stoodStill(before: Fingerprint, after: Fingerprint): boolean {
  return before.size === after.size && before.mtimeMs === after.mtimeMs;
}
