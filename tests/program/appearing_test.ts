import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { copyFileSync, utimesSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { makeJpeg } from "../support/make_jpeg.ts";
import { type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";

Deno.test("C-002 every photo below the folder has exactly one row, every folder of one is known", () =>
  withLibrary(async (library) => {
    const paths = ["a.jpg", "deep/c.jpg", "deep/er/b.jpg", "z/d.jpg"];
    library.writeAll(paths);
    library.write("empty/notes.txt", "no photo");
    const summary = await library.sync();
    assert.equal(summary.appeared, 4);
    assert.deepEqual(library.paths(), paths);
    const folders = library.query("SELECT path, photos FROM folders ORDER BY path");
    assert.deepEqual(folders.map(({ path, photos }) => `${path}=${photos}`), [
      "=1",
      "deep=1",
      "deep/er=1",
      "z=1",
    ]);
    assert.equal(library.photo("deep/c.jpg").title, "Title of deep/c.jpg");
    assert.equal(library.photo("deep/c.jpg").root, library.photos);
  }));

Deno.test("C-003 syncing a folder inside a root scans only that, and its rows are the root's", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "sub/b.jpg"]);
    await library.sync();
    library.writeAll(["new.jpg", "sub/new.jpg"], 10);
    const summary = await library.sync({ args: ["--folder", library.path("sub")] });
    assert.equal(summary.seen, 2);
    assert.equal(summary.appeared, 1);
    assert.deepEqual(library.paths(), ["a.jpg", "sub/b.jpg", "sub/new.jpg"]);
    assert.deepEqual(library.query("SELECT path FROM roots").map(({ path }) => path), [
      library.photos,
    ]);
  }));

Deno.test("C-005 what tools and systems leave beside photos is never a row and never a problem", () =>
  withLibrary(async (library) => {
    const photo = makeJpeg({ seed: 5 });
    const files = [
      ".DS_Store",
      "Thumbs.db",
      "desktop.ini",
      "._IMG_1.jpg",
      "IMG_1.jpg.tmp",
      "IMG_1.jpg.part",
      "IMG_1.jpg.crdownload",
      "IMG_1.jpg_exiftool_tmp",
      "IMG_1.jpg_original",
      ".IMG_1.jpg.Xa3f9Q",
      ".syncthing.IMG_1.jpg.tmp",
      "~syncthing~IMG_1.jpg",
    ];
    const directories = [
      "@eaDir",
      "#recycle",
      ".stfolder",
      ".stversions",
      "#snapshot",
      ".snapshots",
      ".zfs",
      ".Trash-1000",
      ".dtrash",
      "Previews.lrdata",
      ".git",
      "lost+found",
      "$RECYCLE.BIN",
    ];
    for (const name of files) library.write(`2024/${name}`, photo);
    for (const name of directories) library.write(`2024/${name}/IMG_2.jpg`, photo);
    library.write("2024/IMG_1.jpg", photo);
    const summary = await library.sync();
    assert.equal(summary.seen, 1);
    assert.deepEqual(library.paths(), ["2024/IMG_1.jpg"]);
    assert.deepEqual(library.problems(), []);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-008 names lie: a directory a.jpg, a JPEG a.xyz, a text a.jpg, a file of no bytes", () =>
  withLibrary(async (library) => {
    library.write("a.jpg/inside.jpg", { seed: 1 });
    library.write("photo.xyz", { seed: 2 });
    library.write("text.jpg", "This is a shopping list");
    library.write("empty.jpg", "");
    const summary = await library.sync();
    assert.deepEqual(library.paths(), ["a.jpg/inside.jpg"]);
    assert.equal(summary.unreadable, 2);
    assert.deepEqual(library.problems().map((line) => line.split(":")[0]), [
      "empty.jpg",
      "text.jpg",
    ]);
    const [text] = library.query("SELECT detail FROM problems WHERE path = 'text.jpg'");
    assert.match(String(text?.detail), /Not a JPEG/);

    library.write("empty.jpg", { seed: 3 });
    const next = await library.sync();
    assert.equal(next.appeared, 1);
    assert.deepEqual(library.paths(), ["a.jpg/inside.jpg", "empty.jpg"]);
    assert.deepEqual(library.problems().map((line) => line.split(":")[0]), ["text.jpg"]);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-008 a photo that becomes a directory of that name, and the other way round", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1 });
    await library.sync();
    library.remove("a.jpg");
    library.write("a.jpg/b.jpg", { seed: 2 });
    assert.equal((await library.sync()).missing, 1);
    assert.deepEqual(library.paths(), ["a.jpg/b.jpg"]);
    library.remove("a.jpg");
    library.write("a.jpg", { seed: 3 });
    await library.sync();
    assert.deepEqual(library.paths(), ["a.jpg"]);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-009 .jpg, .JPG and .jpeg are one format, and a PNG named .jpg is a PNG with a note", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.JPG", "c.jpeg"]);
    const png = Uint8Array.from(atob(SMALL_PNG), (character) => character.charCodeAt(0));
    library.write("d.jpg", png);
    await library.sync();
    const rows = library.query("SELECT path, format, mime FROM photos ORDER BY path");
    assert.deepEqual(rows.map(({ path, format, mime }) => `${path} ${format} ${mime}`), [
      "a.jpg jpeg image/jpeg",
      "b.JPG jpeg image/jpeg",
      "c.jpeg jpeg image/jpeg",
      "d.jpg png image/png",
    ]);
    assert.deepEqual(library.problems(), ["d.jpg: extension-mismatch"]);
  }));

Deno.test("C-010 a dry run prints the plan, makes no catalogue and leaves no trace", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "sub/b.jpg"]);
    const before = listTree(library.directory);
    const first = await library.run(["sync", "--folder", library.photos, "--dry-run"]);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /add: a\.jpg/);
    assert.match(first.stdout, /add: sub\/b\.jpg/);
    assert.deepEqual(listTree(library.directory), before);

    await library.sync();
    library.remove("a.jpg");
    library.rename("sub/b.jpg", "sub/c.jpg");
    library.write("d.jpg", { seed: 9 });
    const tree = listTree(library.photos);
    const dump = library.dump();
    const second = await library.run(["sync", "--folder", library.photos, "-n"]);
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stdout, /hide: a\.jpg/);
    assert.match(second.stdout, /move: sub\/c\.jpg \(from sub\/b\.jpg\)/);
    assert.match(second.stdout, /add: d\.jpg/);
    assert.equal(library.dump(), dump);
    assert.deepEqual(listTree(library.photos), tree);
    assert.deepEqual(library.query("SELECT count(*) AS scans FROM scans")[0]?.scans, 1);
  }));

Deno.test("C-020 an unchanged photo is not written, not opened and not reported at the second scan", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "sub/b.jpg", "sub/c.jpg"]);
    library.write("broken.jpg", "not a photo");
    await waitUntilOld();
    await library.sync();
    const dump = library.dump();
    const summary = await library.sync();
    assert.equal(summary.filesRead, 0);
    assert.equal(summary.bytesRead, 0);
    assert.equal(summary.appeared + summary.changed + summary.moved + summary.missing, 0);
    assert.equal(summary.unchanged, 4, "also what is no photo is not tried again");
    assert.equal(library.dump(), dump);
    assert.deepEqual(library.problems(), ["broken.jpg: unknown-format"]);
  }));

Deno.test("C-021 a touched photo gets its new times, keeps its id and is not reported as changed", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { title: "Lake" });
    await library.sync();
    const before = library.photo("a.jpg");
    utimesSync(library.path("a.jpg"), new Date("2001-02-03"), new Date("2001-02-03T04:05:06Z"));
    const summary = await library.sync();
    assert.equal(summary.changed, 0);
    assert.equal(summary.unchanged, 1);
    const after = library.photo("a.jpg");
    assert.equal(after.mtime, "2001-02-03T04:05:06.000Z");
    assert.deepEqual([after.id, after.title, after.added_at, after.change_seq], [
      before.id,
      "Lake",
      before.added_at,
      before.change_seq,
    ]);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-022 changed bytes of the same size with the old time set back are found", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { title: "Lake", padTo: 20_000 });
    const stamp = new Date("2020-01-01T00:00:00Z");
    utimesSync(library.path("a.jpg"), stamp, stamp);
    await waitUntilOld();
    await library.sync();
    library.write("a.jpg", { title: "Moon", padTo: 20_000 });
    utimesSync(library.path("a.jpg"), stamp, stamp);
    assert.equal((await library.audit()).length, 1);
    assert.equal((await library.sync()).changed, 1);
    assert.equal(library.photo("a.jpg").title, "Moon");
  }));

Deno.test("C-023 bytes changed within the same tick as the last look are found at the next scan", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { title: "Lake", padTo: 20_000 });
    await library.sync();
    library.write("a.jpg", { title: "Star", padTo: 20_000 });
    // A change within the tick of the look: the record has the stamps that the new bytes have.
    const now = Deno.lstatSync(library.path("a.jpg"));
    const catalogue = new DatabaseSync(library.database);
    catalogue.prepare("UPDATE file SET mtime_ms = ?, ctime_ms = ?, looked_at_ms = ?")
      .run(now.mtime!.getTime(), now.ctime!.getTime(), now.ctime!.getTime() + 100);
    catalogue.close();
    assert.equal((await library.sync()).changed, 1);
    assert.equal(library.photo("a.jpg").title, "Star");
  }));

Deno.test("C-024 what was edited or removed outside is edited or removed in the row", () =>
  withLibrary(async (library) => {
    const [taken, make] = ["2024-05-01T12:30:00", "Canon"];
    library.write("a.jpg", {
      title: "Lake",
      keywords: ["sea", "sun"],
      rating: 2,
      orientation: 6,
      takenAt: taken,
      make,
    });
    await library.sync();
    const before = library.photo("a.jpg");
    assert.deepEqual([before.title, before.rating, before.orientation], ["Lake", 2, 6]);

    library.write("a.jpg", { keywords: ["Sea", "sun", "moon"], rating: 5, takenAt: taken, make });
    assert.equal((await library.sync()).changed, 1);
    const after = library.photo("a.jpg");
    assert.deepEqual([after.title, after.rating, after.orientation], [null, 5, 1]);
    assert.deepEqual([after.id, after.taken_at, after.make], [before.id, taken, make]);
    const keywords = library.query("SELECT keyword FROM keywords ORDER BY keyword");
    assert.deepEqual(keywords.map(({ keyword }) => keyword), ["Sea", "moon", "sun"]);

    library.write("a.jpg", {});
    await library.sync();
    assert.deepEqual(library.query("SELECT keyword FROM keywords"), []);
    assert.deepEqual([library.photo("a.jpg").rating, library.photo("a.jpg").make], [null, null]);
  }));

Deno.test("C-025 other bytes with equal metadata give a new hash, and then there is nothing to do", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { title: "Lake", seed: 1 });
    await library.sync();
    const before = library.photo("a.jpg");
    library.write("a.jpg", { title: "Lake", seed: 2, padTo: 9_000 });
    await waitUntilOld();
    assert.equal((await library.sync()).changed, 1);
    const after = library.photo("a.jpg");
    assert.notEqual(after.sample_hash, before.sample_hash);
    assert.deepEqual([after.id, after.size, after.title], [before.id, 9_000, "Lake"]);
    const next = await library.sync();
    assert.deepEqual([next.unchanged, next.filesRead], [1, 0]);
  }));

Deno.test("C-026 a photo that is still being copied never shows half, and is complete when it is finished", () =>
  withLibrary(async (library) => {
    const photo = makeJpeg({ title: "Big", seed: 7, padTo: 3_000_000 });
    library.write("steady.jpg", { seed: 1 });
    const file = Deno.openSync(library.path("copied.jpg"), { write: true, create: true });
    let isOver = false;
    const copying = (async () => {
      const piece = 30_000;
      for (let at = 0; at < photo.length; at += piece) {
        file.writeSync(photo.subarray(at, at + piece));
        await sleep(20);
      }
      isOver = true;
    })();
    await sleep(100);
    const sync = library.run(["sync", "--json", "--folder", library.photos]);
    const sizes = new Set<number>();
    let wasOverAtEnd = false;
    const ended = sync.then((result) => {
      wasOverAtEnd = isOver;
      return result;
    });
    while (!isOver) {
      for (const size of sizesOf(library, "copied.jpg")) sizes.add(size);
      await sleep(50);
    }
    await copying;
    file.close();
    const result = await ended;
    assert.ok([0, 3].includes(result.code), result.stdout + result.stderr);
    const partial = [...sizes].filter((size) => size !== photo.length);
    assert.deepEqual(partial, [], `shown while it was copied; copied in time: ${wasOverAtEnd}`);
    await library.sync();
    assert.equal(library.photo("copied.jpg").size, photo.length);
    assert.equal(library.photo("copied.jpg").title, "Big");
    assert.deepEqual(library.problems(), []);
  }));

Deno.test("C-027 the same bytes under two paths are two rows with an equal sample hash", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1 });
    Deno.mkdirSync(library.path("copies"));
    copyFileSync(library.path("a.jpg"), library.path("copies/a.jpg"));
    library.write("b.jpg", { seed: 2 });
    await library.sync();
    const hash = (path: string) => library.photo(path).sample_hash;
    assert.match(String(hash("a.jpg")), /^[0-9a-f]{64}$/);
    assert.equal(hash("a.jpg"), hash("copies/a.jpg"));
    assert.notEqual(hash("a.jpg"), hash("b.jpg"));
    assert.notEqual(library.id("a.jpg"), library.id("copies/a.jpg"));
  }));

const SMALL_PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

function sizesOf(library: PhotoLibrary, path: string): number[] {
  try {
    const rows = library.query("SELECT size FROM photos WHERE path = ?", path);
    return rows.map(({ size }) => Number(size));
  } catch (error) {
    // Before the program has made the catalogue.
    if (/unable to open|no such table/.test(String(error))) return [];
    throw error;
  }
}

/** Every path below a directory with its size, in order. */
function listTree(directory: string): string[] {
  return [...Deno.readDirSync(directory)].flatMap(({ name, isDirectory }) => {
    const path = `${directory}/${name}`;
    const { size, mtime } = Deno.lstatSync(path);
    const own = `${path} ${isDirectory ? "directory" : size} ${mtime?.toISOString()}`;
    return isDirectory ? [own, ...listTree(path)] : [own];
  }).sort();
}
