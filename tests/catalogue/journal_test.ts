import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openForWriting } from "../../lib/catalogue/open_catalogue.ts";
import { catalogueState } from "../../lib/catalogue/open_for_reading.ts";
import { openExclusively } from "../../lib/catalogue/open_exclusively.ts";
import { withTempDir } from "../support/program.ts";

const tell = () => {};

Deno.test("a closed catalogue is one single file that needs no log", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/catalogue.db`;
    const catalogue = await openExclusively(path, { command: "a test", tell });
    assert.equal(modeOf(catalogue.database), "wal");
    assert.equal(catalogueState(path), "unclean");
    catalogue.close();
    assert.deepEqual(filesIn(directory), ["catalogue.db", "catalogue.db.lock"]);
    assert.equal(catalogueState(path), "current");
  }));

Deno.test("a reader that stays keeps the log, and nothing waits for it", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/catalogue.db`;
    (await openExclusively(path, { command: "a test", tell })).close();
    const catalogue = await openExclusively(path, { command: "a test", tell });
    const reader = new DatabaseSync(path, { readOnly: true });
    reader.exec("BEGIN");
    reader.prepare("SELECT * FROM photos").all();
    catalogue.close();
    assert.equal(catalogueState(path), "current");
    const next = await openExclusively(path, { command: "a test", tell });
    next.close();
    reader.close();
  }));

Deno.test("where shared memory does not work a log that was left behind is taken in, and no new one made", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/catalogue.db`;
    (await openExclusively(path, { command: "a test", tell })).close();
    leaveLog(path);
    assert.ok(filesIn(directory).includes("catalogue.db-wal"));
    const database = await openForWriting(path, { hasWriteAheadLog: false, tell });
    assert.equal(modeOf(database), "truncate");
    assert.equal(database.prepare("SELECT count(*) AS n FROM root").get()?.["n"], 1);
    // Others can read between two writes.
    const reader = new DatabaseSync(path, { readOnly: true });
    assert.equal(reader.prepare("SELECT count(*) AS n FROM roots").get()?.["n"], 1);
    reader.close();
    database.prepare("UPDATE root SET added_at_ms = 2").run();
    database.close();
    assert.ok(!filesIn(directory).includes("catalogue.db-wal"));
  }));

function modeOf(database: DatabaseSync): unknown {
  return database.prepare("PRAGMA journal_mode").get()?.["journal_mode"];
}

/** Leaves a log with a row that the file itself does not have yet, as a kill does. */
function leaveLog(path: string): void {
  const writer = new DatabaseSync(path);
  writer.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
  writer.exec("INSERT INTO root (path, added_at_ms) VALUES ('/photos', 1)");
  const log = Deno.readFileSync(`${path}-wal`);
  const file = Deno.readFileSync(path);
  writer.close();
  Deno.writeFileSync(path, file);
  Deno.writeFileSync(`${path}-wal`, log);
}

function filesIn(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name).toSorted();
}
