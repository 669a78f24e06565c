import type { Fingerprint } from "./entry.ts";

/** What of a fingerprint can be believed on the file system of a root. */
export interface FingerprintPolicy {
  /** False where the file system invents inodes anew at every mount (some FUSE and SMB shares). */
  readonly inodesAreStable: boolean;
  /** False where ctime moves without reason (some network shares and sync clients). */
  readonly ctimesAreStable: boolean;
}

/** Local Linux file systems keep both. */
export const LOCAL_POLICY: FingerprintPolicy = Object.freeze({
  inodesAreStable: true,
  ctimesAreStable: true,
});

/**
 * How close to the look a time stamp must be for the look to prove nothing. ctime is known to the
 * second only, so a rewrite up to a second later can carry the same one; twice that is on the safe side.
 *
 * @public A bound of the documented behaviour; its tests name it.
 */
export const RACY_WINDOW_MS = 2_000;

/** The single answer to "has this file changed?". */
export function hasChanged(
  known: Fingerprint,
  seen: Fingerprint,
  policy: FingerprintPolicy = LOCAL_POLICY,
): boolean {
  if (known.size !== seen.size || known.mtimeMs !== seen.mtimeMs) return true;
  if (policy.ctimesAreStable && known.ctimeMs !== seen.ctimeMs) return true;
  return policy.inodesAreStable && known.inode !== seen.inode;
}

/** Whether another file may have taken the place of the one that was known there. */
export function isReplaced(
  known: Fingerprint,
  seen: Fingerprint,
  policy: FingerprintPolicy = LOCAL_POLICY,
): boolean {
  return policy.inodesAreStable && known.inode !== null && known.inode !== seen.inode;
}

/**
 * Whether a look at `lookedAtMs` was too close to the file's last change to prove that the file is
 * still the same: a later write within the same tick leaves an equal fingerprint (git calls an index
 * entry like that *racily clean*). Time stamps in the far future are no tick of now, so they are not.
 */
export function isRacilyClean(fingerprint: Fingerprint, lookedAtMs: number): boolean {
  const near = (stampMs: number) => Math.abs(lookedAtMs - stampMs) < RACY_WINDOW_MS;
  return near(fingerprint.mtimeMs) || (fingerprint.ctimeMs !== null && near(fingerprint.ctimeMs));
}

/**
 * Whether a file was written so shortly before the look that somebody may still be writing it. It is
 * left for a later look, so that half a copy is never taken for a photo.
 */
export function isStillWarm(
  { mtimeMs }: Pick<Fingerprint, "mtimeMs">,
  lookedAtMs: number,
): boolean {
  return Math.abs(lookedAtMs - mtimeMs) < RACY_WINDOW_MS;
}

/** Whether two looks saw exactly the same, whatever the policy. */
export function equalFingerprints(left: Fingerprint, right: Fingerprint): boolean {
  return left.size === right.size && left.mtimeMs === right.mtimeMs &&
    left.ctimeMs === right.ctimeMs && left.inode === right.inode;
}
