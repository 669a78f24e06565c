import assert from "node:assert/strict";
import { exifToolPlace } from "../../lib/exiftool/exif_tool_place.ts";
import { ExifToolWriter } from "../../lib/exiftool/exif_tool_writer.ts";
import { pictureParts } from "../../lib/core/picture_parts.ts";
import { queryCatalogue } from "../support/catalogue.ts";
import { runProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { listFiles, type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";
import { startWatch, stop } from "./watching_library.ts";

/** All fields that can be edited, none of them in ASCII alone where that can be. */
const EVERYTHING = [
  ...["--title", "Täst am Meer €", "--description", "Zwei\nZeilen", "--rating", "4"],
  ...["--add-keyword", "Köln", "--add-keyword", "Orte|Italien|Rom", "--label", "red"],
  ...["--date", "2024-05-01T12:30:00.25+02:00", "--gps", "-12.345678,179.5,-3.5"],
  ...["--city", "Köln", "--state", "NRW", "--country", "Österreich", "--country-code", "AT"],
  ...["--creator", "Änne; Bob", "--rights", "© ich"],
];

const EDITED_COLUMNS = `title, description, rating, label, taken_at, taken_offset, taken_source,
  round(latitude, 5) AS latitude, round(longitude, 5) AS longitude, altitude,
  city, state, country, country_code, creator, rights,
  (SELECT group_concat(keyword, ';') FROM keywords WHERE photo_id = photos.id) AS keywords,
  (SELECT group_concat(path, ';') FROM keyword_paths WHERE photo_id = photos.id) AS keyword_paths`;

const EXPECTED = {
  title: "Täst am Meer €",
  description: "Zwei\nZeilen",
  rating: 4,
  label: "Red",
  taken_at: "2024-05-01T12:30:00.25",
  taken_offset: "+02:00",
  taken_source: "exif",
  latitude: -12.34568,
  longitude: 179.5,
  altitude: -3.5,
  city: "Köln",
  state: "NRW",
  country: "Österreich",
  country_code: "AT",
  creator: "Änne; Bob",
  rights: "© ich",
  keywords: "Köln;Rom",
  keyword_paths: "Orte|Italien|Rom",
};

function edited(library: PhotoLibrary, path: string): Record<string, unknown> {
  const [row] = library.query(`SELECT ${EDITED_COLUMNS} FROM photos WHERE path = ?`, path);
  return { ...row };
}

function states(library: PhotoLibrary, path: string): string[] {
  return library.query("SELECT DISTINCT state FROM edits WHERE path = ?", path)
    .map(({ state }) => String(state));
}

async function tagsOf(library: PhotoLibrary, path: string) {
  const exifTool = await ExifToolWriter.open(await exifToolPlace());
  return await exifTool.tags(Deno.readFileSync(library.path(path)), path.split(".").at(-1)!);
}

const fingerprintOf = (path: string) => {
  const { size, mtime, ino, mode, uid, gid } = Deno.lstatSync(path);
  return { size, mtime, ino, mode, uid, gid };
};

async function run(library: PhotoLibrary, args: readonly string[], code = 0) {
  const result = await library.run(args, { timeoutMs: 240_000 });
  assert.equal(result.code, code, `${result.stdout}\n${result.stderr}`);
  return result;
}

Deno.test("edits of a JPEG beside a watcher", (t) =>
  withLibrary(async (library) => {
    library.write("a.jpg", {
      seed: 1,
      title: "Old",
      keywords: ["gone"],
      takenAt: "2020-01-02T03:04:05",
    });
    library.write("b.jpg", { seed: 2, title: "Old" });
    library.write("locked/c.jpg", { seed: 3, title: "Old" });
    Deno.chmodSync(library.path("a.jpg"), 0o640);
    const before = Deno.readFileSync(library.path("a.jpg"));
    // Else the others are looked at a second time, as their first look proves nothing.
    await waitUntilOld();
    await using watch = await startWatch(library);

    await t.step(
      "C-100 an edit is shown at once, and is pending until the file holds it",
      async () => {
        await run(library, [
          "edit",
          library.path("a.jpg"),
          "--remove-keyword",
          "gone",
          ...EVERYTHING,
        ]);
        assert.deepEqual(edited(library, "a.jpg"), EXPECTED);
        assert.deepEqual(states(library, "a.jpg"), ["pending"]);
        assert.equal(before.length, Deno.statSync(library.path("a.jpg")).size, "not written yet");
        await until(() => states(library, "a.jpg").join() === "written", {
          what: "the edit to be written",
          timeoutMs: 180_000,
        });
        assert.deepEqual(edited(library, "a.jpg"), EXPECTED);
        assert.deepEqual(listFiles(library.photos), ["a.jpg", "b.jpg", "locked/c.jpg"]);
      },
    );

    await t.step("C-100 ExifTool reads it from EXIF, IPTC and XMP alike", async () => {
      const tags = await tagsOf(library, "a.jpg");
      const expected: Record<string, unknown> = {
        "IFD0:ImageDescription": "Zwei\nZeilen",
        "IFD0:Artist": "Änne; Bob",
        "IFD0:Copyright": "© ich",
        "ExifIFD:DateTimeOriginal": "2024:05:01 12:30:00",
        "ExifIFD:SubSecTimeOriginal": "25",
        "ExifIFD:OffsetTimeOriginal": "+02:00",
        "GPS:GPSLatitudeRef": "S",
        "GPS:GPSAltitude": "3.5",
        "IPTC:ObjectName": "Täst am Meer €",
        "IPTC:Keywords": ["Köln", "Rom"],
        "IPTC:By-line": ["Änne", "Bob"],
        "IPTC:City": "Köln",
        "XMP-dc:Title": { "x-default": "Täst am Meer €" },
        "XMP-dc:Subject": ["Köln", "Rom"],
        "XMP-lr:HierarchicalSubject": "Orte|Italien|Rom",
        "XMP-digiKam:TagsList": "Orte/Italien/Rom",
        "XMP-xmp:Rating": "4",
        "XMP-photoshop:DateCreated": "2024:05:01 12:30:00.25+02:00",
      };
      const found = Object.fromEntries(Object.keys(expected).map((tag) => [tag, plain(tags[tag])]));
      const wanted = Object.fromEntries(
        Object.entries(expected).map(([tag, value]) => [tag, plain(value)]),
      );
      assert.deepEqual(found, wanted);
      assert.equal(tags["Photoshop:IPTCDigest"], tags["File:CurrentIPTCDigest"]);
    });

    await t.step(
      "C-101 the picture is the same, and so is what nobody asked to change",
      async () => {
        const after = Deno.readFileSync(library.path("a.jpg"));
        assert.deepEqual(pictureParts("jpeg", after), pictureParts("jpeg", before));
        const tags = await tagsOf(library, "a.jpg");
        assert.equal(tags["ExifIFD:CreateDate"], "2020:01:02 03:04:05");
        assert.equal(tags["ExifTool:Warning"], undefined);
      },
    );

    await t.step(
      "C-106 mode stays, mtime tells of the write; what is so already is not written",
      async () => {
        const written = fingerprintOf(library.path("a.jpg"));
        assert.equal(written.mode! & 0o777, 0o640);
        assert.ok(Date.now() - written.mtime!.getTime() < 600_000);
        const { stdout } = await run(library, [
          "edit",
          library.path("a.jpg"),
          ...EVERYTHING,
          "--wait",
        ]);
        assert.match(stdout, /Nothing to change; 1 photo as wanted already/);
        assert.deepEqual(fingerprintOf(library.path("a.jpg")), written);
      },
    );

    await t.step(
      "C-076 its own write is nothing new to it: no second read, no other change",
      async () => {
        await waitUntilOld();
        await waitUntilOld();
        const reads = () =>
          library.query(
            "SELECT coalesce(sum(summary ->> 'filesRead'), 0) AS n FROM scan WHERE id > 1",
          );
        await run(library, ["sync"]);
        assert.equal(reads()[0]?.n, 0);
        const changes = library.query("SELECT kind FROM changes WHERE path = 'a.jpg' ORDER BY seq");
        assert.deepEqual(changes.map(({ kind }) => kind), ["appeared", "edited", "edited"]);
      },
    );

    await t.step(
      "several edits of one photo are one write; --wait returns when it is done",
      async () => {
        const { ino } = fingerprintOf(library.path("b.jpg"));
        const lines = [{ rating: 1 }, { rating: 2, title: "New" }, { "add-keyword": ["x"] }]
          .map((edit) => JSON.stringify({ path: library.path("b.jpg"), ...edit })).join("\n");
        const result = await library.run(["edit", "--stdin", "--wait", "--json"], {
          input: lines,
          timeoutMs: 120_000,
        });
        assert.equal(result.code, 0, result.stderr);
        const { edits } = JSON.parse(result.stdout);
        assert.ok(
          edits.every(({ state }: { state: string }) => state === "written"),
          result.stdout,
        );
        assert.notEqual(fingerprintOf(library.path("b.jpg")).ino, ino);
        const writes = library.query(
          "SELECT DISTINCT done_at FROM edits WHERE path = 'b.jpg' AND state = 'written'",
        );
        assert.equal(writes.length, 1);
        assert.equal(library.photo("b.jpg").rating, 2);
      },
    );

    await stop(watch);

    await t.step(
      "C-107 without its catalogue, and under another path, everything is back",
      async () => {
        const moved = `${library.directory}/moved`;
        Deno.renameSync(library.photos, moved);
        const database = `${library.directory}/data/new.db`;
        await waitUntilOld();
        const result = await runProgram(["sync", "--folder", moved, "--db", database]);
        assert.equal(result.code, 0, result.stderr);
        const sql = `SELECT ${EDITED_COLUMNS} FROM photos WHERE path = 'a.jpg'`;
        assert.deepEqual({ ...queryCatalogue(database, sql)[0] }, EXPECTED);
      },
    );
  }));

/** As one text, whatever ExifTool makes of numbers and lists of one. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(" + ");
  if (typeof value === "object" && value !== null) return plain(Object.values(value));
  return String(value);
}
