import assert from "node:assert/strict";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import { NOTHING_READ, type PhotoReading } from "../../lib/core/reading.ts";

const FINGERPRINT = { size: 9, mtimeMs: 1, ctimeMs: 1, inode: 3, bornMs: null };

Deno.test("a photo whose reader was killed keeps what is known of it, and whoever follows is told of the change", () => {
  const database = emptyCatalogue();
  const root = new RootCatalogue(database, new RootStore(database).add("/photos", 1));
  const reading: PhotoReading = {
    ...NOTHING_READ,
    fingerprint: FINGERPRINT,
    lookedAtMs: 9,
    format: "jpeg",
    sampleHash: "one",
  };
  root.transact(() => root.files.add({ directory: "", name: "a.jpg" }, reading, 1, 1));
  root.transact(() => root.files.add({ directory: "", name: "b.jpg" }, reading, 1, 1));
  root.transact(() => root.files.hide(2, 2, "not-found", 3));
  const look = { fingerprint: { ...FINGERPRINT, size: 10 }, lookedAtMs: 20, sidecar: null };
  for (const id of [1, 2]) root.transact(() => root.files.quarantine(id, look, 20));
  assert.deepEqual(
    database.prepare("SELECT kind, path FROM changes ORDER BY seq").all().map(({ kind, path }) =>
      `${kind} ${path}`
    ),
    ["appeared a.jpg", "appeared b.jpg", "missing b.jpg", "changed a.jpg"],
  );
  assert.deepEqual(
    database.prepare("SELECT path, size, sample_hash FROM photos").all().map((row) => ({ ...row })),
    [{ path: "a.jpg", size: 10, sample_hash: "one" }],
  );
  database.close();
});
