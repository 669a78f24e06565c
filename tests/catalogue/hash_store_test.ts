import assert from "node:assert/strict";
import { HashStore } from "../../lib/catalogue/hash_store.ts";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import { NOTHING_READ } from "../../lib/core/reading.ts";
import { step } from "../../lib/core/walk_step.ts";

Deno.test("C-027 C-045 photos that are held hold up no content hash: their files are not there to be read", () => {
  using database = emptyCatalogue();
  const rootId = new RootStore(database).add("/photos", 1);
  const { files, stage, held } = new RootCatalogue(database, rootId);
  for (const number of [1, 2, 3]) {
    const fingerprint = { size: 9, mtimeMs: 1, ctimeMs: 1, inode: number, bornMs: null };
    const reading = { ...NOTHING_READ, fingerprint, lookedAtMs: 9, format: "jpeg" };
    files.add({ directory: "", name: `${number}.jpg` }, reading, 1, 1);
  }
  const unhashed = () => new HashStore(database).page(rootId, 0, 10).files.map(({ path }) => path);
  assert.deepEqual(unhashed(), ["1.jpg", "2.jpg", "3.jpg"]);
  const differences = [1, 3].map((fileId) =>
    ({ kind: "vanished", name: `${fileId}.jpg`, fileId }) as const
  );
  stage.add(step({ path: "", mount: "" }, { differences }));
  stage.keepVanished();
  held.hold(1, true);
  assert.deepEqual(unhashed(), ["2.jpg"]);
});
