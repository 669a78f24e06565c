import assert from "node:assert/strict";
import { makeJpeg } from "../support/make_jpeg.ts";
import { PhotoLibrary } from "../program/photo_library.ts";
import { withTempDir } from "../support/program.ts";

const TEXT = "text", INTEGER = "integer", REAL = "real";

/** Every documented view with its columns and the type a value of theirs has where there is one. */
const VIEWS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  photos: {
    ...{ id: INTEGER, root: TEXT, path: TEXT, stack_key: TEXT, format: TEXT, mime: TEXT },
    ...{ size: INTEGER, mtime: TEXT, width: INTEGER, height: INTEGER, orientation: INTEGER },
    ...{ duration: REAL, taken_at: TEXT, taken_offset: TEXT, taken_utc: TEXT, taken_source: TEXT },
    ...{ title: TEXT, description: TEXT, rating: INTEGER, label: TEXT, latitude: REAL },
    ...{ longitude: REAL, altitude: REAL, city: TEXT, state: TEXT, country: TEXT },
    ...{ country_code: TEXT, creator: TEXT, rights: TEXT, make: TEXT, model: TEXT, lens: TEXT },
    ...{ serial: TEXT, iso: INTEGER, f_number: REAL, exposure_time: REAL, focal_length: REAL },
    ...{ focal_length_35mm: INTEGER, flash: INTEGER, software: TEXT, sample_hash: TEXT },
    ...{ content_hash: TEXT, media_hash: TEXT, sidecar: TEXT, added_at: TEXT, updated_at: TEXT },
    change_seq: INTEGER,
  },
  folders: { root: TEXT, path: TEXT },
  keywords: { photo_id: INTEGER, keyword: TEXT },
  keyword_paths: { photo_id: INTEGER, path: TEXT },
  faces: { photo_id: INTEGER, name: TEXT, x: REAL, y: REAL, w: REAL, h: REAL },
  missing: { id: INTEGER, root: TEXT, path: TEXT },
  problems: {
    ...{ root: TEXT, path: TEXT, kind: TEXT, detail: TEXT, first_seen: TEXT, last_seen: TEXT },
  },
  changes: {
    ...{ seq: INTEGER, at: TEXT, kind: TEXT, photo_id: INTEGER, root: TEXT, path: TEXT },
    ...{ old_path: TEXT, old_photo_id: INTEGER },
  },
  edits: {
    ...{ id: INTEGER, photo_id: INTEGER, root: TEXT, path: TEXT, field: TEXT, old_value: TEXT },
    ...{ new_value: TEXT, state: TEXT, reason: TEXT, winner: TEXT, lost: TEXT, target: TEXT },
    ...{ accepted_at: TEXT, done_at: TEXT },
  },
  epochs: { id: TEXT, first_seq: INTEGER, at: TEXT },
  scans: { id: INTEGER, scope: TEXT },
  roots: { id: INTEGER, path: TEXT, paused_since: TEXT },
};

Deno.test("views: every documented view and column is there, and a value has the documented type", async (t) => {
  await withFilledLibrary(async (library) => {
    for (const [view, columns] of Object.entries(VIEWS)) {
      await t.step(view, () => {
        const names = library.query(`SELECT name FROM pragma_table_info(?)`, view)
          .map(({ name }) => String(name));
        const absent = Object.keys(columns).filter((column) => !names.includes(column));
        assert.deepEqual(absent, [], `${view} has ${names.join(", ")}`);
        for (const [column, type] of Object.entries(columns)) {
          const found = library.query(
            `SELECT DISTINCT typeof("${column}") AS type FROM ${view} WHERE "${column}" IS NOT NULL`,
          );
          const wrong = found.filter((row) => row.type !== type);
          assert.deepEqual(wrong, [], `${view}.${column}`);
        }
      });
    }
    await t.step("photos has exactly the documented columns in their order", () => {
      const names = library.query("SELECT name FROM pragma_table_info('photos')");
      assert.deepEqual(names.map(({ name }) => name), Object.keys(VIEWS["photos"]!));
    });
  });
});

Deno.test("views: a photo is told in the documented units and forms", () =>
  withFilledLibrary((library) => {
    const photo = library.photo("2024/IMG_1.jpg");
    const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
    for (const column of ["mtime", "added_at", "updated_at"]) {
      assert.match(String(photo[column]), utc, column);
    }
    assert.equal(photo.root, library.photos);
    assert.equal(photo.format, "jpeg");
    assert.equal(photo.mime, "image/jpeg");
    assert.deepEqual([photo.width, photo.height, photo.orientation], [40, 24, 6]);
    assert.equal(photo.taken_at, "2024-05-01T12:30:00");
    assert.equal(photo.taken_offset, "+02:00");
    assert.match(String(photo.taken_utc), /^2024-05-01T10:30:00/);
    assert.equal(photo.taken_source, "exif");
    assert.deepEqual([photo.title, photo.rating], ["Lake", 4]);
    for (
      const column of ["description", "latitude", "iso", "duration", "sidecar", "content_hash"]
    ) {
      assert.equal(photo[column], null, `${column}: NULL where the file does not say`);
    }
    assert.equal(photo.size, Deno.statSync(library.path("2024/IMG_1.jpg")).size);
  }));

Deno.test("views: files of one shot have an equal stack_key, others never", () =>
  withFilledLibrary((library) => {
    const key = (path: string) => library.photo(path).stack_key;
    assert.equal(key("2024/IMG_1.CR2"), key("2024/IMG_1.jpg"));
    assert.notEqual(key("2024/IMG_1.jpg"), key("2024/IMG_10.jpg"));
    assert.notEqual(key("2024/IMG_1.jpg"), key("2025/IMG_1.jpg"));
    assert.notEqual(key("2024/IMG_1.jpg"), key("IMG_1.jpg"));
    assert.notEqual(key("2024/a.b.jpg"), key("2024/a.jpg"));
    const rows = library.query(
      "SELECT count(DISTINCT stack_key) AS keys, count(*) AS n FROM photos",
    );
    assert.equal(Number(rows[0]?.n) - Number(rows[0]?.keys), 1, "one pair, no other");
  }));

Deno.test("views: ids and sequence numbers are never used again", () =>
  withFilledLibrary(async (library) => {
    const highest = Math.max(...library.ids().values());
    library.remove("2024");
    await library.sync();
    library.write("later.jpg", { seed: 99 });
    await library.sync();
    assert.ok(library.id("later.jpg") > highest);
    const seqs = library.query("SELECT seq FROM changes ORDER BY seq").map(({ seq }) =>
      Number(seq)
    );
    assert.equal(new Set(seqs).size, seqs.length);
    const keywords = library.query("SELECT * FROM keywords");
    assert.deepEqual(keywords, [], "keywords of a missing photo are not shown");
    assert.deepEqual(
      library.query("SELECT change_seq FROM photos WHERE path = 'later.jpg'")[0]?.change_seq,
      seqs.at(-1),
    );
  }));

Deno.test("views: the sqlite3 of Debian reads every one of them", async (t) => {
  if (!await hasSqlite()) {
    console.log("Skipped: there is no sqlite3 on this machine");
    return;
  }
  await withFilledLibrary(async (library) => {
    for (const view of Object.keys(VIEWS)) {
      await t.step(view, async () => {
        const sql = `SELECT * FROM ${view}`;
        const output = await new Deno.Command("sqlite3", {
          args: ["-readonly", "-json", library.database, sql],
        }).output();
        const stderr = new TextDecoder().decode(output.stderr);
        assert.ok(output.success, stderr);
        const text = new TextDecoder().decode(output.stdout).trim();
        const rows = text === "" ? [] : JSON.parse(text);
        assert.equal(rows.length, library.query(sql).length);
      });
    }
  });
});

async function hasSqlite(): Promise<boolean> {
  try {
    return (await new Deno.Command("sqlite3", { args: ["--version"] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** A library with photos, a RAW beside one, one that is missing, one that moved and a problem. */
function withFilledLibrary(use: (library: PhotoLibrary) => Promise<void> | void): Promise<void> {
  return withTempDir(async (directory) => {
    const library = new PhotoLibrary(directory);
    library.write("2024/IMG_1.jpg", {
      ...{ width: 40, height: 24, orientation: 6, title: "Lake", rating: 4 },
      ...{ takenAt: "2024-05-01T12:30:00", takenOffset: "+02:00", make: "Canon", model: "EOS R6" },
      keywords: ["sea", "sun"],
    });
    library.write("2024/IMG_1.CR2", tinyCr2());
    library.writeAll(["2024/IMG_10.jpg", "2024/a.jpg", "2024/a.b.jpg", "2025/IMG_1.jpg"]);
    library.writeAll(["IMG_1.jpg", ".hidden.jpg", "gone.jpg", "moved.jpg"], 50);
    library.write("text.jpg", "no photo");
    await library.sync();
    library.remove("gone.jpg");
    library.rename("moved.jpg", "2025/here.jpg");
    await library.sync();
    await use(library);
  });
}

/** What makes a CR2 one: a TIFF header with the letters CR behind it, and an empty directory. */
function tinyCr2(): Uint8Array {
  const bytes = new Uint8Array(makeJpeg({ seed: 77 }).length);
  bytes.set([0x49, 0x49, 42, 0, 16, 0, 0, 0, 0x43, 0x52, 2, 0, 0, 0, 0, 0, 0, 0]);
  return bytes;
}
