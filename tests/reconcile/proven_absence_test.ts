import assert from "node:assert/strict";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import { RootOfflineError } from "../../lib/core/root_offline_error.ts";
import type { RootVerdict } from "../../lib/core/root_identity.ts";
import { WHOLE_ROOT } from "../../lib/core/scope.ts";
import { step } from "../../lib/core/walk_step.ts";
import type { Absence, ReconcilePorts } from "../../lib/reconcile/ports.ts";
import { isProvenAbsence } from "../../lib/reconcile/proven_absence.ts";
import { reconcile } from "../../lib/reconcile/reconcile.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 0, 2);
const ONLINE: RootVerdict = { online: true };
const AWAY: RootVerdict = { online: false, reason: "it is gone" };

/** Errors that say nothing about whether a photo is there. */
const UNPROVEN: readonly Absence[] = [
  "permission",
  "io-error",
  "timed-out",
  "stale-handle",
  "unreachable",
  "link-loop",
  "name-too-long",
  "out-of-resources",
];

Deno.test("absence: only not found, no directory and no file prove that a photo is gone", () => {
  for (const one of ["not-found", "not-a-directory", "not-a-file"] as const) {
    assert.equal(isProvenAbsence(one), true, one);
  }
  for (const one of [...UNPROVEN, null]) assert.equal(isProvenAbsence(one), false, String(one));
});

Deno.test("C-040 a photo whose absence is proven is hidden", async () => {
  using album = new Album();
  await album.reconcileVanished({ absence: "not-found" });
  assert.deepEqual(album.missing(), ["a.jpg"]);
});

for (const absence of [...UNPROVEN, null]) {
  Deno.test(`C-044 a photo that a scan did not find, and a second look met ${absence}, stays`, async () => {
    using album = new Album();
    const { again } = await album.reconcileVanished({ absence });
    assert.deepEqual(album.missing(), []);
    assert.deepEqual(again, ["a.jpg"]);
  });
}

Deno.test("C-043 nothing is hidden when the root is away before the look, or goes away with it", async () => {
  for (const verdicts of [[AWAY], [ONLINE, AWAY]]) {
    using album = new Album();
    const reconciled = album.reconcileVanished({ absence: "not-found", verdicts });
    await assert.rejects(reconciled, RootOfflineError);
    assert.deepEqual(album.missing(), []);
  }
});

Deno.test("C-040 a tombstone is not given up when its absence cannot be proven once more", async () => {
  for (const absence of ["permission", "timed-out", null] as const) {
    using album = new Album();
    await album.reconcileVanished({ absence: "not-found" });
    album.buryFor(31 * DAY_MS);
    await album.reconcileNothing({ absence });
    assert.equal(album.records(), 1, String(absence));
  }
  using album = new Album();
  await album.reconcileVanished({ absence: "not-found" });
  album.buryFor(31 * DAY_MS);
  await album.reconcileNothing({ absence: "not-found" });
  assert.equal(album.records(), 0);
});

/** What the disk says when it is looked at. */
interface Looks {
  readonly absence: Absence | null;
  /** Of the root, one a look; the last one stays. */
  readonly verdicts?: readonly RootVerdict[];
}

/** A catalogue that knows one photo, `a.jpg`. */
class Album implements Disposable {
  readonly #database = emptyCatalogue();
  readonly #catalogue: RootCatalogue;

  constructor() {
    const rootId = new RootStore(this.#database).add("/photos", NOW_MS);
    this.#catalogue = new RootCatalogue(this.#database, rootId);
    this.#database.exec(
      `INSERT INTO directory (root_id, path) VALUES (${rootId}, '');
       INSERT INTO file (directory_id, name, size, mtime_ms, looked_at_ms, format, added_at_ms,
         updated_at_ms) VALUES (1, 'a.jpg', 5, 1, 1, 'jpeg', 1, 1);
       INSERT INTO photo (file_id) VALUES (1)`,
    );
  }

  /** A scan found that `a.jpg` is not listed any more. */
  reconcileVanished(looks: Looks) {
    const differences = [{ kind: "vanished" as const, name: "a.jpg", fileId: 1 }];
    this.#catalogue.stage.add(step({ path: "", mount: "" }, { differences }));
    return this.reconcileNothing(looks);
  }

  reconcileNothing({ absence, verdicts = [ONLINE] }: Looks) {
    const left = [...verdicts];
    const ports: ReconcilePorts = {
      catalogue: this.#catalogue,
      read: () => Promise.resolve([]),
      checkRoot: () => Promise.resolve((left.length > 1 ? left.shift() : left[0]) ?? ONLINE),
      isRootThere: () => Promise.resolve(true),
      findDisplaced: () => Promise.resolve([]),
      absence: () => Promise.resolve(absence),
      fingerprintAt: () => Promise.resolve(null),
      now: () => NOW_MS,
      elapsedMs: () => 0,
      breathe: () => Promise.resolve(),
    };
    const scanId = this.#catalogue.scans.begin(WHOLE_ROOT, NOW_MS);
    return reconcile({
      rootPath: "/photos",
      policy: fileSystemOfName("ext4"),
      scanId,
      scanStartedMs: NOW_MS,
      again: [],
      scope: WHOLE_ROOT,
      signal: new AbortController().signal,
      onProgress: () => {},
    }, ports);
  }

  /** The record has been a tombstone for so long. */
  buryFor(ms: number): void {
    this.#database.prepare("UPDATE file SET missing_since_ms = ?, tombstone_since_ms = ?")
      .run(NOW_MS - ms - DAY_MS, NOW_MS - ms);
  }

  missing(): string[] {
    return this.#database.prepare("SELECT path FROM missing").all()
      .map((row) => String(row["path"]));
  }

  records(): number {
    return Number(this.#database.prepare("SELECT count(*) AS n FROM file").get()?.["n"]);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
