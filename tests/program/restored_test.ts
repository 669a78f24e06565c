import assert from "node:assert/strict";
import { makeJpeg } from "../support/make_jpeg.ts";
import { type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";

const STAMP = new Date("2024-05-01T12:00:00Z");
const NAMES = ["a.jpg", "b.jpg", "c.jpg", "d.jpg"];

/** A series as cameras make them: every photo has the same size and the same time. */
function writeSeries(library: PhotoLibrary): void {
  for (const [index, name] of NAMES.entries()) {
    const photo = makeJpeg({ title: `Title of ${name}`, seed: index, padTo: 20_000 });
    Deno.writeFileSync(library.path(name), photo);
  }
  putStampsBack(library);
}

function putStampsBack(library: PhotoLibrary): void {
  for (const name of NAMES) Deno.utimeSync(library.path(name), STAMP, STAMP);
}

function rotate(library: PhotoLibrary): void {
  library.rename(NAMES[0]!, "parked");
  for (let at = 1; at < NAMES.length; at++) library.rename(NAMES[at]!, NAMES[at - 1]!);
  library.rename("parked", NAMES.at(-1)!);
}

function titles(library: PhotoLibrary): unknown[] {
  return library.query("SELECT id, path, title FROM photos ORDER BY path")
    .map(({ id, path, title }) => `${id} ${path}: ${title}`);
}

Deno.test("a series that was copied to another disk keeps its records, whatever inodes it got there", () =>
  withLibrary(async (library) => {
    writeSeries(library);
    await library.sync();
    const before = titles(library);
    const contents = NAMES.map((name) => Deno.readFileSync(library.path(name)));
    // Every file gets the inode that another one of the series had, and is otherwise as it was.
    rotate(library);
    for (const [index, name] of NAMES.entries()) {
      using file = Deno.openSync(library.path(name), { write: true });
      file.writeSync(contents[index]!);
    }
    putStampsBack(library);
    const audited = (await library.audit()).map(({ kind }) => kind);
    assert.deepEqual(new Set(audited), new Set(["changed"]));
    await waitUntilOld();
    const summary = await library.sync();
    assert.deepEqual([summary.moved, summary.changed, summary.missing], [0, 0, 0]);
    assert.deepEqual(titles(library), before);
    assert.equal(summary.filesRead, NAMES.length);
    assert.equal((await library.sync()).filesRead, 0);
  }));

Deno.test("C-054 a series whose names were changed round keeps each record with its photo", () =>
  withLibrary(async (library) => {
    writeSeries(library);
    await library.sync();
    const ids = library.ids();
    rotate(library);
    const summary = await library.sync();
    assert.deepEqual([summary.moved, summary.missing], [4, 0]);
    for (const [index, name] of NAMES.entries()) {
      const from = NAMES[(index + 1) % NAMES.length]!;
      assert.equal(library.id(name), ids.get(from));
      assert.equal(library.photo(name).title, `Title of ${from}`);
    }
  }));
