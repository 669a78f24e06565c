import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { makeOldTree, type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";

function sightings({ database }: PhotoLibrary): unknown[] {
  const catalogue = new DatabaseSync(database, { readOnly: true });
  try {
    return catalogue.prepare(
      "SELECT directory_id, hex(seen) AS seen FROM sighting WHERE seen IS NOT NULL",
    ).all()
      .map((row) => ({ ...row }));
  } finally {
    catalogue.close();
  }
}

Deno.test("C-020 a second sync keeps what it saw, a third needs nothing else and writes none of it anew", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 30, perDirectory: 10 });
    await waitUntilOld();
    await library.sync();
    assert.equal(sightings(library).length, 0);
    const second = await library.sync();
    const kept = sightings(library);
    assert.equal(kept.length, 3);
    const third = await library.sync();
    assert.deepEqual(sightings(library), kept);
    assert.equal(second.unchanged, 30);
    assert.equal(third.unchanged, 30);
    assert.equal(third.filesRead, 0);
  }));

Deno.test("C-022 C-040 in a folder that was sighted every change is found", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg", "c.jpg"]);
    await waitUntilOld();
    await library.sync();
    await library.sync();
    assert.equal(sightings(library).length, 1);
    const { mtime } = Deno.statSync(library.path("a.jpg"));
    library.write("a.jpg", { seed: 1, title: "Title of A.jpg" });
    Deno.utimeSync(library.path("a.jpg"), mtime!, mtime!);
    library.remove("b.jpg");
    library.rename("c.jpg", "d.jpg");
    library.write("e.jpg", { seed: 9 });
    const { changed, missing, moved, appeared } = await library.sync();
    assert.deepEqual({ changed, missing, moved, appeared }, {
      changed: 1,
      missing: 1,
      moved: 1,
      appeared: 1,
    });
    assert.deepEqual(await library.audit("--content", "--metadata"), []);
  }));

Deno.test("C-093 audit relies on no sighting: it finds a record that was damaged beneath one", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 20, perDirectory: 10 });
    await waitUntilOld();
    await library.sync();
    await library.sync();
    const kept = sightings(library);
    assert.equal(kept.length, 2);
    const catalogue = new DatabaseSync(library.database);
    // As by a disk that turned a bit: nothing in the catalogue notices.
    catalogue.exec(`CREATE TEMP TABLE kept AS SELECT * FROM sighting;
      UPDATE file SET size = size + 1 WHERE id = 3;
      INSERT OR IGNORE INTO sighting SELECT * FROM kept`);
    catalogue.close();
    assert.deepEqual(sightings(library), kept);
    const found = await library.audit();
    assert.deepEqual(found.map(({ kind }) => kind), ["changed"]);
  }));
