import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { makeJpeg } from "../support/make_jpeg.ts";
import { startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { type PhotoLibrary, withLibrary } from "./photo_library.ts";

const PHOTO = makeJpeg({ title: "Whole", seed: 7, padTo: 400_000 });
const HALF = 200_000;
/** Longer than a file is left alone after a write. */
const PAUSE_MS = 3_000;

/** Ways to write a photo that stops halfway and then goes on. */
const WRITERS: readonly [string, (path: string) => void, (path: string) => void][] = [
  ["grown.jpg", (path) => Deno.writeFileSync(path, PHOTO.subarray(0, HALF)), append],
  ["reserved.jpg", reserve, fill],
  ["zeros.jpg", (path) => Deno.writeFileSync(path, new Uint8Array(PHOTO.length)), fill],
];

function append(path: string): void {
  Deno.writeFileSync(path, PHOTO.subarray(HALF), { append: true });
}

/** Sets aside room for all of it, and fills the first half. */
function reserve(path: string): void {
  using file = Deno.openSync(path, { write: true, create: true });
  file.truncateSync(PHOTO.length);
  file.writeSync(PHOTO.subarray(0, HALF));
}

function fill(path: string): void {
  using file = Deno.openSync(path, { write: true });
  for (let at = 0; at < PHOTO.length;) at += file.writeSync(PHOTO.subarray(at));
}

function titles(library: PhotoLibrary): Record<string, unknown> {
  const rows = library.query("SELECT path, title FROM photos ORDER BY path");
  return Object.fromEntries(rows.map(({ path, title }) => [String(path), title]));
}

const ALL_WHOLE = Object.fromEntries([
  ["before.jpg", "Before"],
  ...WRITERS.map(([name]) => [name, "Whole"]),
].sort());

Deno.test("C-026 copies that pause never show half a photo to a sync, whoever writes them", () =>
  withLibrary(async (library) => {
    library.write("before.jpg", { title: "Before", seed: 1 });
    library.write("edited.jpg", { title: "Old", seed: 2 });
    await library.sync();
    for (const [name, begin] of WRITERS) begin(library.path(name));
    // An editor that empties the file first and then writes it anew.
    Deno.writeFileSync(library.path("edited.jpg"), PHOTO.subarray(0, HALF));
    await sleep(PAUSE_MS);
    const during = await library.sync();
    assert.deepEqual([during.appeared, during.changed, during.pending], [0, 0, 4]);
    assert.deepEqual(titles(library), { "before.jpg": "Before", "edited.jpg": "Old" });
    const names = [...WRITERS.map(([name]) => name), "edited.jpg"].sort();
    assert.deepEqual(library.problems(), names.map((name) => `${name}: still-changing`));
    const audit = await library.run(["audit"]);
    assert.match(audit.stdout, /not in the catalogue: grown\.jpg: The JPEG has no end/);
    const [problem] = library.query("SELECT detail FROM problems WHERE path = 'grown.jpg'");
    assert.match(String(problem?.detail), /no end.*read again/);

    for (const [name, , end] of WRITERS) end(library.path(name));
    append(library.path("edited.jpg"));
    await library.sync();
    assert.deepEqual(titles(library), { ...ALL_WHOLE, "edited.jpg": "Whole" });
    assert.deepEqual(library.problems(), []);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-026 a watcher shows no half of a copy that pauses, and all of it without another hint", () =>
  withLibrary(async (library) => {
    library.write("before.jpg", { title: "Before", seed: 1 });
    const args = ["watch", "--root", library.photos, "--db", library.database];
    await using watch = startProgram([...args, "--debounce", "200ms"]);
    await until(() => library.paths().length === 1, { what: "the first photo" });
    for (const [name, begin] of WRITERS) begin(library.path(name));
    await sleep(PAUSE_MS);
    await until(() => library.problems().length === WRITERS.length, {
      what: "all to be waited for",
    });
    assert.deepEqual(library.paths(), ["before.jpg"]);
    for (const [name, , end] of WRITERS) end(library.path(name));
    await until(() => library.paths().length === WRITERS.length + 1, { what: "the copies" });
    assert.deepEqual(titles(library), ALL_WHOLE);
    await until(() => library.problems().length === 0, { what: "no problem to be left" });
    watch.signal("SIGTERM");
    assert.equal((await watch.waitForEnd()).code, 0);
  }));

Deno.test("C-026 what was cut off long ago is a photo, and said to be damaged", () =>
  withLibrary(async (library) => {
    library.write("cut.jpg", PHOTO.subarray(0, HALF));
    await library.sync();
    assert.equal(library.photo("cut.jpg").title, "Whole");
    assert.deepEqual(library.problems(), ["cut.jpg: damaged"]);
  }));
