import assert from "node:assert/strict";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import type { Fingerprint } from "../../lib/core/entry.ts";
import { NOTHING_READ, type PhotoReading } from "../../lib/core/reading.ts";
import { step } from "../../lib/core/walk_step.ts";
import type { ReconcileInput, ReconcilePorts } from "../../lib/reconcile/ports.ts";
import { recogniseRestored } from "../../lib/reconcile/recognise_restored.ts";
import { emptyTally } from "../../lib/reconcile/tally.ts";

/** Of two photos of one size and time: `a.jpg` has the inode now that `b.jpg` had on another disk. */
const [OF_A, OF_B] = [1, 2].map(looks) as [Fingerprint, Fingerprint];
const SEEN = OF_B;

function looks(inode: number): Fingerprint {
  return { size: 9, mtimeMs: 1, ctimeMs: 1, inode, bornMs: null };
}

function reading(fingerprint: Fingerprint, sampleHash: string): PhotoReading {
  return { ...NOTHING_READ, fingerprint, lookedAtMs: 9, format: "jpeg", sampleHash };
}

interface Case {
  readonly found: PhotoReading;
  /** Whether what is there may be the file of another record. */
  readonly mayBeOther: boolean;
  readonly again: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  "the bytes of its own record: it was restored": {
    found: reading(SEEN, "a"),
    mayBeOther: false,
    again: [],
  },
  "the bytes of the other one: it was moved": {
    found: reading(SEEN, "b"),
    mayBeOther: true,
    again: [],
  },
  "written to since the scan: other bytes prove nothing": {
    found: reading({ ...SEEN, size: 12, mtimeMs: 5 }, "c"),
    mayBeOther: false,
    again: ["a.jpg"],
  },
  "replaced since the scan": {
    found: reading(looks(3), "c"),
    mayBeOther: false,
    again: ["a.jpg"],
  },
};

for (const [sentence, { found, mayBeOther, again }] of Object.entries(CASES)) {
  Deno.test(`restored: ${sentence}`, async () => {
    const database = emptyCatalogue();
    const rootId = new RootStore(database).add("/photos", 1);
    const catalogue = new RootCatalogue(database, rootId);
    catalogue.files.add({ directory: "", name: "a.jpg" }, reading(OF_A, "a"), 1, 1);
    catalogue.files.add({ directory: "", name: "b.jpg" }, reading(OF_B, "b"), 1, 1);
    const { id: fileId } = database.prepare("SELECT id FROM file WHERE name = 'a.jpg'").get() as {
      id: number;
    };
    const changed = { kind: "changed", name: "a.jpg", fileId, fingerprint: SEEN, replaced: true };
    const seen = step({ path: "", mount: "" }, { differences: [changed as never] });
    catalogue.stage.add(seen);
    const tally = emptyTally();
    const ports = {
      catalogue,
      read: () => Promise.resolve([{ status: "read", reading: found }]),
      breathe: () => Promise.resolve(),
      now: () => 9,
    } as Partial<ReconcilePorts> as ReconcilePorts;
    const { signal } = new AbortController();
    const input = { rootPath: "/photos", scanId: 2, signal } as Partial<ReconcileInput>;
    await recogniseRestored(input as ReconcileInput, ports, tally);
    const staged = catalogue.stage.page("changed", 0, 9);
    assert.deepEqual(staged.some(({ replaced }) => replaced), mayBeOther);
    assert.deepEqual(tally.again, again);
    database.close();
  });
}
