import assert from "node:assert/strict";
import type { MakeJpegOptions } from "../support/make_jpeg_options.ts";
import { makeSidecar } from "../support/make_sidecar.ts";
import { type PhotoLibrary, withLibrary } from "./photo_library.ts";

/** Each of its own picture and time, so that none is taken for another. */
function photo(seed: number): MakeJpegOptions {
  return { seed, takenAt: `20${10 + seed}-05-01T12:00:00`, title: `Photo ${seed}` };
}

/** Makes photos, and finds them to be none any more; gives the ids of their records. */
async function empty(
  library: PhotoLibrary,
  contents: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, number>> {
  Object.keys(contents).forEach((path, index) => library.write(path, photo(index)));
  await library.sync();
  const ids = library.ids();
  for (const [path, content] of Object.entries(contents)) library.write(path, content);
  await library.sync();
  assert.deepEqual(library.paths(), []);
  assert.deepEqual(missing(library), [...ids.values()].toSorted((a, b) => a - b));
  return ids;
}

/** What is missing as it is no photo any more. */
function missing(library: PhotoLibrary): number[] {
  const rows = library.query("SELECT id, evidence FROM missing ORDER BY id");
  for (const { evidence } of rows) assert.match(String(evidence), /no photo any more/);
  return rows.map(({ id }) => Number(id));
}

Deno.test("C-055 an emptied photo that is put back, as it was or edited, has its id; a stranger has one of its own", () =>
  withLibrary(async (library) => {
    const kinds = ["same", "edited", "retouched", "stranger"];
    const paths = [
      ...kinds.map((kind) => `${kind}/0.jpg`),
      ...kinds.map((kind) => `${kind}/1.jpg`),
    ];
    const ids = await empty(
      library,
      Object.fromEntries(paths.map((path) => [path, path.includes("0") ? "" : "text"])),
    );
    paths.forEach((path, index) => {
      const known = photo(index);
      const edited = { ...known, title: "Edited" };
      const back: Readonly<Record<string, MakeJpegOptions>> = {
        same: known,
        edited,
        // Another picture of that time, as an editor leaves it that turns or scales.
        retouched: { ...edited, seed: 20 + index },
        stranger: photo(30 + index),
      };
      library.write(path, back[path.slice(0, -6)]!);
    });
    const { revived, appeared } = await library.sync();
    assert.deepEqual([revived, appeared], [6, 2]);
    for (const path of paths.slice(0, 3)) assert.equal(library.id(path), ids.get(path), path);
    for (const path of paths.slice(4, 7)) assert.equal(library.id(path), ids.get(path), path);
    const old = [ids.get("stranger/0.jpg"), ids.get("stranger/1.jpg")];
    assert.deepEqual(missing(library), old);
    assert.deepEqual([library.problems(), await library.audit()], [[], []]);

    library.write("stranger/0.jpg", photo(3));
    await library.sync();
    assert.equal(library.id("stranger/0.jpg"), old[0], "its own bytes are there again");
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-052 an emptied photo that turns up elsewhere, or in the renamed file, has its id there, edited or not", () =>
  withLibrary(async (library) => {
    const ids = await empty(library, { "0.jpg": "", "1.jpg": "", "2.jpg": "", "3.jpg": "" });
    library.rename("2.jpg", "found/2.jpg");
    library.rename("3.jpg", "found/3.jpg");
    // Nothing of what is there now is news when the photos turn up.
    await library.sync();
    await library.sync();
    for (const index of [0, 2]) library.write(`found/${index}.jpg`, photo(index));
    for (const index of [1, 3]) library.write(`found/${index}.jpg`, { ...photo(index), rating: 4 });
    await library.sync();
    library.write("0.jpg", photo(10));
    await library.sync();
    for (const [path, id] of ids) assert.equal(library.id(`found/${path}`), id, path);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-055 an emptied photo whose file was deleted: a stranger of its name is a new one, its bytes are not", () =>
  withLibrary(async (library) => {
    const ids = await empty(library, { "0.jpg": "", "1.jpg": "" });
    library.remove("0.jpg");
    library.remove("1.jpg");
    await library.sync();
    library.write("0.jpg", photo(10));
    library.write("1.jpg", photo(1));
    await library.sync();
    assert.notEqual(library.id("0.jpg"), ids.get("0.jpg"));
    assert.equal(library.id("1.jpg"), ids.get("1.jpg"));
    assert.deepEqual(missing(library), [ids.get("0.jpg")]);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-008 a file that was never a photo keeps its record when it gets content; its sidecar stays with the place", () =>
  withLibrary(async (library) => {
    library.write("new.jpg", "");
    library.write("new.jpg.xmp", makeSidecar("<dc:format>image/jpeg</dc:format>"));
    await library.sync();
    const [before] = library.query("SELECT id FROM record");
    library.write("new.jpg", photo(1));
    assert.equal((await library.sync()).appeared, 1);
    assert.equal(library.id("new.jpg"), before?.["id"]);
    library.write("new.jpg", "");
    await library.sync();
    assert.deepEqual(await library.audit(), []);
    const beside = library.query("SELECT sidecar FROM record WHERE missing_since_ms IS NULL");
    assert.deepEqual(beside.map((row) => row["sidecar"]), ["new.jpg.xmp"]);
    const kinds = library.query("SELECT kind FROM changes ORDER BY seq").map(({ kind }) => kind);
    assert.deepEqual(kinds, ["appeared", "missing"]);
  }));
