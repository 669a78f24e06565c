import assert from "node:assert/strict";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import { NOTHING_READ, type PhotoReading } from "../../lib/core/reading.ts";
import { step } from "../../lib/core/walk_step.ts";
import { pairCopiesOf } from "../../lib/reconcile/pair_copies.ts";
import type { ReconcileInput, ReconcilePorts } from "../../lib/reconcile/ports.ts";
import { emptyTally } from "../../lib/reconcile/tally.ts";

const INODE_OF_COPY = 7;

function photo(inode: number): PhotoReading {
  const fingerprint = { size: 9, mtimeMs: 1, ctimeMs: 1, inode, bornMs: null };
  return { ...NOTHING_READ, fingerprint, lookedAtMs: 9, format: "jpeg", sampleHash: "one" };
}

interface Case {
  /** What stands in the place of the copy, in another root, when the original is found gone. */
  readonly inodeThere: number | null;
  /** File system of the other root, as the system names it. */
  readonly fileSystem: string;
  readonly isMerged: boolean;
}

const CASES: Readonly<Record<string, Case>> = {
  "the copy is there: the record goes to it": {
    inodeThere: INODE_OF_COPY,
    fileSystem: "ext4",
    isMerged: true,
  },
  "the copy is away: nothing is given": { inodeThere: null, fileSystem: "ext4", isMerged: false },
  "another file stands there, that no scan has seen: nothing is given to it": {
    inodeThere: 8,
    fileSystem: "ext4",
    isMerged: false,
  },
  "another inode means nothing where they are not stable": {
    inodeThere: 8,
    fileSystem: "exfat",
    isMerged: true,
  },
};

for (const [sentence, { inodeThere, fileSystem, isMerged }] of Object.entries(CASES)) {
  Deno.test(`copies: ${sentence}`, async () => {
    const database = emptyCatalogue();
    const roots = new RootStore(database);
    const [here, there] = ["/here", "/there"].map((path) =>
      new RootCatalogue(database, roots.add(path, 1))
    ) as [RootCatalogue, RootCatalogue];
    database.prepare("UPDATE root SET file_system = ?").run(fileSystem);
    here.transact(() => here.files.add({ directory: "", name: "a.jpg" }, photo(3), 1, 1));
    there.transact(() =>
      there.files.add({ directory: "", name: "b.jpg" }, photo(INODE_OF_COPY), 2, 2)
    );
    const idAt = (name: string) =>
      database.prepare("SELECT id FROM file WHERE name = ?").get(name)?.["id"];
    const original = Number(idAt("a.jpg"));
    const vanished = { kind: "vanished", name: "a.jpg", fileId: original } as const;
    here.stage.add(step({ path: "", mount: "" }, { differences: [vanished] }));
    const ports = {
      catalogue: here,
      checkRoot: () => Promise.resolve({ online: true }),
      absence: () => Promise.resolve("not-found"),
      fingerprintAt: () =>
        Promise.resolve(inodeThere === null ? null : photo(inodeThere).fingerprint),
      now: () => 9,
      breathe: () => Promise.resolve(),
    } as Partial<ReconcilePorts> as ReconcilePorts;
    const { signal } = new AbortController();
    const input = { rootPath: "/here", scanId: 3, scope: [""], signal } as Partial<ReconcileInput>;
    const refused = await pairCopiesOf(input as ReconcileInput, ports, emptyTally(), () => {});
    assert.equal(idAt("b.jpg") === original, isMerged);
    assert.deepEqual([...refused], isMerged ? [] : [original]);
    database.close();
  });
}

const AWAY = "a photo that went missing in another folder, before a copy came";
const LOOKS = [
  {
    sentence: "its disk is away: the id goes with the copy",
    absence: "unreachable",
    isThere: false,
  },
  {
    sentence: "its folder may not be read: nothing is taken",
    absence: "unreachable",
    isThere: true,
  },
  { sentence: "it is back: nothing is taken from it", absence: null, isThere: true },
  { sentence: "it is still gone: the id goes with the copy", absence: "not-found", isThere: true },
] as const;

for (const { sentence, absence, isThere } of LOOKS) {
  Deno.test(`C-052 ${AWAY}; ${sentence}`, async () => {
    const database = emptyCatalogue();
    const roots = new RootStore(database);
    const [nas, card] = ["/nas", "/card"].map((path) =>
      new RootCatalogue(database, roots.add(path, 1))
    ) as [RootCatalogue, RootCatalogue];
    card.transact(() => card.files.add({ directory: "", name: "a.jpg" }, photo(3), 1, 1));
    const original = Number(database.prepare("SELECT id FROM file").get()?.["id"]);
    card.transact(() => card.files.hide(original, 2, "not-found", 5));
    nas.transact(() => nas.files.add({ directory: "", name: "b.jpg" }, photo(INODE_OF_COPY), 3, 6));
    const ports = {
      catalogue: nas,
      isRootThere: (rootId: number, path: string) => {
        assert.deepEqual([rootId, path], [card.rootId, "/card"]);
        return Promise.resolve(isThere);
      },
      absence: () => Promise.resolve(absence),
      fingerprintAt: () => Promise.resolve(photo(INODE_OF_COPY).fingerprint),
      now: () => 9,
      breathe: () => Promise.resolve(),
    } as Partial<ReconcilePorts> as ReconcilePorts;
    const { signal } = new AbortController();
    const input = { rootPath: "/nas", scanId: 3, scope: [""], signal } as Partial<ReconcileInput>;
    await pairCopiesOf(input as ReconcileInput, ports, emptyTally(), () => {});
    const shown = database.prepare("SELECT id FROM photos WHERE path = 'b.jpg'").get()?.["id"];
    assert.equal(shown === original, absence === "not-found" || !isThere);
    database.close();
  });
}
