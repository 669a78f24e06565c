import { fileSystemOfName } from "./file_systems.ts";

/** What can be seen of a root without walking it, next to what is known of it. */
export interface RootEvidence {
  /** `null` when `lstat` failed; then `error` says how. */
  readonly inode: number | null;
  readonly device: number | null;
  /** When the directory itself was made, milliseconds since the epoch; `null` where nobody keeps that. */
  readonly bornMs: number | null;
  /** Name of the file system it is on; `null` where the system does not tell. */
  readonly fileSystem: string | null;
  readonly isDirectory: boolean;
  /** Why the root could not be read, or `null`. */
  readonly error: string | null;
  /** Whether its listing has any entry at all. */
  readonly hasEntries: boolean;
  /** Inode at the last scan; `null` before the first. */
  readonly knownInode: number | null;
  readonly knownDevice: number | null;
  readonly knownBornMs: number | null;
  readonly knownFileSystem: string | null;
  /** Photos the catalogue shows below it. */
  readonly knownPhotos: number;
  /** Names at its top and photos below that the catalogue knows, a few, and how many are there. */
  readonly sampleKnown: number;
  readonly samplePresent: number;
  /** Inode of a directory of which a person said that it is the root, or `null`. */
  readonly acceptedInode: number | null;
}

/** A root is worked on only when it is believed to be the one the catalogue knows. */
export type RootVerdict =
  | { readonly online: true }
  | { readonly online: false; readonly reason: string };

/**
 * An empty root is believed when it never held more photos than this.
 *
 * @public A bound of the documented behaviour; its tests name it.
 */
export const EMPTY_ROOT_PHOTOS_MAX = 20;

/**
 * Decides from evidence whether a root is there and is the same.
 *
 * Another inode, file system or device alone means nothing: folders are restored and copied to other
 * disks, and device numbers change at every mount of btrfs, ZFS, NFS and USB. Equal inodes mean
 * nothing either where a disk is mounted, as the top of every ext4 is inode 2; the time the directory
 * was made tells two of those apart. So all of these only make suspicious, and what is known to be in
 * it decides: all of it gone, or most of it gone under another inode. A known name alone does not
 * convince: tools make folders like `DCIM` in the bare mount point of a card that is out.
 */
export function judgeRoot(evidence: RootEvidence): RootVerdict {
  if (evidence.error !== null) return offline(evidence.error);
  if (!evidence.isDirectory) return offline("it is not a directory");
  const isAccepted = evidence.acceptedInode !== null && evidence.acceptedInode === evidence.inode;
  if (isAccepted || evidence.knownPhotos === 0) return { online: true };
  if (!evidence.hasEntries && evidence.knownPhotos > EMPTY_ROOT_PHOTOS_MAX) {
    return offline("it is empty, and photos were there before");
  }
  const { fileSystem, knownFileSystem, sampleKnown, samplePresent } = evidence;
  const isOtherDirectory = differs(evidence.inode, evidence.knownInode);
  const isConvincing = isOtherDirectory ? samplePresent * 2 >= sampleKnown : samplePresent > 0;
  if (sampleKnown === 0 || isConvincing) return { online: true };
  const found = samplePresent === 0
    ? "nothing known is in it"
    : `only ${samplePresent} of ${sampleKnown} known names are in it`;
  if (differs(fileSystem, knownFileSystem)) {
    const change = `${fileSystem} instead of ${knownFileSystem}`;
    return offline(`its disk is not mounted, or another is in its place (${change}): ${found}`);
  }
  if (
    isOtherDirectory ||
    differs(evidence.device, evidence.knownDevice) ||
    differs(evidence.bornMs, evidence.knownBornMs)
  ) return offline(`another directory is in its place: ${found}`);
  return isProvenSame(evidence)
    ? { online: true }
    : offline(`another disk may be in its place, as its file system does not tell: ${found}`);
}

/**
 * Where inodes are made up, the tops of all disks have the same one, and the device number goes by the
 * slot: only the time of birth says that a directory is the one it was.
 */
function isProvenSame({ fileSystem, bornMs, knownBornMs }: RootEvidence): boolean {
  return fileSystemOfName(fileSystem).inodesAreStable ||
    bornMs !== null && bornMs === knownBornMs;
}

/** Only two known values can differ. */
function differs<Value>(seen: Value | null, known: Value | null): boolean {
  return seen !== null && known !== null && seen !== known;
}

function offline(reason: string): RootVerdict {
  return { online: false, reason };
}
