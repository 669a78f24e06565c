import assert from "node:assert/strict";
import { makeJpeg } from "../support/make_jpeg.ts";
import { MAKE_MEDIA } from "../support/make_media.ts";
import { noise } from "../support/media_bytes.ts";
import { startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";

const HELD = 5;
const MANY = 150;
const SHOWN = "SELECT id, path, title, taken_at FROM photos ORDER BY id";

/** A card: photos under the names every camera gives, each taken at a time of its own. */
function card(count: number, year: number): Map<string, Uint8Array> {
  return new Map(Array.from({ length: count }, (_, index) => {
    const clock = new Date(Date.UTC(year, 4, 1, 12, 0, index)).toISOString().slice(0, 19);
    const photo = { seed: year * 1_000 + index, takenAt: clock, title: `${year} ${index}` };
    return [`DCIM/IMG_${index}.jpg`, makeJpeg({ width: 32, height: 24, ...photo })];
  }));
}

/** Puts the photos where they belong, over what is there, in other files. */
function put(library: PhotoLibrary, photos: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of photos) {
    library.write(`${path}.new`, bytes);
    library.rename(`${path}.new`, path);
  }
}

async function heldList(library: PhotoLibrary) {
  const { stdout } = await library.run(["held", "--json"]);
  return JSON.parse(stdout).held[0];
}

/** A library whose photos were indexed, and then replaced by as many others under the same names. */
function withReplaced(use: (library: PhotoLibrary, before: unknown[]) => Promise<void>) {
  return withLibrary(async (library) => {
    put(library, card(MANY, 2024));
    await waitUntilOld();
    await library.sync();
    const before = library.query(SHOWN);
    put(library, card(MANY, 2025));
    await waitUntilOld();
    const held = await library.sync({ code: HELD });
    assert.deepEqual([held.held, held.waiting, held.missing, held.appeared], [MANY, MANY, 0, 0]);
    assert.deepEqual(library.query(SHOWN), before);
    await use(library, before);
  });
}

Deno.test("C-045 most photos replaced by others under the same names look like an accident, and a person approves", () =>
  withReplaced(async (library, before) => {
    const again = await library.sync({ code: HELD });
    assert.deepEqual([again.held, again.waiting, again.filesRead], [MANY, MANY, 0]);
    const list = await heldList(library);
    assert.deepEqual([list.count, list.replaced], [MANY, MANY]);
    const shown = await library.run(["show", library.path("DCIM/IMG_7.jpg")]);
    assert.match(shown.stdout, /another photo stands in its place/i);
    const told = await library.run(["held"]);
    assert.match(told.stdout, /150 files gone since .*, other photos are in the places of 150/);

    await library.run(["held", "approve", String(list.id)]);
    const applied = await library.sync();
    assert.deepEqual([applied.missing, applied.appeared, applied.waiting], [MANY, MANY, 0]);
    const missing = library.query("SELECT id, evidence FROM missing ORDER BY id");
    assert.deepEqual(missing.map(({ id }) => id), before.map((row) => (row as { id: number }).id));
    assert.match(String(missing[0]?.evidence), /another photo is in its place.*root was online/);
    assert.equal(library.photo("DCIM/IMG_7.jpg").title, "2025 7");
    assert.deepEqual(await library.audit(), []);
    assert.equal((await library.run(["held"])).code, 0);
  }));

Deno.test("C-045 most photos replaced by others, and a person rejects: they stay, and nobody asks again", () =>
  withReplaced(async (library, before) => {
    const { id } = await heldList(library);
    await library.run(["held", "reject", String(id)]);
    for (const _ of [1, 2]) {
      const kept = await library.sync();
      assert.deepEqual([kept.held, kept.kept, kept.waiting, kept.missing], [0, MANY, MANY, 0]);
      assert.equal(kept.filesRead, 0);
    }
    assert.deepEqual(library.query(SHOWN), before);
    assert.deepEqual(await library.audit(), []);
    const shown = await library.run(["show", library.path("DCIM/IMG_7.jpg")]);
    assert.match(shown.stdout, /rejected hiding it/);
    const edit = await library.run(["edit", library.path("DCIM/IMG_7.jpg"), "--title", "Mine"]);
    assert.equal(edit.code, 1);
    assert.match(edit.stderr, /another photo stands in its place.*'held'/);

    await library.run(["held", "approve", String(id)]);
    const applied = await library.sync();
    assert.deepEqual([applied.missing, applied.appeared], [MANY, MANY]);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-045 most photos replaced by others: the right ones come back, and nothing was asked for nothing", () =>
  withReplaced(async (library, before) => {
    put(library, card(MANY, 2024));
    await waitUntilOld();
    const back = await library.sync();
    assert.deepEqual([back.held, back.waiting, back.missing, back.appeared], [0, 0, 0, 0]);
    assert.deepEqual(library.query(SHOWN), before);
    assert.equal((await library.run(["held"])).code, 0);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-045 C-052 photos whose replacement is held turn up elsewhere: each has its id there", () =>
  withReplaced(async (library, before) => {
    const moved = [...card(MANY, 2024)].map(([path, bytes]) => [`archive/${path}`, bytes] as const);
    put(library, new Map(moved));
    await waitUntilOld();
    const found = await library.sync();
    assert.deepEqual([found.held, found.missing, found.waiting], [0, 0, 0]);
    const expected = before.map((row) => {
      const known = row as { path: string };
      return { ...known, path: `archive/${known.path}` };
    });
    const shown = library.query(SHOWN).filter(({ path }) => String(path).startsWith("archive/"));
    assert.deepEqual(shown.map((row) => ({ ...row })), expected);
    assert.equal(library.paths().length, 2 * MANY);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-045 photos that were replaced, emptied and deleted are one question, also to scans of parts", () =>
  withLibrary(async (library) => {
    const photos = card(MANY, 2024);
    put(library, photos);
    await waitUntilOld();
    await library.sync();
    const before = library.query(SHOWN);
    const others = [...card(MANY, 2025)];
    put(library, new Map(others.slice(0, 50)));
    for (const [path] of others.slice(50, 75)) library.write(path, "");
    for (const [path] of others.slice(75, 110)) library.remove(path);
    await waitUntilOld();
    const held = await library.sync({ code: HELD });
    assert.deepEqual([held.held, held.waiting, held.unreadable, held.missing], [110, 50, 25, 0]);
    const first = await heldList(library);
    put(library, new Map(others.slice(110, 130)));
    await waitUntilOld();
    const part = await library.sync({ code: HELD, args: ["--folder", library.path("DCIM")] });
    assert.deepEqual([part.held, part.waiting], [130, 70]);
    assert.deepEqual(library.query(SHOWN), before);
    const list = await heldList(library);
    assert.deepEqual([list.count, list.replaced], [130, 70]);
    assert.notEqual(list.id, first.id);
    assert.equal((await library.run(["held", "approve", String(first.id)])).code, 1);
    await library.run(["held", "approve", String(list.id)]);
    const applied = await library.sync();
    assert.deepEqual([applied.appeared, applied.waiting, applied.held], [70, 0, 0]);
    assert.equal(library.query("SELECT id FROM missing").length, 130);
    assert.equal(library.paths().length, MANY - 60);
  }));

Deno.test("C-055 a few photos replaced by others are missing at once, and the others have records of their own", () =>
  withLibrary(async (library) => {
    put(library, card(12, 2024));
    await waitUntilOld();
    await library.sync();
    const before = library.ids();
    put(library, new Map([...card(12, 2025)].slice(0, 5)));
    await waitUntilOld();
    const { held, waiting, missing, appeared, unchanged } = await library.sync();
    assert.deepEqual([held, waiting, missing, appeared, unchanged], [0, 0, 5, 5, 7]);
    for (const [path, id] of before) {
      const isReplaced = Number(/\d+/.exec(path.slice(5))?.[0]) < 5;
      assert.equal(library.id(path) === id, !isReplaced, path);
    }
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-055 RAW, HEIC and films replaced by others of their names are missing, a picture that tells no time is the same", () =>
  withLibrary(async (library) => {
    const told = Object.keys(MAKE_MEDIA).filter((kind) => kind !== "png");
    const shoot = (year: number) => {
      const taken = { takenAt: `${year}-05-01T12:00:00Z`, duration: (year - 2_023) * 10 };
      const photo = (kind: string, said = {}) =>
        [`IMG.${kind}`, MAKE_MEDIA[kind]!({ picture: noise(40_000, year), ...said })] as const;
      put(library, new Map([photo("png"), ...told.map((kind) => photo(kind, taken))]));
    };
    shoot(2024);
    await library.sync();
    const before = library.ids();
    shoot(2025);
    const { missing, appeared, changed } = await library.sync();
    assert.deepEqual([missing, appeared, changed], [told.length, told.length, 1]);
    const after = library.ids();
    for (const [path, id] of before) {
      assert.equal(after.get(path) === id, path === "IMG.png", path);
    }
    const gone = library.query("SELECT id FROM missing ORDER BY id").map(({ id }) => id);
    assert.deepEqual(gone, told.map((kind) => before.get(`IMG.${kind}`)).toSorted());
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-045 under a running watch another card in the place of a known one is held and not edited, and taken when a person agrees", () =>
  withLibrary(async (library) => {
    put(library, card(MANY, 2024));
    Deno.renameSync(library.path("DCIM"), `${library.directory}/card`);
    put(library, card(MANY, 2025));
    Deno.renameSync(library.path("DCIM"), `${library.directory}/other`);
    Deno.renameSync(`${library.directory}/card`, library.path("DCIM"));
    await waitUntilOld();
    await library.sync();
    const before = library.query(SHOWN);
    await using watch = startProgram([
      ...["watch", "--root", library.photos, "--db", library.database, "--no-http"],
      ...["--debounce", "200ms", "--debounce-limit", "1s"],
    ]);
    await watch.waitForLine(/nothing new/);
    Deno.renameSync(library.path("DCIM"), `${library.directory}/card`);
    Deno.renameSync(`${library.directory}/other`, library.path("DCIM"));
    const isHeld = async () => (await heldList(library))?.replaced === MANY;
    await until(isHeld, { what: "the photos to be held" });
    assert.deepEqual(library.query(SHOWN), before);
    const bytes = Deno.readFileSync(library.path("DCIM/IMG_7.jpg"));
    const path = library.path("DCIM/IMG_7.jpg");
    const edit = await library.run(["edit", path, "--title", "Not this one"]);
    assert.equal(edit.code, 1, edit.stdout);
    assert.match(edit.stderr, /another photo stands in its place/);
    assert.deepEqual(Deno.readFileSync(path), bytes);
    const { id } = await heldList(library);
    assert.equal((await library.run(["held", "approve", String(id)])).code, 0);
    const isTaken = () =>
      library.paths().length === MANY && library.photo("DCIM/IMG_7.jpg").title === "2025 7";
    await until(isTaken, { what: "the other photos to be taken in" });
    await until(() => library.query("SELECT id FROM missing").length === MANY, {
      what: "the known ones to be hidden",
    });
    assert.deepEqual(await library.audit(), []);
    watch.signal("SIGTERM");
    assert.equal((await watch.waitForEnd()).code, 0, watch.stderr());
  }));

Deno.test("C-054 photos whose contents moved on by one name, in files that were written anew, keep their ids", () =>
  withLibrary(async (library) => {
    const photos = [...card(MANY, 2024)];
    put(library, new Map(photos));
    await waitUntilOld();
    await library.sync();
    const before = library.ids();
    const next = (index: number) => `DCIM/IMG_${(index + 1) % MANY}.jpg`;
    put(library, new Map(photos.map(([, bytes], index) => [next(index), bytes])));
    await waitUntilOld();
    const { held, waiting } = await library.sync();
    assert.deepEqual([held, waiting], [0, 0]);
    const after = library.ids();
    for (const [index, [path]] of photos.entries()) {
      assert.equal(after.get(next(index)), before.get(path), path);
    }
    assert.deepEqual(library.query("SELECT id FROM missing"), []);
    assert.deepEqual(await library.audit(), []);
  }));
