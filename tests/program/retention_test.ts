import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { makeOldTree, type PhotoLibrary, withLibrary } from "./photo_library.ts";

const AWAY = 4, HELD = 5;
const MINUTE_MS = 60_000, DAY_MS = 24 * 60 * MINUTE_MS;

Deno.test("C-040 a deleted photo is missing, a tombstone after a second look, and given up after 30 days", () =>
  withLibrary(async (library) => {
    library.writeAll(["2019/sea/a.jpg", "b.jpg"]);
    library.write("2019/sea/broken.jpg", "text");
    await library.sync();
    const id = library.id("2019/sea/a.jpg");
    library.remove("2019");
    await library.sync();
    assert.equal((await library.sync()).tombstoned, 0, "a second look at once proves nothing more");

    pass(library, 11 * MINUTE_MS);
    assert.deepEqual(await library.audit(), []);
    const told = await library.run(["sync", "--folder", library.photos]);
    assert.match(told.stdout, /1 found absent a second time, 0 given up/);
    const [row] = library.query("SELECT * FROM missing");
    assert.equal(row?.id, id);
    assert.match(String(row?.tombstone_since), /^\d{4}-.*Z$/);
    assert.match(String(row?.evidence), /not-found.*online.*absent a second time.*not-found/);
    assert.equal((await library.sync()).tombstoned, 0, "once is enough");

    pass(library, 29 * DAY_MS);
    assert.equal((await library.sync()).purged, 0);
    pass(library, 2 * DAY_MS);
    assert.equal((await library.sync()).purged, 1);
    assert.deepEqual(library.query("SELECT * FROM missing"), []);
    assert.deepEqual(library.query("SELECT name FROM file").map((one) => one.name), ["b.jpg"]);
    assert.deepEqual(library.query("SELECT path FROM directory").map((one) => one.path), [""]);
    assert.deepEqual(
      library.query("SELECT kind FROM changes WHERE photo_id = ? ORDER BY seq", id)
        .map(({ kind }) => kind),
      ["appeared", "missing", "purged"],
    );
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-040 C-042 a photo restored after it became a tombstone has its old id and date added", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg", "c.jpg"]);
    await library.sync();
    const before = library.photo("a.jpg");
    const bytes = Deno.readFileSync(library.path("a.jpg"));
    library.remove("a.jpg");
    await library.sync();
    pass(library, 11 * MINUTE_MS);
    assert.equal((await library.sync()).tombstoned, 1);
    library.write("other.jpg", { seed: 99 });
    library.write("a.jpg", bytes);
    assert.equal((await library.sync()).revived, 1);
    const after = library.photo("a.jpg");
    assert.deepEqual([after.id, after.added_at], [before.id, before.added_at]);
    assert.deepEqual(library.query("SELECT * FROM missing"), []);
    pass(library, 31 * DAY_MS);
    assert.equal((await library.sync()).purged, 0, "the tombstone is forgotten");
  }));

Deno.test("C-040 a photo whose name another photo has now becomes a tombstone too", () =>
  withLibrary(async (library) => {
    library.writeAll(["IMG_1.jpg", "b.jpg"]);
    await library.sync();
    const id = library.id("IMG_1.jpg");
    library.remove("IMG_1.jpg");
    await library.sync();
    library.write("IMG_1.jpg", { seed: 77, title: "Another" });
    await library.sync();
    assert.notEqual(library.id("IMG_1.jpg"), id);
    pass(library, 11 * MINUTE_MS);
    assert.equal((await library.sync()).tombstoned, 1);
    const [row] = library.query("SELECT id, evidence FROM missing");
    assert.equal(row?.id, id);
    assert.match(String(row?.evidence), /another file stands in its place/);
    pass(library, 31 * DAY_MS);
    assert.equal((await library.sync()).purged, 1);
    assert.equal(library.photo("IMG_1.jpg").title, "Another");
  }));

Deno.test("C-040 what cannot be looked at again becomes no tombstone", () =>
  withLibrary(async (library) => {
    library.writeAll(["closed/a.jpg", "closed/b.jpg", "c.jpg"]);
    await library.sync();
    library.remove("closed/a.jpg");
    await library.sync();
    pass(library, 11 * MINUTE_MS);
    Deno.chmodSync(library.path("closed"), 0o000);
    try {
      // Nothing is closed to the superuser.
      if (isReadable(library.path("closed"))) return;
      assert.equal((await library.sync()).tombstoned, 0);
    } finally {
      Deno.chmodSync(library.path("closed"), 0o755);
    }
    assert.equal((await library.sync()).tombstoned, 1);
  }));

Deno.test("C-045 nothing is given up while a list waits for a person or another root is away", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 150, perDirectory: 150 });
    library.writeAll(["a.jpg", "b.jpg"], 5_000);
    const other = `${library.directory}/other`;
    makeOldTree(other, { files: 3, firstSeed: 8_000 });
    await library.sync({ args: ["--folder", other] });
    await library.sync();
    library.remove("a.jpg");
    await library.sync();
    pass(library, 11 * MINUTE_MS);
    assert.equal((await library.sync()).tombstoned, 1);
    pass(library, 31 * DAY_MS);

    Deno.renameSync(other, `${other}-away`);
    await library.run(["sync", "--folder", other]);
    assert.equal((await library.run(["sync"])).code, AWAY);
    assert.equal((await library.sync()).purged, 0, "another root is away");
    Deno.renameSync(`${other}-away`, other);
    Deno.renameSync(library.path("0000"), `${library.directory}/0000`);
    await library.sync({ code: HELD });
    assert.equal((await library.run(["sync", "--folder", other])).code, 0);
    assert.equal((await library.sync({ code: HELD })).purged, 0, "a list waits");
    Deno.renameSync(`${library.directory}/0000`, library.path("0000"));
    assert.equal((await library.sync()).purged, 1);
  }));

Deno.test("C-045 nothing is given up while another root is paused, or a name or folder is out of sight", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "sub/b.jpg", "sub/c.jpg"]);
    const other = `${library.directory}/other`;
    makeOldTree(other, { files: 3, firstSeed: 8_000 });
    await library.sync({ args: ["--folder", other] });
    await library.sync();
    library.remove("a.jpg");
    await library.sync();
    pass(library, 11 * MINUTE_MS);
    assert.equal((await library.sync()).tombstoned, 1);
    pass(library, 31 * DAY_MS);

    await library.run(["roots", "pause", other]);
    assert.equal((await library.sync()).purged, 0, "another root is paused");
    const catalogue = new DatabaseSync(library.database);
    catalogue.prepare(
      `UPDATE scan SET started_ms = started_ms - ?
       WHERE root_id = (SELECT id FROM root WHERE path = ?)`,
    ).run(40 * DAY_MS, other);
    catalogue.close();
    await library.run(["roots", "resume", other]);
    assert.equal((await library.sync()).purged, 0, "nobody has looked at the other one since");
    await library.run(["sync", "--folder", other]);

    const unreadable = '"$1/$(printf "p\\377.jpg")"';
    await shell(`mv "$1/c.jpg" ${unreadable}`, library.path("sub"));
    assert.equal((await library.sync()).purged, 0, "a name cannot be read");
    await shell(`mv ${unreadable} "$1/c.jpg"`, library.path("sub"));

    Deno.chmodSync(library.path("sub"), 0o000);
    try {
      // Nothing is closed to the superuser.
      if (!isReadable(library.path("sub"))) {
        assert.equal((await library.sync()).purged, 0, "a folder may not be read");
      }
    } finally {
      Deno.chmodSync(library.path("sub"), 0o755);
    }
    assert.equal((await library.sync()).purged, 1);
  }));

Deno.test("C-040 what was emptied is given up no sooner than its file is gone", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1 });
    library.write("b.jpg", { seed: 2 });
    await library.sync();
    Deno.writeFileSync(library.path("a.jpg"), new Uint8Array());
    Deno.utimeSync(library.path("a.jpg"), 1_500_000_000, 1_500_000_000);
    assert.equal((await library.sync()).missing, 1);
    pass(library, 11 * 60_000);
    assert.equal((await library.sync()).tombstoned, 0, "its file is there");
    library.remove("a.jpg");
    assert.equal((await library.sync()).tombstoned, 1);
    assert.deepEqual(await library.audit(), []);
  }));

/** Lets time pass for the catalogue: whatever it remembers of absences is that much longer ago. */
function pass(library: PhotoLibrary, milliseconds: number): void {
  const database = new DatabaseSync(library.database);
  database.prepare(
    `UPDATE file SET missing_since_ms = missing_since_ms - ?1,
       tombstone_since_ms = tombstone_since_ms - ?1 WHERE missing_since_ms IS NOT NULL`,
  ).run(milliseconds);
  database.close();
}

/** Names that are not UTF-8 are out of reach for Deno. */
async function shell(script: string, folder: string): Promise<void> {
  const { success } = await new Deno.Command("bash", { args: ["-c", script, "bash", folder] })
    .output();
  assert.ok(success, script);
}

function isReadable(directory: string): boolean {
  try {
    return [...Deno.readDirSync(directory)].length >= 0;
  } catch {
    return false;
  }
}
