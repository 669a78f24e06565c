import assert from "node:assert/strict";
import {
  EMPTY_ROOT_PHOTOS_MAX,
  judgeRoot,
  type RootEvidence,
} from "../../lib/core/root_identity.ts";

/** A root as it was at the last scan: 500 photos, all there. */
const SAME: RootEvidence = {
  inode: 7,
  device: 66,
  bornMs: 1_600_000_000_000,
  fileSystem: "ext4",
  isDirectory: true,
  error: null,
  hasEntries: true,
  knownInode: 7,
  knownDevice: 66,
  knownBornMs: 1_600_000_000_000,
  knownFileSystem: "ext4",
  knownPhotos: 500,
  sampleKnown: 5,
  samplePresent: 5,
  acceptedInode: null,
};
const EMPTIED = { hasEntries: false, samplePresent: 0 };
const REPLACED = { inode: 8, samplePresent: 0 };
const CARD = {
  fileSystem: "vfat",
  knownFileSystem: "vfat",
  inode: 1,
  knownInode: 1,
  bornMs: null,
  knownBornMs: null,
};
const DENIED = "Cannot read '/photos': permission denied";

const CASES: readonly [string, Partial<RootEvidence>, string | null][] = [
  ["the same directory", {}, null],
  ["C-043 unreadable", { error: DENIED }, DENIED],
  ["C-043 gone", { inode: null, isDirectory: false, error: "No such file" }, "No such file"],
  ["C-043 a file now", { isDirectory: false }, "it is not a directory"],
  ["C-043 emptied, as by an unmount", EMPTIED, "it is empty, and photos were there before"],
  [
    "C-043 emptied, under another inode",
    { ...EMPTIED, inode: 2 },
    "it is empty, and photos were there before",
  ],
  [
    "C-043 replaced by another directory",
    REPLACED,
    "another directory is in its place: nothing known is in it",
  ],
  ["moved to another disk with its photos", { inode: 8 }, null],
  ["moved to another disk, less than half of it renamed", { inode: 8, samplePresent: 3 }, null],
  [
    "C-043 whose disk is out, with one known name made in the bare mount point",
    { inode: 8, fileSystem: "tmpfs", samplePresent: 1 },
    "its disk is not mounted, or another is in its place (tmpfs instead of ext4): only 1 of 5 known names are in it",
  ],
  [
    "C-043 replaced by another directory with a few equal names",
    { inode: 8, samplePresent: 2 },
    "another directory is in its place: only 2 of 5 known names are in it",
  ],
  ["reorganised in place, but for one name", { samplePresent: 1 }, null],
  ["reorganised from top to bottom, in place", { samplePresent: 0 }, null],
  ["replaced, and accepted by a person", { ...REPLACED, acceptedInode: 8 }, null],
  [
    "replaced, when another directory was accepted",
    { ...REPLACED, acceptedInode: 9 },
    "another directory is in its place: nothing known is in it",
  ],
  ["emptied, and accepted by a person", { ...EMPTIED, acceptedInode: 7 }, null],
  [
    "unreadable, and accepted by a person",
    { error: DENIED, inode: null, acceptedInode: 7 },
    DENIED,
  ],
  ["seen for the first time", { knownInode: null, knownPhotos: 0, sampleKnown: 0 }, null],
  ["empty and never held a photo", { ...EMPTIED, knownPhotos: 0, sampleKnown: 0 }, null],
  ["emptied of twenty photos", { ...EMPTIED, knownPhotos: EMPTY_ROOT_PHOTOS_MAX }, null],
  [
    "emptied of twenty-one photos",
    { ...EMPTIED, knownPhotos: EMPTY_ROOT_PHOTOS_MAX + 1 },
    "it is empty, and photos were there before",
  ],
  [
    "replaced although it held a few photos only",
    { ...REPLACED, knownPhotos: 3, sampleKnown: 3 },
    "another directory is in its place: nothing known is in it",
  ],
  ["on another device than before", { device: 67 }, null],
  ["made anew, with its photos put back", { inode: 8, bornMs: 1_700_000_000_000 }, null],
  [
    "C-043 replaced by another card in the same reader: same type, inode and device number",
    { bornMs: 1_700_000_000_000, samplePresent: 0 },
    "another directory is in its place: nothing known is in it",
  ],
  ["whose time of birth nobody keeps", { bornMs: null, samplePresent: 0 }, null],
  [
    "C-043 on FAT, where every card has the same inode and no time of birth, with nothing known in it",
    { ...CARD, samplePresent: 0 },
    "another disk may be in its place, as its file system does not tell: nothing known is in it",
  ],
  ["on FAT, emptied and filled again by a camera", { ...CARD, samplePresent: 1 }, null],
  ["on FAT, replaced and accepted by a person", {
    ...CARD,
    samplePresent: 0,
    acceptedInode: 1,
  }, null],
  [
    "on a share that keeps times of birth, reorganised from top to bottom",
    { fileSystem: "cifs", knownFileSystem: "cifs", samplePresent: 0 },
    null,
  ],
  [
    "on another file system, with its photos",
    { fileSystem: "btrfs", inode: 256, device: 50 },
    null,
  ],
  [
    "C-043 replaced by another disk whose top has the same inode",
    { device: 67, samplePresent: 0 },
    "another directory is in its place: nothing known is in it",
  ],
  [
    "C-043 replaced by a card of another file system, inode and device number by chance the same",
    { fileSystem: "vfat", samplePresent: 0 },
    "its disk is not mounted, or another is in its place (vfat instead of ext4): nothing known is in it",
  ],
  ["whose file system nobody tells", { fileSystem: null, samplePresent: 0 }, null],
  ["whose file system nobody told before", { knownFileSystem: null, samplePresent: 0 }, null],
  ["on another file system, accepted by a person", {
    fileSystem: "vfat",
    samplePresent: 0,
    acceptedInode: 7,
  }, null],
  ["known from a catalogue that never noted its inode", { ...REPLACED, knownInode: null }, null],
];

for (const [what, change, reason] of CASES) {
  Deno.test(`root identity: a root ${what} is ${reason === null ? "online" : "offline"}`, () => {
    const expected = reason === null ? { online: true } : { online: false, reason };
    assert.deepEqual(judgeRoot({ ...SAME, ...change }), expected);
  });
}
