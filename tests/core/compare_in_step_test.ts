import assert from "node:assert/strict";
import fc from "fast-check";
import { compareInStep } from "../../lib/core/compare_in_step.ts";
import { diffDirectory, type KnownFile } from "../../lib/core/diff.ts";
import type { Entry, EntryKind, Fingerprint } from "../../lib/core/entry.ts";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import { MemoryFileSystem, photo } from "./memory_file_system.ts";
import { PROPERTY_RUNS } from "./property_runs.ts";
import { catalogueOf, LATER_MS, walk } from "./walk_fixture.ts";

const LONG_AGO_MS = 1_600_000_000_000;
const options = {
  policy: fileSystemOfName("ext4"),
  isCandidate: (name: string) => name.endsWith(".jpg"),
};
const NAMES = ["a.jpg", "b.jpg", "c.jpg", "d.jpg"] as const;

function fingerprint(size: number): Fingerprint {
  return { size, mtimeMs: LONG_AGO_MS, ctimeMs: LONG_AGO_MS, inode: size, bornMs: null };
}

const known: fc.Arbitrary<KnownFile> = fc.record({
  id: fc.nat(100),
  name: fc.constantFrom(...NAMES),
  fingerprint: fc.constantFrom(1, 2).map(fingerprint),
  lookedAtMs: fc.constantFrom(LATER_MS, LATER_MS, LATER_MS, LONG_AGO_MS),
  missing: fc.constant(false),
});
/** Mostly what is known, in any order, with a name too many or too few. */
const directory = fc.record({
  records: fc.uniqueArray(known, { selector: ({ name }) => name, maxLength: 4 }),
  extra: fc.array(
    fc.constantFrom("e.jpg", "notes.txt", "a.jpg.xmp", "a.xmp", ".DS_Store", "\uFFFD.jpg", "a.jpg"),
    { maxLength: 1 },
  ),
  gone: fc.nat(12),
  changed: fc.nat(12),
  turns: fc.nat(3),
});

interface Seen {
  readonly listing: readonly { readonly name: string; readonly kind: EntryKind }[];
  readonly looks: ReadonlyMap<string, Entry>;
}

function onDisk({ records, extra, gone, changed, turns }: {
  readonly records: readonly KnownFile[];
  readonly extra: readonly string[];
  readonly gone: number;
  readonly changed: number;
  readonly turns: number;
}): Seen {
  const kept = records.filter((_, at) => at !== gone);
  const names = [...kept.map(({ name }) => name), ...extra];
  const turned = [...names.slice(turns), ...names.slice(0, turns)];
  const looks = new Map(names.map((name) => {
    const at = records.findIndex((record) => record.name === name);
    const size = (records[at]?.fingerprint.size ?? 1) + (at === changed ? 10 : 0);
    const entry: Entry = { name, kind: "file", fingerprint: fingerprint(size), device: 1 };
    return [name, entry];
  }));
  return { listing: turned.map((name) => ({ name, kind: "file" })), looks };
}

Deno.test("what is unchanged in step is unchanged by the whole comparison, and as a rule the other way round", () => {
  let unchanged = 0;
  fc.assert(
    fc.property(directory, (drawn) => {
      const { listing, looks } = onDisk(drawn);
      const { records } = drawn;
      const { isUnchanged, looked } = compareInStep(
        { look: (path) => looks.get(path)! },
        "",
        { listing, sighting: null, records: () => records },
        options,
      );
      const seen = [...looks.values()].filter(({ name }) => options.isCandidate(name));
      const whole = diffDirectory(records, seen, options);
      const isSame = whole.differences.length === 0 && whole.unchanged === records.length;
      if (isUnchanged) {
        unchanged++;
        assert.ok(isSame);
        assert.equal(looked.length, records.length);
        return;
      }
      const hasMore = drawn.extra.some((name) => name !== "notes.txt" && name !== ".DS_Store");
      assert.ok(!isSame || hasMore, "nothing is different, and nothing is special");
    }),
    { numRuns: PROPERTY_RUNS },
  );
  assert.ok(unchanged > PROPERTY_RUNS / 20, `only ${unchanged} of ${PROPERTY_RUNS} were unchanged`);
});

Deno.test("a name that is listed twice does not stand for one that is gone", () => {
  const records: KnownFile[] = ["a.jpg", "b.jpg"].map((name, at) => ({
    id: at,
    name,
    fingerprint: fingerprint(1),
    lookedAtMs: LATER_MS,
    missing: false,
  }));
  const entry = (name: string): Entry => ({
    name,
    kind: "file",
    fingerprint: fingerprint(1),
    device: 1,
  });
  const listing = ["a.jpg", "a.jpg"].map((name) => ({ name, kind: "file" as const }));
  const found = compareInStep({ look: entry }, "", {
    listing,
    sighting: null,
    records: () => records,
  }, options);
  assert.equal(found.isUnchanged, false);
});

Deno.test("a missing record, one of an older reader and one with a sidecar need the whole comparison", () => {
  const record = { id: 1, name: "a.jpg", fingerprint: fingerprint(1), lookedAtMs: LATER_MS };
  const entry: Entry = { name: "a.jpg", kind: "file", fingerprint: fingerprint(1), device: 1 };
  const special: KnownFile[] = [
    { ...record, missing: true },
    { ...record, missing: false, outdated: true },
    { ...record, missing: false, sidecar: { name: "a.xmp", fingerprint: null, lookedAtMs: 0 } },
  ];
  const listing = [{ name: "a.jpg", kind: "file" as const }];
  for (const one of special) {
    const found = compareInStep({ look: () => entry }, "", {
      listing,
      sighting: null,
      records: () => [one],
    }, options);
    assert.equal(found.isUnchanged, false);
  }
});

Deno.test("where the last of a directory has changed, each file is looked at once all the same", () => {
  const tree = { "a/1.jpg": photo(1), "a/2.jpg": photo(2), "a/3.jpg": photo(3) };
  const catalogue = catalogueOf(tree);
  const files = new MemoryFileSystem({ ...tree, "a/3.jpg": photo(3, { size: 9 }) });
  const looks: string[] = [];
  const look = files.look.bind(files);
  files.look = (path) => {
    looks.push(path);
    return look(path);
  };
  const steps = walk(files, catalogue);
  assert.deepEqual(steps.flatMap(({ differences }) => differences.map(({ kind }) => kind)), [
    "changed",
  ]);
  assert.deepEqual(looks.filter((path) => path.endsWith(".jpg")), [
    "a/1.jpg",
    "a/2.jpg",
    "a/3.jpg",
  ]);
});
