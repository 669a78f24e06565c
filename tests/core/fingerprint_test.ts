import assert from "node:assert/strict";
import type { Fingerprint } from "../../lib/core/entry.ts";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import {
  hasChanged,
  isRacilyClean,
  isReplaced,
  isStillWarm,
  RACY_WINDOW_MS,
  stoodStill,
} from "../../lib/core/fingerprint.ts";

const SHOT_MS = 1_700_000_000_000;
const DAY_MS = 86_400_000;
const PHOTO: Fingerprint = {
  size: 5_000,
  mtimeMs: SHOT_MS,
  ctimeMs: SHOT_MS,
  inode: 11,
  bornMs: SHOT_MS,
};
const LATER = { ctimeMs: SHOT_MS + 1_000 };

/** What was done to a photo, and on which file systems it is seen. */
const CHANGES: readonly [string, Partial<Fingerprint>, Readonly<Record<string, boolean>>][] = [
  ["C-020 untouched", {}, { ext4: false, nfs: false, vfat: false, fuse: false, smb2: false }],
  ["C-021 touched", { mtimeMs: SHOT_MS + 1 }, { ext4: true, smb2: true, fuse: true }],
  ["grown by a byte", { size: 5_001 }, { ext4: true, vfat: true, fuse: true, smb2: true }],
  ["emptied", { size: 0 }, { ext4: true, vfat: true }],
  ["with an older mtime from a backup", { mtimeMs: SHOT_MS - DAY_MS }, { ext4: true, vfat: true }],
  ["C-022 with mtime and size put back", LATER, { ext4: true, zfs: true, nfs: true, fuse: true }],
  ["C-022 with mtime and size put back where ctime means nothing", LATER, {
    vfat: false,
    exfat: false,
    smb2: false,
    cifs: false,
  }],
  ["C-056 replaced by a twin", { inode: 12 }, { ext4: true, nfs: true, hfsplus: true }],
  ["numbered anew by a mount", { inode: 12 }, {
    fuse: false,
    vfat: false,
    smb2: false,
    "9p": false,
  }],
  ["that lost its ctime with the platform", { ctimeMs: null }, { ext4: true, smb2: false }],
  ["on a disk of a type nobody knows, replaced by a twin", { inode: 12 }, { "0x1234": true }],
];

for (const [what, change, seenOn] of CHANGES) {
  for (const [name, expected] of Object.entries(seenOn)) {
    Deno.test(`fingerprint: on ${name} a photo ${what} ${expected ? "has" : "has not"} changed`, () => {
      const policy = fileSystemOfName(name);
      assert.equal(hasChanged(PHOTO, { ...PHOTO, ...change }, policy), expected);
      assert.equal(hasChanged({ ...PHOTO, ...change }, PHOTO, policy), expected);
    });
  }
}

Deno.test("fingerprint: a photo may be another one only where inodes can be believed", () => {
  const [ext4, fuse] = [fileSystemOfName("ext4"), fileSystemOfName("fuse")];
  assert.equal(isReplaced(PHOTO, { ...PHOTO, inode: 12 }, ext4), true);
  assert.equal(isReplaced(PHOTO, { ...PHOTO, size: 1 }, ext4), false);
  // The inode was given again at once.
  assert.equal(isReplaced(PHOTO, { ...PHOTO, bornMs: SHOT_MS + 1 }, ext4), true);
  assert.equal(isReplaced(PHOTO, { ...PHOTO, bornMs: null }, ext4), false);
  assert.equal(isReplaced(PHOTO, { ...PHOTO, inode: 12 }, fuse), false);
  assert.equal(isReplaced({ ...PHOTO, inode: null }, PHOTO, ext4), false);
});

const LOOKS = [
  ["at once", 0, "ext4", true],
  ["C-023 within the window", RACY_WINDOW_MS - 1, "ext4", true],
  ["C-020 two seconds later", RACY_WINDOW_MS, "ext4", false],
  ["an hour later", 3_600_000, "ext4", false],
  ["a moment before its stamp, by a clock that is ahead", -(RACY_WINDOW_MS - 1), "ext4", true],
  ["C-081 a day before its stamp, as the clock was set back", -DAY_MS, "ext4", false],
  ["C-081 years before its stamp, by a camera's clock", -DAY_MS * 3_650, "ext4", false],
  ["two seconds later on a share with whole seconds", RACY_WINDOW_MS, "fuse", false],
  ["three seconds later on a card with steps of two", 3_000, "vfat", true],
  ["four seconds later on a card with steps of two", 4_000, "vfat", false],
] as const;

for (const [when, afterMs, name, expected] of LOOKS) {
  Deno.test(`fingerprint: a look ${when} proves ${expected ? "nothing" : "the photo clean"}`, () => {
    const policy = fileSystemOfName(name);
    const old = SHOT_MS - DAY_MS * 365;
    const at = SHOT_MS + afterMs;
    assert.equal(isRacilyClean({ ...PHOTO, ctimeMs: old }, at, policy), expected, "by mtime");
    assert.equal(isRacilyClean({ ...PHOTO, ctimeMs: null }, at, policy), expected, "no ctime");
    assert.equal(isStillWarm(PHOTO, at, policy), expected, "still warm");
    const byCtime = expected && policy.ctimesAreStable;
    assert.equal(isRacilyClean({ ...PHOTO, mtimeMs: old }, at, policy), byCtime, "by ctime");
  });
}

Deno.test("C-081 whatever the clock does, a photo is waited for once and not for ever", () => {
  const policy = fileSystemOfName("ext4");
  // A file stamped a second ahead of a clock that goes on is warm for three seconds, then no longer.
  const ahead = { mtimeMs: SHOT_MS + 1_000 };
  const warm = [0, 1_000, 2_000, 2_999, 3_000, 10_000].map((afterMs) =>
    isStillWarm(ahead, SHOT_MS + afterMs, policy)
  );
  assert.deepEqual(warm, [true, true, true, true, false, false]);
  // Looked at again after the clock was set back a day, it is proven clean by that look.
  assert.equal(isRacilyClean(PHOTO, SHOT_MS, policy), true);
  assert.equal(isRacilyClean(PHOTO, SHOT_MS - DAY_MS, policy), false);
});

Deno.test("C-026 a photo stood still only when neither size nor mtime moved", () => {
  assert.equal(stoodStill(PHOTO, { ...PHOTO }), true);
  assert.equal(stoodStill(PHOTO, { ...PHOTO, size: 1 }), false);
  assert.equal(stoodStill(PHOTO, { ...PHOTO, mtimeMs: 1 }), false);
});

Deno.test("C-026 a file system that invents inodes and ctimes does not keep a photo unread", () => {
  assert.equal(stoodStill(PHOTO, { ...PHOTO, inode: 99, ctimeMs: SHOT_MS + 5_000 }), true);
});
