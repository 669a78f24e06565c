import assert from "node:assert/strict";
import { diffDirectory, type Difference, type KnownFile } from "../../lib/core/diff.ts";
import type { Entry, Fingerprint } from "../../lib/core/entry.ts";
import type { FingerprintPolicy } from "../../lib/core/fingerprint.ts";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";

const LOCAL = fileSystemOfName("ext4");

const SHOT_MS = 1_700_000_000_000;
const LATER_MS = SHOT_MS + 3_600_000;
const BEFORE: Fingerprint = {
  size: 5_000,
  mtimeMs: SHOT_MS,
  ctimeMs: SHOT_MS,
  inode: 11,
  bornMs: SHOT_MS,
};

function known(id: number, name: string, changes: Partial<KnownFile> = {}): KnownFile {
  return { id, name, fingerprint: BEFORE, lookedAtMs: LATER_MS, missing: false, ...changes };
}

function seen(name: string, changes: Partial<Fingerprint> = {}): Entry {
  return { name, kind: "file", fingerprint: { ...BEFORE, ...changes }, device: 1 };
}

function fingerprint(changes: Partial<Fingerprint>): Fingerprint {
  return { ...BEFORE, ...changes };
}

interface Case {
  readonly sentence: string;
  readonly baseline: readonly KnownFile[];
  readonly listing: readonly Entry[];
  readonly unread?: readonly string[];
  readonly policy?: FingerprintPolicy;
  readonly expected: readonly Difference[];
  readonly unchanged?: number;
}

const touched = fingerprint({ mtimeMs: LATER_MS, ctimeMs: LATER_MS });
const rewritten = fingerprint({ ctimeMs: LATER_MS });
const another = fingerprint({ inode: 12 });
const vanished = { kind: "vanished", name: "a.jpg", fileId: 1 } as const;
const replacedA = { kind: "changed", name: "a.jpg", fileId: 1, replaced: true } as const;
const changedA = { kind: "changed", name: "a.jpg", fileId: 1, replaced: false } as const;

const CASES: readonly Case[] = [
  { sentence: "an empty directory stays empty", baseline: [], listing: [], expected: [] },
  {
    sentence: "a photo nobody knew appeared",
    baseline: [],
    listing: [seen("a.jpg")],
    expected: [{ kind: "appeared", name: "a.jpg", fingerprint: BEFORE }],
  },
  {
    sentence: "C-020 a photo as the catalogue has it is unchanged",
    baseline: [known(1, "a.jpg")],
    listing: [seen("a.jpg")],
    expected: [],
    unchanged: 1,
  },
  {
    sentence: "C-040 a photo missing since some time that is still not there is gone",
    baseline: [known(1, "a.jpg", { missing: true, awaitsSecondLook: true })],
    listing: [seen("b.jpg")],
    expected: [
      { kind: "gone", name: "a.jpg", fileId: 1 },
      { kind: "appeared", name: "b.jpg", fingerprint: BEFORE },
    ],
  },
  {
    sentence: "C-040 a missing photo that could not be looked at is not gone",
    baseline: [known(1, "a.jpg", { missing: true, awaitsSecondLook: true })],
    listing: [],
    unread: ["a.jpg"],
    expected: [],
  },
  {
    sentence: "C-040 a missing photo whose name is taken by a file nobody knows may be back",
    baseline: [known(1, "a.jpg", { missing: true, awaitsSecondLook: true })],
    listing: [seen("a.jpg")],
    expected: [{ kind: "returned", name: "a.jpg", fileId: 1, fingerprint: BEFORE }],
  },
  {
    sentence: "C-040 a missing photo whose name another known photo has is gone",
    baseline: [known(9, "a.jpg", { missing: true, awaitsSecondLook: true }), known(1, "a.jpg")],
    listing: [seen("a.jpg")],
    expected: [{ kind: "gone", name: "a.jpg", fileId: 9 }],
    unchanged: 1,
  },
  {
    sentence: "C-021 a touched photo changed and was not replaced",
    baseline: [known(1, "a.jpg")],
    listing: [seen("a.jpg", touched)],
    expected: [{ ...changedA, fingerprint: touched }],
  },
  {
    sentence: "C-022 a photo rewritten with its old size and mtime is given away by its ctime",
    baseline: [known(1, "a.jpg")],
    listing: [seen("a.jpg", rewritten)],
    expected: [{ ...changedA, fingerprint: rewritten }],
  },
  {
    sentence: "C-023 a photo looked at half a second after its last write is looked at again",
    baseline: [known(1, "a.jpg", { lookedAtMs: SHOT_MS + 500 })],
    listing: [seen("a.jpg")],
    expected: [{ kind: "racy", name: "a.jpg", fileId: 1, fingerprint: BEFORE }],
  },
  {
    sentence: "a photo an older reader read is looked at again, its record stays",
    baseline: [known(1, "a.jpg", { outdated: true })],
    listing: [seen("a.jpg")],
    expected: [{ kind: "racy", name: "a.jpg", fileId: 1, fingerprint: BEFORE }],
  },
  {
    sentence: "C-023 a photo that did change is changed, not racy, however near the last look was",
    baseline: [known(1, "a.jpg", { lookedAtMs: SHOT_MS + 500 })],
    listing: [seen("a.jpg", { size: 5_001 })],
    expected: [{ ...changedA, fingerprint: fingerprint({ size: 5_001 }) }],
  },
  {
    sentence: "C-056 another photo under the same name with another inode may be a replacement",
    baseline: [known(1, "a.jpg")],
    listing: [seen("a.jpg", another)],
    expected: [{ ...replacedA, fingerprint: another }],
  },
  {
    sentence: "C-056 a photo that reuses the inode of a deleted one is a photo of its own",
    baseline: [known(1, "a.jpg")],
    listing: [seen("b.jpg", { size: 77 })],
    expected: [
      { kind: "appeared", name: "b.jpg", fingerprint: fingerprint({ size: 77 }) },
      vanished,
    ],
  },
  {
    sentence: "a photo that is listed twice, as it was renamed meanwhile, is one photo",
    baseline: [known(1, "a.jpg"), known(2, "b.jpg")],
    listing: [seen("b.jpg"), seen("b.jpg"), seen("c.jpg"), seen("c.jpg")],
    expected: [{ kind: "appeared", name: "c.jpg", fingerprint: BEFORE }, vanished],
    unchanged: 1,
  },
  {
    sentence: "a photo that is not in the listing vanished",
    baseline: [known(1, "a.jpg"), known(2, "b.jpg")],
    listing: [seen("b.jpg")],
    expected: [vanished],
    unchanged: 1,
  },
  {
    sentence: "a photo that could not be looked at is kept",
    baseline: [known(1, "a.jpg"), known(2, "b.jpg")],
    listing: [],
    unread: ["b.jpg"],
    expected: [vanished],
  },
  {
    sentence: "a missing photo that is still absent is no news",
    baseline: [known(1, "a.jpg", { missing: true })],
    listing: [],
    expected: [],
  },
  {
    sentence: "C-042 a missing photo that is there again returned under its old record",
    baseline: [known(1, "a.jpg", { missing: true })],
    listing: [seen("a.jpg", another)],
    expected: [{ kind: "returned", name: "a.jpg", fileId: 1, fingerprint: another }],
  },
  {
    sentence: "of two missing records of one name the younger one returns",
    baseline: [known(7, "a.jpg", { missing: true }), known(3, "a.jpg", { missing: true })],
    listing: [seen("a.jpg")],
    expected: [{ kind: "returned", name: "a.jpg", fileId: 7, fingerprint: BEFORE }],
  },
  {
    sentence: "a missing namesake does not disturb the photo that is there",
    baseline: [known(9, "a.jpg", { missing: true }), known(1, "a.jpg")],
    listing: [seen("a.jpg")],
    expected: [],
    unchanged: 1,
  },
  {
    sentence: "C-028 two names that differ in case only are two photos",
    baseline: [known(1, "a.jpg")],
    listing: [seen("a.jpg"), seen("A.jpg", { inode: 12 })],
    expected: [{ kind: "appeared", name: "A.jpg", fingerprint: another }],
    unchanged: 1,
  },
  {
    sentence: "C-029 the composed and the decomposed spelling of é are two photos",
    baseline: [known(1, "caf\u00e9.jpg")],
    listing: [seen("cafe\u0301.jpg", { inode: 12 })],
    expected: [
      { kind: "appeared", name: "cafe\u0301.jpg", fingerprint: another },
      { kind: "vanished", name: "caf\u00e9.jpg", fileId: 1 },
    ],
  },
  {
    sentence:
      "C-030 IMG_1.jpg gone says nothing about IMG_10.jpg, and _ and % stand for themselves",
    baseline: [known(1, "a.jpg"), known(2, "IMG_10.jpg"), known(3, "IMG%.jpg")],
    listing: [seen("IMG_10.jpg"), seen("IMG%.jpg")],
    expected: [vanished],
    unchanged: 2,
  },
  {
    sentence: "C-029 names an object already has are photos like any other",
    baseline: [known(1, "__proto__"), known(2, "constructor")],
    listing: [seen("__proto__"), seen("constructor"), seen("toString")],
    expected: [{ kind: "appeared", name: "toString", fingerprint: BEFORE }],
    unchanged: 2,
  },
  {
    sentence: "where inodes are invented at every mount another inode is no change",
    baseline: [known(1, "a.jpg")],
    listing: [seen("a.jpg", another)],
    policy: { ...LOCAL, inodesAreStable: false },
    expected: [],
    unchanged: 1,
  },
];

for (const one of CASES) {
  Deno.test(`diff: ${one.sentence}`, () => {
    const options = { policy: one.policy ?? LOCAL, unread: new Set(one.unread) };
    const { differences, unchanged } = diffDirectory(one.baseline, one.listing, options);
    assert.deepEqual(differences, one.expected);
    assert.equal(unchanged, one.unchanged ?? 0);
  });
}
