import assert from "node:assert/strict";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import { NOTHING_READ, type PhotoReading, type ReadOutcome } from "../../lib/core/reading.ts";
import { RootOfflineError } from "../../lib/core/root_offline_error.ts";
import type { RootVerdict } from "../../lib/core/root_identity.ts";
import { WHOLE_ROOT } from "../../lib/core/scope.ts";
import { step } from "../../lib/core/walk_step.ts";
import type { ReconcilePorts } from "../../lib/reconcile/ports.ts";
import { reconcile } from "../../lib/reconcile/reconcile.ts";

const NOW_MS = Date.UTC(2026, 0, 2);
const ONLINE: RootVerdict = { online: true };
const AWAY: RootVerdict = { online: false, reason: "it is gone" };

const KNOWN = photo("known", 1, "2024-05-01T12:00:00");
const OTHER = photo("other", 2, "2025-05-01T12:00:00");
const EMPTIED: PhotoReading = {
  ...NOTHING_READ,
  fingerprint: OTHER.fingerprint,
  lookedAtMs: NOW_MS,
};

function photo(picture: string, inode: number, takenAt: string): PhotoReading {
  return {
    ...NOTHING_READ,
    fingerprint: { size: 9, mtimeMs: inode, ctimeMs: inode, inode, bornMs: null },
    lookedAtMs: NOW_MS,
    format: "jpeg",
    sampleHash: `all of ${picture}`,
    mediaHash: picture,
    fields: { ...NOTHING_READ.fields, takenAt, takenSource: "exif" },
  };
}

function read(reading: PhotoReading): ReadOutcome {
  return { status: "read", reading };
}

interface Case {
  /** What is found at `a.jpg`, at one reading after the other; the last one stays. */
  readonly outcomes: readonly ReadOutcome[];
  readonly verdict?: RootVerdict;
  /** The record that is shown in the end, `null` for a new one. */
  readonly shown: number | null;
  readonly missing: readonly number[];
  readonly again?: readonly string[];
}

const CRASHED: ReadOutcome = {
  status: "failed",
  problem: { kind: "crashed" as never, detail: "The reader died" },
  fingerprint: OTHER.fingerprint,
  lookedAtMs: NOW_MS,
};

const CASES: Readonly<Record<string, Case>> = {
  "C-055 another photo is in the place of a known one: that one is missing, the other has its own record":
    {
      outcomes: [read(OTHER)],
      shown: null,
      missing: [1],
    },
  "C-043 the root goes away after another photo was read in the place of a known one: nothing is hidden":
    {
      outcomes: [read(OTHER)],
      verdict: AWAY,
      shown: 1,
      missing: [],
    },
  "C-043 the root goes away after a photo was found emptied: nothing is hidden": {
    outcomes: [read(EMPTIED)],
    verdict: AWAY,
    shown: 1,
    missing: [],
  },
  "C-055 the known photo is put back before it is hidden: it stays": {
    outcomes: [read(OTHER), read({ ...KNOWN, fingerprint: OTHER.fingerprint })],
    shown: 1,
    missing: [],
  },
  "C-055 a third file is put there before the known photo is hidden: it is looked at again": {
    outcomes: [read(OTHER), read(photo("third", 3, "2025-06-01T12:00:00"))],
    shown: 1,
    missing: [],
    again: ["a.jpg"],
  },
  "C-055 the other photo is emptied before the known one is hidden: it is looked at again": {
    outcomes: [read(OTHER), read(EMPTIED)],
    shown: 1,
    missing: [],
    again: ["a.jpg"],
  },
  "C-055 the reader dies of the other photo before the known one is hidden: it stays as it was": {
    outcomes: [read(OTHER), CRASHED],
    shown: 1,
    missing: [],
  },
};

for (
  const [sentence, { outcomes, verdict = ONLINE, shown, missing, again = [] }] of Object.entries(
    CASES,
  )
) {
  Deno.test(sentence, async () => {
    using database = emptyCatalogue();
    const rootId = new RootStore(database).add("/photos", NOW_MS);
    const catalogue = new RootCatalogue(database, rootId);
    catalogue.transact(() => catalogue.files.add({ directory: "", name: "a.jpg" }, KNOWN, 1, 1));
    const { fingerprint } = OTHER;
    const changed = {
      kind: "changed",
      name: "a.jpg",
      fileId: 1,
      fingerprint,
      replaced: true,
    } as const;
    catalogue.stage.add(step({ path: "", mount: "" }, { differences: [changed] }));
    const left = [...outcomes];
    const ports: ReconcilePorts = {
      catalogue,
      read: (requests) =>
        Promise.resolve(requests.map(() => (left.length > 1 ? left.shift() : left[0])!)),
      checkRoot: () => Promise.resolve(verdict),
      isRootThere: () => Promise.resolve(true),
      findDisplaced: () => Promise.resolve([]),
      absence: () => Promise.resolve(null),
      fingerprintAt: () => Promise.resolve(fingerprint),
      now: () => NOW_MS,
      elapsedMs: () => 0,
      breathe: () => Promise.resolve(),
    };
    const reconciled = reconcile({
      rootPath: "/photos",
      policy: fileSystemOfName("ext4"),
      scanId: catalogue.scans.begin(WHOLE_ROOT, NOW_MS),
      scanStartedMs: NOW_MS,
      again: [],
      scope: WHOLE_ROOT,
      signal: new AbortController().signal,
      onProgress: () => {},
    }, ports);
    if (verdict.online) assert.deepEqual((await reconciled).again, again);
    else await assert.rejects(reconciled, RootOfflineError);
    const ids = (view: string) =>
      database.prepare(`SELECT id FROM ${view}`).all().map(({ id }) => id);
    assert.deepEqual(ids("missing"), missing);
    assert.deepEqual(ids("photos"), [shown ?? 2]);
    const kept = database.prepare("SELECT inode, sample_hash FROM file WHERE id = 1").get();
    const isBack = missing.length === 0 && outcomes.length > 1 && left[0]?.status === "read" &&
      left[0].reading.mediaHash === KNOWN.mediaHash;
    assert.deepEqual({ ...kept }, { inode: isBack ? 2 : 1, sample_hash: KNOWN.sampleHash });
  });
}
