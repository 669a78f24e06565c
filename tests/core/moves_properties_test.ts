import assert from "node:assert/strict";
import fc from "fast-check";
import { type CopyRecord, pairCopies } from "../../lib/core/copies.ts";
import { diffDirectory } from "../../lib/core/diff.ts";
import type { Entry, Fingerprint } from "../../lib/core/entry.ts";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import { pairMoves } from "../../lib/core/moves.ts";
import { PROPERTY_RUNS } from "./property_runs.ts";

const OPTIONS = { numRuns: PROPERTY_RUNS };
const NAMES = ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"];
const LOOKED_AT_MS = 1_000_000;

interface File {
  readonly inode: number;
  readonly bornMs: number;
  content: number;
  mtimeMs: number;
}

type Tree = Map<string, File>;

/** A directory in which inodes are given again, and sizes and coarse times are often equal. */
class Disk {
  readonly tree: Tree = new Map();
  readonly #free: number[] = [];
  #clock = 0;
  #nextInode = 1;

  create(name: string, content: number, mtimeMs: number): void {
    this.remove(name);
    const inode = this.#free.pop() ?? this.#nextInode++;
    this.tree.set(name, { inode, bornMs: ++this.#clock, content, mtimeMs });
  }

  remove(name: string): void {
    const file = this.tree.get(name);
    this.tree.delete(name);
    if (file !== undefined && ![...this.tree.values()].includes(file)) this.#free.push(file.inode);
  }

  /** In place; a write moves the time, unlike a copy that keeps it. */
  write(name: string): void {
    const file = this.tree.get(name);
    if (file === undefined) return;
    file.content = ++this.#clock + 1_000;
    file.mtimeMs = this.#clock + 1_000;
  }

  perform({ kind, from, to }: Operation): void {
    const file = this.tree.get(from);
    if (kind === "create") return this.create(to, ++this.#clock + 1_000, 0);
    if (kind === "write") return this.write(to);
    if (kind === "remove") return this.remove(to);
    if (file === undefined || from === to) return;
    if (kind === "copy") return this.create(to, file.content, file.mtimeMs);
    this.remove(to);
    this.tree.set(to, file);
    if (kind === "rename") this.tree.delete(from);
  }

  /** What it is like now. */
  snapshot(): Tree {
    return new Map([...this.tree].map(([name, file]) => [name, { ...file }]));
  }
}

const someName = fc.constantFrom(...NAMES);
const someOperation = fc.record({
  kind: fc.constantFrom("create", "write", "remove", "copy", "link", "rename" as const),
  from: someName,
  to: someName,
});
type Operation = typeof someOperation extends fc.Arbitrary<infer Value> ? Value : never;
const someStory = fc.array(someOperation, { maxLength: 12 });
const someFileSystem = fc.constantFrom("ext4", "vfat", "fuse").map(fileSystemOfName);

/** What is known, and what there is after some operations. */
function told(first: readonly Operation[], then: readonly Operation[]): { was: Tree; is: Tree } {
  const disk = new Disk();
  first.forEach((one) => disk.perform(one));
  const was = disk.snapshot();
  then.forEach((one) => disk.perform(one));
  return { was, is: disk.snapshot() };
}

Deno.test("moves: whatever happened to names and inodes, no record goes to other bytes", () => {
  fc.assert(
    fc.property(someStory, someStory, someFileSystem, (first, then, fileSystem) => {
      const { was, is } = told(first, then);
      const print = ({ inode, bornMs, mtimeMs }: File): Fingerprint => ({
        size: 10,
        mtimeMs,
        ctimeMs: null,
        inode: fileSystem.inodesAreStable ? inode : null,
        bornMs: fileSystem.isFuse ? null : bornMs,
      });
      const names = [...was.keys()];
      const known = names.map((name, id) => {
        const file = was.get(name)!;
        const look = { fingerprint: print(file), lookedAtMs: LOOKED_AT_MS };
        return { id, name, ...look, missing: false, sampleHash: String(file.content) };
      });
      const seen = [...is].map(([name, file]): Entry => {
        return { name, kind: "file", fingerprint: print(file), device: 1 };
      });
      const { differences } = diffDirectory(known, seen, { policy: fileSystem });
      for (const { from, to } of paired(differences, known)) {
        assert.equal(is.get(to)!.content, was.get(from)!.content, `${from} -> ${to}`);
        assert.notDeepEqual(is.get(from), was.get(from), "what stands where it stood is not moved");
      }
    }),
    OPTIONS,
  );
});

type Differences = ReturnType<typeof diffDirectory>["differences"];
interface Known {
  readonly id: number;
  readonly name: string;
  readonly fingerprint: Fingerprint;
  readonly sampleHash: string;
}

/** As the catalogue groups candidates: by inode, size and mtime, and birth times that do not differ. */
function paired(differences: Differences, known: readonly Known[]) {
  const replaced = differences.filter((one) => one.kind === "changed" && one.replaced);
  const gone = [...differences.filter(({ kind }) => kind === "vanished"), ...replaced]
    .map(({ name }) => known.find((one) => one.name === name)!);
  const arrived = [...differences, ...replaced].filter((one) =>
    one.kind === "appeared" || replaced.includes(one)
  ).flatMap((one) => "fingerprint" in one ? [one] : []);
  const unique = [...new Set(arrived)];
  const keys = new Set(gone.map(({ fingerprint }) => keyOf(fingerprint)));
  return [...keys].filter((key) => key !== null).flatMap((key) =>
    pairMoves({
      departures: gone.filter(({ fingerprint }) => keyOf(fingerprint) === key)
        .map(({ id, name, sampleHash }) => ({
          fileId: id,
          path: name,
          missing: false,
          sampleHash,
        })),
      arrivals: unique.flatMap(({ name, fingerprint }, stageId) =>
        keyOf(fingerprint) === key ? [{ stageId, path: name }] : []
      ),
    }).map(({ departure, arrival }) => ({ from: departure.path, to: arrival.path }))
  );
}

function keyOf({ inode, size, mtimeMs, bornMs }: Fingerprint): string | null {
  return inode === null ? null : `${inode} ${size} ${mtimeMs} ${bornMs}`;
}

const someRecord = fc.record({
  size: fc.constantFrom(4_000, 30_000_000),
  mtimeMs: fc.constantFrom(0, 1_000, 60_000),
  contentHash: fc.constantFrom(null, "x", "y"),
  contentScanId: fc.option(fc.integer({ min: 0, max: 3 })),
  addedScanId: fc.integer({ min: 0, max: 3 }),
  isMissing: fc.boolean(),
}).map((some): CopyRecord => ({
  ...some,
  ...{ fileId: 0, rootId: 1, rootPath: "/photos", directory: "", name: "a.jpg", inode: null },
  ...{ sampleHash: null, addedUntilMs: 0, seenScanId: 0, goneScanId: null, goneStartedMs: null },
}));

Deno.test("copies: only what is gone gives its record away, once, to what is younger and may be equal", () => {
  const someRecords = fc.array(someRecord, { maxLength: 5 });
  fc.assert(
    fc.property(someRecords, someRecords, (departed, present) => {
      const pairs = pairCopies({ departed, present });
      assert.equal(new Set(pairs.map(({ original }) => original)).size, pairs.length);
      assert.equal(new Set(pairs.map(({ copy }) => copy)).size, pairs.length);
      for (const { original, copy } of pairs) {
        assert.ok(departed.includes(original) && present.includes(copy));
        assert.ok(copy.addedScanId > original.addedScanId, "a copy is younger");
        assert.ok(copy.addedScanId > (original.contentScanId ?? 0), "than the original's bytes");
        assert.equal(copy.contentScanId, null, "and always was one");
        assert.equal(copy.size, original.size);
        const hashes = [original.contentHash, copy.contentHash].filter((hash) => hash !== null);
        assert.ok(new Set(hashes).size < 2, "hashes that are known are equal");
      }
    }),
    OPTIONS,
  );
});

Deno.test("copies: in whatever order records come, the same are paired", () => {
  const someRecords = fc.array(someRecord, { maxLength: 5 });
  fc.assert(
    fc.property(someRecords, someRecords, (departed, present) => {
      const turned = pairCopies({ departed: departed.toReversed(), present: present.toReversed() });
      const pairs = pairCopies({ departed, present });
      assert.equal(turned.length, pairs.length);
      for (const { original, copy } of pairs) {
        assert.ok(turned.some((one) => one.original === original && one.copy === copy));
      }
    }),
    OPTIONS,
  );
});
