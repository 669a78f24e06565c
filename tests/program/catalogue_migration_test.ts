import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../lib/catalogue/migrations.ts";
import { openExclusively } from "../../lib/catalogue/open_exclusively.ts";
import { ADDED_AT_MS, makeOlderCatalogue } from "../catalogue/older_catalogue.ts";
import { queryCatalogue } from "../support/catalogue.ts";
import { startProgram } from "../support/program.ts";
import { type PhotoLibrary, withLibrary } from "./photo_library.ts";

const PHOTOS = ["2020/a.jpg", "2020/b.jpg", "2021/c.jpg"];
/** The version whose next one makes the index `file_media`. */
const BEFORE_MEDIA_HASHES = 5;
const OLDER = MIGRATIONS.map((_, index) => index).slice(1);

for (const version of OLDER) {
  Deno.test(`a catalogue of version ${version} is brought up to date with every record, id and date`, () =>
    withLibrary(async (library) => {
      const before = age(library, version);
      const result = await library.run(["sync", "--json"]);
      assert.equal(result.code, 0, result.stderr);
      assert.deepEqual([...library.ids()], [["2020/a.jpg", 100], ["2020/b.jpg", 101], [
        "2021/c.jpg",
        102,
      ]]);
      const added = library.query("SELECT DISTINCT added_at_ms AS at FROM file");
      assert.deepEqual(added.map(({ at }) => at), [ADDED_AT_MS]);
      const [missing] = library.query("SELECT id, evidence FROM missing");
      assert.equal(missing?.id, 900);
      assert.match(String(missing?.evidence), /^why/);
      // What was logged before is kept; that a newer reader reads the photos again may be logged, too.
      const logged = library.query("SELECT * FROM changes WHERE kind = 'appeared'");
      assert.equal(logged.length, PHOTOS.length);
      assert.equal(library.query("SELECT * FROM keyword").length, 2);
      assert.equal(library.query("SELECT * FROM face").length, 1);
      const [id] = library.query("SELECT value FROM catalogue WHERE key = 'id'");
      assert.equal(id?.value, "the-identity");
      assert.deepEqual(library.query("SELECT * FROM sqlite_schema WHERE name = 'forgotten'"), []);
      assert.deepEqual(await library.audit(), []);
      const found = await library.run(["search", "folder:2020", "--sort", "-added", "--json"]);
      const { items } = JSON.parse(found.stdout) as { items: { id: number }[] };
      assert.deepEqual(items.map(({ id }) => id), [100, 101], "what was there before is found");
      const { next } = JSON.parse((await library.run(["changes", "--json"])).stdout);
      const later = await library.run(["changes", "--json", "--since", next]);
      assert.equal(JSON.parse(later.stdout).restart, false, "the cursor it gave is good");

      const [copy, ...others] = copies(library);
      assert.deepEqual(others, []);
      assert.match(
        copy ?? "",
        new RegExp(`^catalogue\\.db\\.before-${MIGRATIONS.length}-\\d{8}T\\d{6}Z$`),
      );
      assert.match(result.stderr, new RegExp(copy ?? "no copy"), "it is said where the copy is");
      const place = `${library.directory}/data/${copy}`;
      assert.equal((Deno.statSync(place).mode ?? 0) & 0o777, 0o600);
      assert.deepEqual(everything(place), before);
    }));
}

Deno.test("a migration that fails leaves the older catalogue as it was, and says why", () =>
  withLibrary(async (library) => {
    age(library, BEFORE_MEDIA_HASHES);
    // The next script cannot make what is there already.
    const catalogue = new DatabaseSync(library.database);
    catalogue.exec("CREATE TABLE file_media (somebody TEXT)");
    catalogue.close();
    const before = everything(library.database);
    const { code, stderr } = await library.run(["sync"]);
    assert.equal(code, 1);
    assert.match(stderr, /catalogue\.db'.*file_media/);
    assert.doesNotMatch(stderr, /\n\s+at /);
    assert.deepEqual(everything(library.database), before);
  }));

Deno.test("the latest three copies made before migrations are kept, whatever version they are of", () =>
  withLibrary(async (library) => {
    age(library, MIGRATIONS.length - 1);
    const old = ["1-20240101T000000Z", "9-20200101T000000Z", "2-20250101T000000Z"];
    for (const name of old) Deno.writeTextFileSync(`${library.database}.before-${name}`, "old");
    Deno.writeTextFileSync(`${library.database}.before-mine`, "a person's");
    assert.equal((await library.run(["sync"])).code, 0);
    const kept = copies(library);
    assert.equal(kept.length, 4, kept.join(", "));
    assert.ok(kept.includes("catalogue.db.before-mine"));
    assert.ok(!kept.includes("catalogue.db.before-9-20200101T000000Z"));
  }));

Deno.test("C-079 a copy left by a program killed in the same second is not in the way", () =>
  withLibrary(async (library) => {
    age(library, MIGRATIONS.length - 1);
    for (let second = 0; second < 10; second++) {
      const at = new Date(Date.now() + 1_000 * second).toISOString().replaceAll(/[-:]|\.\d+/g, "");
      Deno.writeTextFileSync(`${library.database}.before-${MIGRATIONS.length}-${at}`, "left");
    }
    const result = await library.run(["sync"]);
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual([...library.ids().values()], [100, 101, 102]);
  }));

Deno.test("two programs that start at once on an older catalogue migrate it once", () =>
  withLibrary(async (library) => {
    age(library, MIGRATIONS.length - 1);
    const args = ["sync", "--db", library.database];
    await using one = startProgram(args);
    await using other = startProgram(args);
    const ends = await Promise.all([one.waitForEnd(), other.waitForEnd()]);
    const codes = ends.map(({ code }) => code).toSorted();
    assert.ok(codes[0] === 0 && (codes[1] === 0 || codes[1] === 1), JSON.stringify(ends));
    for (const { code, stderr } of ends) {
      if (code !== 0) assert.match(stderr, /is working on it|locked/);
    }
    assert.equal(copies(library).length, 1);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-079 killed at any moment of opening and migrating, the next start finds every record", () =>
  withLibrary(async (library) => {
    for (let kill = 0; kill < 8; kill++) {
      for (const { name } of Deno.readDirSync(`${library.directory}/data`)) {
        Deno.removeSync(`${library.directory}/data/${name}`);
      }
      age(library, MIGRATIONS.length - 1);
      await using sync = startProgram(["sync", "--db", library.database]);
      // From before the file is opened until after the first scan has begun.
      await new Promise((resolve) => setTimeout(resolve, 120 + 40 * kill));
      sync.signal("SIGKILL");
      await sync.waitForEnd();
      const next = await library.run(["sync"]);
      assert.equal(next.code, 0, next.stdout + next.stderr);
      assert.deepEqual([...library.ids().values()], [100, 101, 102]);
      assert.deepEqual(await library.audit(), []);
    }
  }));

Deno.test("a catalogue that was not closed cleanly is checked at the next start, an ordinary one is not", () =>
  withLibrary(async (library) => {
    library.writeAll(PHOTOS);
    await library.sync();
    const closed = () => library.query("SELECT value FROM catalogue WHERE key = 'closed_cleanly'");
    assert.equal(closed()[0]?.value, "yes");
    const tell = () => {};
    const open = await openExclusively(library.database, { command: "a test", tell });
    assert.equal(closed()[0]?.value, "no", "in use");
    open.close(false);
    assert.equal(closed()[0]?.value, "no", "left behind");
    await library.sync();
    assert.equal(closed()[0]?.value, "yes");
  }));

/** Replaces the catalogue by one of an older version and gives all it holds. */
function age(library: PhotoLibrary, version: number): unknown {
  library.writeAll(PHOTOS);
  makeOlderCatalogue(library.database, { version, root: library.photos, photos: PHOTOS });
  return everything(library.database);
}

/** Every row of every table, and the tables themselves. */
function everything(path: string): unknown {
  const schema = queryCatalogue(path, "SELECT type, name, sql FROM sqlite_schema ORDER BY name");
  const tables = schema.filter(({ type }) => type === "table").map(({ name }) => String(name));
  return [schema, tables.map((table) => queryCatalogue(path, `SELECT * FROM "${table}"`))];
}

function copies(library: PhotoLibrary): string[] {
  return [...Deno.readDirSync(`${library.directory}/data`)].map(({ name }) => name)
    .filter((name) => name.includes(".before-"));
}
