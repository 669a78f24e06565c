import assert from "node:assert/strict";
import type { Fingerprint } from "../../lib/core/entry.ts";
import {
  equalFingerprints,
  hasChanged,
  isRacilyClean,
  isReplaced,
  LOCAL_POLICY,
  RACY_WINDOW_MS,
} from "../../lib/core/fingerprint.ts";

const SHOT_MS = 1_700_000_000_000;
const PHOTO: Fingerprint = { size: 5_000, mtimeMs: SHOT_MS, ctimeMs: SHOT_MS, inode: 11 };
const NO_INODES = { ...LOCAL_POLICY, inodesAreStable: false };
const NO_CTIMES = { ...LOCAL_POLICY, ctimesAreStable: false };

const CHANGES = [
  ["C-020 untouched", {}, LOCAL_POLICY, false],
  ["C-021 touched", { mtimeMs: SHOT_MS + 1 }, LOCAL_POLICY, true],
  ["grown by a byte", { size: 5_001 }, LOCAL_POLICY, true],
  ["emptied", { size: 0 }, LOCAL_POLICY, true],
  ["with an older mtime from a backup", { mtimeMs: SHOT_MS - 86_400_000 }, LOCAL_POLICY, true],
  ["C-022 with mtime and size put back", { ctimeMs: SHOT_MS + 1_000 }, LOCAL_POLICY, true],
  ["C-056 replaced by a twin", { inode: 12 }, LOCAL_POLICY, true],
  ["on a share that invents inodes", { inode: 12 }, NO_INODES, false],
  ["on a share whose ctimes move", { ctimeMs: SHOT_MS + 1_000 }, NO_CTIMES, false],
  ["grown on a share where nothing else is stable", { size: 5_001 }, NO_INODES, true],
  ["that lost its ctime with the platform", { ctimeMs: null }, LOCAL_POLICY, true],
] as const;

for (const [what, change, policy, expected] of CHANGES) {
  Deno.test(`fingerprint: a photo ${what} ${expected ? "has" : "has not"} changed`, () => {
    assert.equal(hasChanged(PHOTO, { ...PHOTO, ...change }, policy), expected);
    assert.equal(hasChanged({ ...PHOTO, ...change }, PHOTO, policy), expected);
  });
}

Deno.test("fingerprint: a photo may be another one only where inodes can be believed", () => {
  assert.equal(isReplaced(PHOTO, { ...PHOTO, inode: 12 }), true);
  assert.equal(isReplaced(PHOTO, { ...PHOTO, size: 1 }), false);
  assert.equal(isReplaced(PHOTO, { ...PHOTO, inode: 12 }, NO_INODES), false);
  assert.equal(isReplaced({ ...PHOTO, inode: null }, PHOTO), false);
});

const LOOKS = [
  ["at once", 0, true],
  ["C-023 within the window", RACY_WINDOW_MS - 1, true],
  ["C-020 two seconds later", RACY_WINDOW_MS, false],
  ["an hour later", 3_600_000, false],
  ["a moment before its stamp, by a clock that is ahead", -(RACY_WINDOW_MS - 1), true],
  ["C-081 a day before its stamp", -86_400_000, false],
] as const;

for (const [when, afterMs, expected] of LOOKS) {
  Deno.test(`fingerprint: a look ${when} proves ${expected ? "nothing" : "the photo clean"}`, () => {
    const old = SHOT_MS - 86_400_000 * 365;
    const lookedAtMs = SHOT_MS + afterMs;
    assert.equal(isRacilyClean({ ...PHOTO, ctimeMs: old }, lookedAtMs), expected, "by mtime");
    assert.equal(isRacilyClean({ ...PHOTO, mtimeMs: old }, lookedAtMs), expected, "by ctime");
    assert.equal(isRacilyClean({ ...PHOTO, ctimeMs: null }, lookedAtMs), expected, "no ctime");
  });
}

Deno.test("C-026 two looks are equal only when they saw exactly the same", () => {
  assert.equal(equalFingerprints(PHOTO, { ...PHOTO }), true);
  for (const key of ["size", "mtimeMs", "ctimeMs", "inode"] as const) {
    assert.equal(equalFingerprints(PHOTO, { ...PHOTO, [key]: 1 }), false, key);
  }
});
