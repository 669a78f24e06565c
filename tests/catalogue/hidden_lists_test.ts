import assert from "node:assert/strict";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import { NOTHING_READ } from "../../lib/core/reading.ts";

const LISTS = ["keywords", "keyword_paths", "faces"];

Deno.test("views: a photo that was emptied leaves the lists when it leaves the photos, and comes back with it", () => {
  const database = emptyCatalogue();
  const rootId = new RootStore(database).add("/photos", 1);
  const { files } = new RootCatalogue(database, rootId);
  const nothing = {
    ...NOTHING_READ,
    fingerprint: { size: 9, mtimeMs: 1, ctimeMs: 1, inode: 5, bornMs: null },
    lookedAtMs: 1,
  };
  const photo = {
    ...nothing,
    format: "jpeg",
    keywords: ["sea"],
    keywordPaths: ["nature|sea"],
    faces: [{ name: "Ada", x: 0.5, y: 0.5, w: 0.1, h: 0.1 }],
  };
  const photosIn = (view: string) =>
    database.prepare(`SELECT photo_id FROM ${view}`).all().map((row) => row["photo_id"]);
  files.add({ directory: "", name: "a.jpg" }, photo, 1, 1);
  const id = Number(database.prepare("SELECT id FROM photos").get()?.["id"]);
  for (const view of LISTS) assert.deepEqual(photosIn(view), [id], view);
  files.update(id, nothing, 2);
  assert.deepEqual(database.prepare("SELECT id FROM photos").all(), []);
  for (const view of LISTS) assert.deepEqual(photosIn(view), [], view);
  files.update(id, photo, 3);
  for (const view of LISTS) assert.deepEqual(photosIn(view), [id], view);
  database.close();
});
