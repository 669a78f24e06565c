import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { MAKE_MEDIA } from "../support/make_media.ts";
import { noise } from "../support/media_bytes.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import { withXmp } from "../support/with_xmp.ts";
import { waitUntilOld, withLibrary } from "./photo_library.ts";

const TREE_AND_FACE = `
<lr:hierarchicalSubject xmlns:lr="http://ns.adobe.com/lightroom/1.0/"><rdf:Bag>
  <rdf:li>People|Ann</rdf:li><rdf:li>Places|Rome</rdf:li></rdf:Bag></lr:hierarchicalSubject>
<r:Regions xmlns:r="http://www.metadataworkinggroup.com/schemas/regions/" rdf:parseType="Resource">
  <r:RegionList><rdf:Seq><rdf:li rdf:parseType="Resource"><r:Name>Ann</r:Name><r:Type>Face</r:Type>
    <r:Area xmlns:a="http://ns.adobe.com/xmp/sType/Area#" a:x="0.5" a:y="0.25" a:w="0.1" a:h="0.2" a:unit="normalized"/>
  </rdf:li></rdf:Seq></r:RegionList></r:Regions>`;

Deno.test("C-024 keyword tree and faces are in the views, and leave them when the file drops them", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", withXmp(makeJpeg({ seed: 1 }), TREE_AND_FACE));
    await library.sync();
    const paths = () => library.query("SELECT path FROM keyword_paths ORDER BY path");
    const faces = () => library.query("SELECT name, x, y, w, h FROM faces");
    assert.deepEqual(paths().map(({ path }) => path), ["People|Ann", "Places|Rome"]);
    assert.deepEqual(faces().map((face) => ({ ...face })), [
      { name: "Ann", x: 0.5, y: 0.25, w: 0.1, h: 0.2 },
    ]);
    library.write("a.jpg", { seed: 1 });
    await library.sync();
    assert.deepEqual([paths(), faces()], [[], []]);
  }));

Deno.test("C-093 a keyword tree and a face that are not the file's are found, and shown", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", withXmp(makeJpeg({ seed: 1 }), TREE_AND_FACE));
    await library.sync();
    assert.deepEqual(await library.audit("--metadata"), []);
    const shown = JSON.parse((await library.run(["show", library.path("a.jpg"), "--json"])).stdout);
    assert.deepEqual(shown.photo.keyword_paths, ["People|Ann", "Places|Rome"]);
    assert.deepEqual(shown.photo.faces, ["Ann"]);
    const database = new DatabaseSync(library.database);
    database.exec(
      "UPDATE face SET name = 'Bob'; UPDATE keyword_path SET path = path || '|planted'",
    );
    database.close();
    const [difference] = await library.audit("--metadata");
    assert.deepEqual(difference?.fields?.map(({ field }) => field).sort(), [
      "faces",
      "keyword_paths",
    ]);
  }));

Deno.test("C-021 C-024 a newer reader that says everything of a photo otherwise takes it for no other one", () =>
  withLibrary(async (library) => {
    const names = ["same.jpg", "racy.jpg", "touched.jpg", "copied.jpg"];
    for (const [seed, name] of names.entries()) {
      library.write(name, { seed, takenAt: `2024-05-01T12:00:0${seed}` });
    }
    await waitUntilOld();
    await library.sync();
    const ids = library.ids();
    const bytes = Deno.readFileSync(library.path("copied.jpg"));
    library.remove("copied.jpg");
    library.write("other.tmp", "so that its inode is given to somebody else");
    library.write("copied.jpg", bytes);
    library.write("touched.jpg", Deno.readFileSync(library.path("touched.jpg")));
    await waitUntilOld();
    const database = new DatabaseSync(library.database);
    database.exec("UPDATE file SET media_hash = 'told otherwise', reader_version = NULL");
    database.exec("UPDATE file SET looked_at_ms = ctime_ms WHERE name = 'racy.jpg'");
    database.exec("UPDATE photo SET taken_at = '1999-01-01T00:00:00', serial = 'other'");
    database.close();
    const summary = await library.sync();
    assert.deepEqual([summary.filesRead, summary.missing, summary.appeared], [4, 0, 0]);
    assert.deepEqual(library.ids(), ids);
    assert.equal(library.photo("same.jpg").taken_at, "2024-05-01T12:00:00");
    assert.deepEqual(library.query("SELECT id FROM missing"), []);
    assert.deepEqual(await library.audit("--metadata"), []);
  }));

Deno.test("photos an older reader read are read once more, and only once", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    library.write("c.dng", MAKE_MEDIA["dng"]!({ picture: noise(40_000) }));
    await waitUntilOld();
    await library.sync();
    const ids = library.ids();
    const { media_hash: picture } = library.photo("c.dng");
    assert.match(String(picture), /^[0-9a-f]{64}$/);
    assert.equal((await library.sync()).filesRead, 0);
    const database = new DatabaseSync(library.database);
    database.exec(
      `UPDATE file SET reader_version = NULL, content_hash = 'kept' WHERE name = 'a.jpg'`,
    );
    database.exec(
      "UPDATE file SET reader_version = 5, media_hash = NULL, content_hash = 'kept' WHERE name = 'c.dng'",
    );
    database.exec("UPDATE photo SET title = 'what the old reader made of it'");
    database.close();
    const summary = await library.sync();
    assert.deepEqual([summary.filesRead, summary.unchanged], [2, 3]);
    assert.deepEqual([library.photo("c.dng").media_hash, library.photo("c.dng").content_hash], [
      picture,
      "kept",
    ]);
    assert.equal(library.photo("a.jpg").title, "Title of a.jpg");
    // The file is proven to be the same, so what was made of all its bytes is kept.
    assert.equal(library.photo("a.jpg").content_hash, "kept");
    assert.deepEqual(library.ids(), ids);
    assert.equal((await library.sync()).filesRead, 0);
  }));
