import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { runProgram, startProgram } from "../support/program.ts";
import { listFiles, makeOldTree, type PhotoLibrary, withLibrary } from "./photo_library.ts";
import { seededRandom } from "./random.ts";

const FAILED = 1;
const FILES = 400;

/** Records that have to survive damage, as far as they are older than it. */
interface Known {
  readonly ids: ReadonlyMap<string, number>;
  readonly addedAt: ReadonlyMap<number, string>;
  readonly highest: number;
}

Deno.test("a catalogue with broken pages is moved aside and rebuilt: ids and dates of what can be read stay", () =>
  withLibrary(async (library) => {
    const known = await fill(library);
    // In which order records are made depends on which reader is done first; this one has to stay.
    const [gone] = library.query("SELECT id FROM record WHERE path = 'gone.jpg'");
    const pages = breakPages(
      library,
      tablePages(library, "file", Number(gone?.id)).filter((_, index) => index % 3 === 1),
    );
    assert.ok(pages > 1);
    const damaged = Deno.readFileSync(library.database);
    const result = await library.run(["sync", "--json"]);
    assert.equal(result.code, 0, result.stderr);
    assert.match(result.stderr, /catalogue\.db' is damaged: /);
    assert.match(
      result.stderr,
      /Rebuilt the catalogue with \d+ records of 1 roots, something was lost/,
    );

    assert.deepEqual(library.paths(), listFiles(library.photos));
    assert.deepEqual(await library.audit(), []);
    const kept = assertKept(library, known);
    assert.ok(kept > FILES / 3 && kept < FILES, `${kept} of ${FILES} kept their ids`);
    const [missing] = library.query("SELECT evidence FROM missing WHERE path = 'gone.jpg'");
    assert.match(String(missing?.evidence), /^Scan \d+: /);
    const asides = [...Deno.readDirSync(`${library.directory}/data`)].map(({ name }) => name)
      .filter((name) => name.includes(".damaged-"));
    assert.equal(asides.length, 1);
    assert.deepEqual(Deno.readFileSync(`${library.directory}/data/${asides[0]}`), damaged);
    const titles = library.query("SELECT count(*) AS n FROM photos WHERE title IS NULL");
    assert.equal(titles[0]?.n, 0, "what photos say of themselves was read from them again");
  }));

Deno.test("whatever pages are broken, no id is given twice and no photo has two rows", () =>
  withLibrary(async (library) => {
    const known = await fill(library);
    const whole = Deno.readFileSync(library.database);
    const random = seededRandom("broken pages");
    for (let round = 0; round < 5; round++) {
      Deno.writeFileSync(library.database, whole);
      const count = whole.length / 4_096;
      breakPages(library, Array.from({ length: 1 + 5 * round }, () => random.between(2, count)));
      leaveUnclean(library);
      const result = await library.run(["sync", "--folder", library.photos, "--json"]);
      assert.equal(result.code, 0, result.stderr);
      assert.deepEqual(library.paths(), listFiles(library.photos));
      assert.deepEqual(await library.audit(), []);
      const kept = assertKept(library, known);
      console.log(
        `${kept} of ${FILES} kept their ids with ${1 + 5 * round} of ${count} pages broken`,
      );
    }
  }));

Deno.test("a catalogue whose beginning is destroyed is rebuilt from disk, as the lock beside it says that it was one", () =>
  withLibrary(async (library) => {
    await fill(library);
    breakPages(library, [1]);
    const status = await library.run(["status"]);
    assert.equal(status.code, FAILED);
    assert.match(status.stderr, /catalogue\.db'.*it is damaged: run sync/);
    const bare = await library.run(["sync", "--folder", library.photos]);
    assert.equal(bare.code, 0, bare.stderr);
    assert.match(bare.stderr, /name the folders again/);
    assert.deepEqual(library.paths(), listFiles(library.photos));
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("a catalogue that was cut off keeps the ids of all that is left of it", () =>
  withLibrary(async (library) => {
    const known = await fill(library);
    const whole = Deno.readFileSync(library.database);
    for (const [pages, atLeast] of [[1, FILES * 0.95], [whole.length / 8_192, 1]] as const) {
      const cut = whole.slice(0, whole.length - 4_096 * Math.floor(pages));
      Deno.writeFileSync(library.database, cut);
      const result = await library.run(["sync", "--folder", library.photos]);
      assert.equal(result.code, 0, result.stderr);
      assert.match(result.stderr, /Rebuilt the catalogue with \d+ records of 1 roots/);
      const kept = assertKept(library, known);
      assert.ok(kept >= atLeast, `${kept} of ${FILES} kept their ids without ${pages} pages`);
      assert.deepEqual(library.paths(), listFiles(library.photos));
      assert.deepEqual(await library.audit(), []);
      const folder = `${library.directory}/data`;
      const asides = [...Deno.readDirSync(folder)].map(({ name }) => name)
        .filter((name) => !/\.(db|lock|audits)$/.test(name));
      assert.equal(asides.length, 1, asides.join());
      assert.deepEqual(Deno.readFileSync(`${folder}/${asides[0]}`), cut);
      Deno.removeSync(`${folder}/${asides[0]}`);
    }
  }));

Deno.test("audit and backup tell that a catalogue is damaged, change nothing and name the cure", () =>
  withLibrary(async (library) => {
    await fill(library);
    breakPages(library, tablePages(library, "file").slice(2, 4));
    const before = Deno.readFileSync(library.database);
    for (const command of [["audit"], ["backup", `${library.directory}/copy.db`]]) {
      const { code, stderr } = await library.run(command);
      assert.equal(code, FAILED, stderr);
      assert.match(stderr, /damaged.*run sync/s);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
    assert.deepEqual(Deno.readFileSync(library.database), before);
  }));

Deno.test("damage met in the middle of the work ends it with a clear error, and the next start repairs", () =>
  withLibrary(async (library) => {
    const known = await fill(library);
    // Closed cleanly, so that nobody looks for damage at the start.
    breakPages(library, tablePages(library, "file").slice(2, 4), { isNoticed: false });
    const first = await library.run(["sync"]);
    assert.equal(first.code, FAILED, first.stdout + first.stderr);
    assert.match(first.stderr, /catalogue\.db' is damaged.*the next sync repairs it/s);
    assert.doesNotMatch(first.stderr, /\n\s+at /);
    const second = await library.run(["sync", "--json"]);
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stderr, /Rebuilt the catalogue/);
    assert.deepEqual(await library.audit(), []);
    assertKept(library, known);
  }));

Deno.test("C-079 killed at any moment of rebuilding, the next start rebuilds it", () =>
  withLibrary(async (library) => {
    const known = await fill(library);
    breakPages(library, tablePages(library, "file").slice(2, 4));
    const damaged = Deno.readFileSync(library.database);
    for (let kill = 0; kill < 5; kill++) {
      for (const { name } of Deno.readDirSync(`${library.directory}/data`)) {
        if (!name.endsWith(".lock")) Deno.removeSync(`${library.directory}/data/${name}`);
      }
      Deno.writeFileSync(library.database, damaged);
      await using sync = startProgram(["sync", "--db", library.database]);
      await sync.waitForLine(/is damaged/);
      await sleep(25 * kill);
      sync.signal("SIGKILL");
      await sync.waitForEnd();
      const next = await library.run(["sync"]);
      assert.equal(next.code, 0, next.stdout + next.stderr);
      assert.ok(assertKept(library, known) > FILES / 2);
      assert.deepEqual(library.paths(), listFiles(library.photos));
    }
  }));

Deno.test("a photo, or the database of another program, is never moved aside", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    const other = `${library.directory}/other.db`;
    const database = new DatabaseSync(other);
    database.exec("PRAGMA application_id = 7; CREATE TABLE bookmarks (url TEXT)");
    database.close();
    const bytes = Deno.readFileSync(other);
    bytes.fill(0xff, 100);
    Deno.writeFileSync(other, bytes);
    Deno.writeTextFileSync(`${other}.lock`, "");
    for (const file of [library.path("a.jpg"), other]) {
      const before = Deno.readFileSync(file);
      for (let time = 0; time < 2; time++) {
        const { code, stderr } = await runProgram([
          "sync",
          "--folder",
          library.photos,
          "--db",
          file,
        ]);
        assert.equal(code, FAILED, stderr);
        assert.deepEqual(Deno.readFileSync(file), before);
      }
    }
    assert.deepEqual(listFiles(library.photos), ["a.jpg", "b.jpg"]);
  }));

/** A library with many photos and a missing one, and what is known of them. */
async function fill(library: PhotoLibrary): Promise<Known> {
  makeOldTree(library.photos, { files: FILES, perDirectory: 40 });
  // A copy of none of the others, to which its record could go when theirs is lost.
  library.write("gone.jpg", { seed: 99_999 });
  await library.sync();
  library.remove("gone.jpg");
  await library.sync();
  const rows = library.query("SELECT id, added_at FROM record");
  return {
    ids: library.ids(),
    addedAt: new Map(rows.map(({ id, added_at }) => [Number(id), String(added_at)])),
    highest: Math.max(...rows.map(({ id }) => Number(id))),
  };
}

/** Ids are either the old ones, with their dates, or new: never those of something else. */
function assertKept(library: PhotoLibrary, { ids, addedAt, highest }: Known): number {
  let kept = 0;
  const rows = library.query("SELECT id, path, added_at FROM photos");
  for (const { id, path, added_at } of rows) {
    if (Number(id) > highest) continue;
    assert.equal(Number(id), ids.get(String(path)), `${path} has the id of something else`);
    assert.equal(added_at, addedAt.get(Number(id)), String(path));
    kept++;
  }
  return kept;
}

/** Leaf pages of a table, as its root page lists them, but the one of the row `spared`. */
function tablePages(library: PhotoLibrary, table: string, spared = 0): number[] {
  const bytes = Deno.readFileSync(library.database);
  const [row] = library.query("SELECT rootpage FROM sqlite_schema WHERE name = ?", table);
  const view = new DataView(bytes.buffer);
  const root = (Number(row?.rootpage) - 1) * 4_096;
  assert.equal(bytes[root], 5, "an inner page");
  const cells = view.getUint16(root + 3);
  const children = Array.from({ length: cells }, (_, index) => {
    const cell = root + view.getUint16(root + 12 + 2 * index);
    return { page: view.getUint32(cell), lastRow: rowNumber(bytes, cell + 4) };
  });
  const holder = children.find(({ lastRow }) => lastRow >= spared);
  return children.filter((child) => spared === 0 || child !== holder).map(({ page }) => page);
}

/** A number of SQLite's file format: seven bits a byte, the highest says that more follow. */
function rowNumber(bytes: Uint8Array, offset: number): number {
  const byte = bytes[offset] ?? 0;
  let value = byte % 128;
  for (let at = offset; (bytes[at] ?? 0) >= 128; at++) {
    value = value * 128 + (bytes[at + 1] ?? 0) % 128;
  }
  return value;
}

function breakPages(
  library: PhotoLibrary,
  pages: readonly number[],
  { isNoticed = true }: { readonly isNoticed?: boolean } = {},
): number {
  const file = Deno.openSync(library.database, { write: true });
  for (const page of pages) {
    file.seekSync((page - 1) * 4_096, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(4_096).fill(0xab));
  }
  file.close();
  if (isNoticed && !pages.includes(1)) leaveUnclean(library);
  return pages.length;
}

/** As a program that was killed leaves it; where that cannot be written any more it is found anyway. */
function leaveUnclean(library: PhotoLibrary): void {
  const catalogue = new DatabaseSync(library.database);
  try {
    catalogue.exec("UPDATE catalogue SET value = 'no' WHERE key = 'closed_cleanly'");
  } catch (error) {
    if (!/malformed/.test(String(error))) throw error;
  } finally {
    catalogue.close();
  }
}
