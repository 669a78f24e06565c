import assert from "node:assert/strict";
import { diffDirectory, type KnownSidecar } from "../../lib/core/diff.ts";
import type { Fingerprint, SeenSidecar } from "../../lib/core/entry.ts";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";

const SHOT_MS = 1_700_000_000_000;
const LATER_MS = SHOT_MS + 3_600_000;
const LOOK: Fingerprint = { size: 5, mtimeMs: SHOT_MS, ctimeMs: SHOT_MS, inode: 11, bornMs: null };

const known = (name: string, changes: Partial<KnownSidecar> = {}): KnownSidecar => ({
  ...{ name, fingerprint: LOOK, lookedAtMs: LATER_MS },
  ...changes,
});
const seen = (name: string, changes: Partial<Fingerprint> = {}): SeenSidecar => ({
  name,
  fingerprint: { ...LOOK, ...changes },
});
const unlooked = (name: string): SeenSidecar => ({ name, fingerprint: null });

interface Case {
  readonly sentence: string;
  readonly known?: KnownSidecar;
  readonly seen?: SeenSidecar;
  readonly keepsSidecars?: boolean;
  /** What becomes of the photo, and the name of the sidecar it is to be read with. */
  readonly expected: null | readonly ["changed" | "racy", string | null];
}

const CASES: readonly Case[] = [
  { sentence: "C-020 a photo without one has none", expected: null },
  {
    sentence: "C-020 one that is as it was is not read again",
    known: known("a.xmp"),
    seen: seen("a.xmp"),
    expected: null,
  },
  { sentence: "C-061 one that appears", seen: seen("a.xmp"), expected: ["changed", "a.xmp"] },
  { sentence: "C-061 one that vanishes", known: known("a.xmp"), expected: ["changed", null] },
  {
    sentence: "C-061 one that is written",
    known: known("a.xmp"),
    seen: seen("a.xmp", { size: 6 }),
    expected: ["changed", "a.xmp"],
  },
  {
    sentence: "C-022 one that is written with its old time put back",
    known: known("a.xmp"),
    seen: seen("a.xmp", { ctimeMs: LATER_MS }),
    expected: ["changed", "a.xmp"],
  },
  {
    sentence: "C-061 one that gets another name",
    known: known("a.xmp"),
    seen: seen("a.jpg.xmp"),
    expected: ["changed", "a.jpg.xmp"],
  },
  {
    sentence: "C-023 one that was read while it was fresh",
    known: known("a.xmp", { lookedAtMs: SHOT_MS + 500 }),
    seen: seen("a.xmp"),
    expected: ["racy", "a.xmp"],
  },
  {
    sentence: "one that could not be read for a reason that may pass is asked again",
    known: known("a.xmp", { fingerprint: null }),
    seen: seen("a.xmp"),
    expected: ["racy", "a.xmp"],
  },
  {
    sentence: "one that cannot be looked at now concludes nothing",
    known: known("a.xmp"),
    seen: unlooked("a.xmp"),
    expected: null,
  },
  {
    sentence: "none is gone, and none is new, where it is not known which there are",
    known: known("a.xmp"),
    seen: seen("a.jpg.xmp"),
    keepsSidecars: true,
    expected: null,
  },
  {
    sentence: "where it is not known which there are, none that is new is read",
    seen: seen("a.xmp"),
    keepsSidecars: true,
    expected: null,
  },
];

for (const { sentence, known, seen, keepsSidecars = false, expected } of CASES) {
  Deno.test(`diff of sidecars: ${sentence}`, () => {
    const before = {
      id: 1,
      name: "a.jpg",
      fingerprint: LOOK,
      lookedAtMs: LATER_MS,
      missing: false,
    };
    const entry = { name: "a.jpg", kind: "file", fingerprint: LOOK, device: 1 } as const;
    const { differences } = diffDirectory(
      [known === undefined ? before : { ...before, sidecar: known }],
      [seen === undefined ? entry : { ...entry, sidecar: seen }],
      { policy: fileSystemOfName("ext4"), keepsSidecars },
    );
    const found = differences.map((one) => [
      one.kind,
      "sidecar" in one ? one.sidecar?.name ?? null : null,
    ]);
    assert.deepEqual(found, expected === null ? [] : [expected]);
    for (const one of differences) assert.ok(!("replaced" in one) || one.replaced === false);
  });
}

Deno.test("diff of sidecars: C-065 a photo that appears is read with the one beside it", () => {
  const entry = { name: "a.jpg", kind: "file", fingerprint: LOOK, device: 1 } as const;
  const { differences } = diffDirectory([], [{ ...entry, sidecar: seen("a.xmp") }], {
    policy: fileSystemOfName("ext4"),
  });
  assert.deepEqual(differences, [
    { kind: "appeared", name: "a.jpg", fingerprint: LOOK, sidecar: seen("a.xmp") },
  ]);
});
