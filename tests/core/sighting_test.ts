import assert from "node:assert/strict";
import fc from "fast-check";
import { compareInStep } from "../../lib/core/compare_in_step.ts";
import type { KnownFile } from "../../lib/core/diff.ts";
import type { Entry, Fingerprint } from "../../lib/core/entry.ts";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import { type FingerprintPolicy, hasChanged } from "../../lib/core/fingerprint.ts";
import { isSameSighting, SIGHTED_FILES_MAX, sightingOf } from "../../lib/core/sighting.ts";
import { PROPERTY_RUNS } from "./property_runs.ts";

const LONG_AGO_MS = 1_600_000_000_000;
const LATER_MS = 1_800_000_000_000;

const fingerprint: fc.Arbitrary<Fingerprint> = fc.record({
  size: fc.constantFrom(0, 1, 256, 2 ** 40),
  mtimeMs: fc.constantFrom(-1, 0, LONG_AGO_MS, LONG_AGO_MS + 1),
  ctimeMs: fc.constantFrom(null, 0, LONG_AGO_MS),
  inode: fc.constantFrom(null, 0, 7, 2 ** 53),
  bornMs: fc.constantFrom(null, LONG_AGO_MS),
});
const entry: fc.Arbitrary<Entry> = fc.record({
  name: fc.constantFrom(
    "a.jpg",
    "b.jpg",
    "ab.jpg",
    "a.jpgb.jpg",
    "\n.jpg",
    "ä.jpg",
    "1 5 2000.jpg",
  ),
  kind: fc.constant("file" as const),
  fingerprint,
  device: fc.constantFrom(1, 2),
});
const directory = fc.array(entry, { maxLength: 3 });
const policy: fc.Arbitrary<FingerprintPolicy> = fc.record({
  inodesAreStable: fc.boolean(),
  ctimesAreStable: fc.boolean(),
  timeStepMs: fc.constantFrom(1, 1_000, 2_000),
});
/** Mostly small differences: of two that have nothing in common little can be learnt. */
const pair = fc.oneof(
  fc.tuple(directory, directory),
  fc.tuple(directory, entry, fc.nat(2)).map(([files, other, at]) =>
    [
      files,
      files.map((file, index) => index === at ? { ...other, name: file.name } : file),
    ] as const
  ),
);

Deno.test("two directories are the same sighting when no comparison tells their files apart, and only then", () => {
  let same = 0;
  fc.assert(
    fc.property(pair, policy, ([one, other], policy) => {
      const isEqual = one.length === other.length &&
        one.every((file, at) =>
          file.name === other[at]!.name &&
          !hasChanged(file.fingerprint, other[at]!.fingerprint, policy)
        );
      if (isEqual) same++;
      assert.equal(isSameSighting(sightingOf(one, policy), sightingOf(other, policy)), isEqual);
    }),
    { numRuns: PROPERTY_RUNS },
  );
  assert.ok(same > PROPERTY_RUNS / 20, `only ${same} of ${PROPERTY_RUNS} were the same`);
});

Deno.test("a file system of which other things can be believed is another sighting", () => {
  const files: Entry[] = [{
    name: "a.jpg",
    kind: "file",
    fingerprint: { size: 1, mtimeMs: 2, ctimeMs: null, inode: null, bornMs: null },
    device: 1,
  }];
  const names = ["ext4", "cifs", "vfat", "fuse", "nfs", "9p"];
  const sightings = names.map((name) => sightingOf(files, fileSystemOfName(name)));
  const same = (at: number, other: number) => isSameSighting(sightings[at]!, sightings[other]!);
  assert.ok(same(names.indexOf("ext4"), names.indexOf("nfs")), "both are believed in everything");
  for (const name of ["cifs", "vfat", "fuse", "9p"]) {
    assert.ok(!same(names.indexOf("ext4"), names.indexOf(name)), name);
  }
});

/** Compares one photo with its record, and tells whether that was read. */
function compareOne(seen: Fingerprint, sighting: Parameters<typeof compareInStep>[2]["sighting"]) {
  let areRead = false;
  const known: Fingerprint = { size: 1, mtimeMs: LONG_AGO_MS, ctimeMs: 0, inode: 1, bornMs: null };
  const record = { id: 1, name: "a.jpg", lookedAtMs: LATER_MS, missing: false };
  const records = (): readonly KnownFile[] => {
    areRead = true;
    return [{ ...record, fingerprint: known }];
  };
  const found = compareInStep(
    { look: () => ({ name: "a.jpg", kind: "file", fingerprint: seen, device: 1 }) },
    "",
    { listing: [{ name: "a.jpg", kind: "file" }], sighting, records },
    { policy: fileSystemOfName("ext4"), isCandidate: () => true },
  );
  return { ...found, areRead };
}

Deno.test("C-020 what was seen unchanged once is known without its records, until something is different", () => {
  const seen: Fingerprint = { size: 1, mtimeMs: LONG_AGO_MS, ctimeMs: 0, inode: 1, bornMs: null };
  const first = compareOne(seen, { id: 3, seen: null });
  assert.ok(first.isUnchanged && first.areRead && first.seen !== null);
  const second = compareOne(seen, { id: 3, seen: first.seen });
  assert.ok(second.isUnchanged && !second.areRead);
  assert.equal(second.seen, null, "nothing has to be written");
  const third = compareOne({ ...seen, size: 2 }, { id: 3, seen: first.seen });
  assert.ok(!third.isUnchanged && third.areRead);
  assert.equal(third.seen, null, "what differs is no sighting");
  const proof = compareOne(seen, null);
  assert.ok(proof.isUnchanged && proof.areRead && proof.seen === null);
});

Deno.test("of a directory that is too large to be written in one piece no sighting is kept", () => {
  const name = (at: number) => `${at}.jpg`;
  const seen: Fingerprint = { size: 1, mtimeMs: LONG_AGO_MS, ctimeMs: 0, inode: 1, bornMs: null };
  const found = (count: number) => {
    const names = Array.from({ length: count }, (_, at) => name(at));
    return compareInStep(
      { look: (path) => ({ name: path, kind: "file", fingerprint: seen, device: 1 }) },
      "",
      {
        listing: names.map((one) => ({ name: one, kind: "file" })),
        sighting: { id: 1, seen: null },
        records: () =>
          names.map((one, id) => ({
            id,
            name: one,
            fingerprint: seen,
            lookedAtMs: LATER_MS,
            missing: false,
          })),
      },
      { policy: fileSystemOfName("ext4"), isCandidate: () => true },
    );
  };
  const [most, tooMany] = [found(SIGHTED_FILES_MAX), found(SIGHTED_FILES_MAX + 1)];
  assert.ok(most.isUnchanged && most.seen !== null);
  assert.ok(tooMany.isUnchanged && tooMany.seen === null);
});
