import assert from "node:assert/strict";
import {
  EMPTY_ROOT_PHOTOS_MAX,
  judgeRoot,
  type RootEvidence,
} from "../../lib/core/root_identity.ts";

/** A root as it was at the last scan: 500 photos, all there. */
const SAME: RootEvidence = {
  inode: 7,
  isDirectory: true,
  error: null,
  hasEntries: true,
  knownInode: 7,
  knownPhotos: 500,
  sampleKnown: 5,
  samplePresent: 5,
  acceptedInode: null,
};
const EMPTIED = { hasEntries: false, samplePresent: 0 };
const REPLACED = { inode: 8, samplePresent: 0 };
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
  ["moved to another disk, all but one renamed", { inode: 8, samplePresent: 1 }, null],
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
  ["known from a catalogue that never noted its inode", { ...REPLACED, knownInode: null }, null],
];

for (const [what, change, reason] of CASES) {
  Deno.test(`root identity: a root ${what} is ${reason === null ? "online" : "offline"}`, () => {
    const expected = reason === null ? { online: true } : { online: false, reason };
    assert.deepEqual(judgeRoot({ ...SAME, ...change }), expected);
  });
}
