import { DatabaseSync } from "node:sqlite";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { MIGRATIONS } from "./migrations.ts";
import views from "./schema/views.sql" with { type: "text" };
import { inTransaction } from "./transaction.ts";

/** Readers wait this long for a writer that is just committing, milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the catalogue for the one writer there is, creating or migrating it first; the caller holds
 * its lock. The file is readable by its owner only: it holds places and people's names.
 *
 * @throws {CommandError} when it is no catalogue, or was made by a newer version
 */
export function openForWriting(path: string): DatabaseSync {
  return guarded(path, () => {
    makeFilePrivately(path);
    const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      // Looked at before anything is changed: it may be somebody else's.
      assertUsable(database, path);
      database.exec("PRAGMA journal_mode = WAL");
      database.exec("PRAGMA synchronous = NORMAL");
      database.exec("PRAGMA foreign_keys = ON");
      migrate(database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/**
 * Opens an existing catalogue for reading.
 *
 * @throws {CommandError} when there is none, or it is of another version
 */
export function openForReading(path: string): DatabaseSync {
  const state = catalogueState(path);
  if (state === "absent") {
    throw new CommandError(
      `Cannot open '${path}' as there is no catalogue: make one with sync --folder DIR, or name another with --db FILE`,
      EXIT.failed,
    );
  }
  return guarded(path, () => {
    const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    if (state === "current") return database;
    const version = versionOf(database);
    database.close();
    throw versionError(path, version);
  });
}

/**
 * Whether there is a catalogue at `path`, and of which age. A file that was made and never filled,
 * because the program was killed at that moment, is none yet.
 *
 * @throws {CommandError} when there is something that is no catalogue
 */
export function catalogueState(path: string): "absent" | "older" | "current" | "newer" {
  return guarded(path, () => {
    if (!exists(path)) return "absent";
    const { size, isDirectory } = Deno.statSync(path);
    if (isDirectory) throw new Error("it is a directory");
    if (size === 0) return "absent";
    const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    try {
      const version = versionOf(database);
      if (version === 0 && isEmpty(database)) return "absent";
      if (version > MIGRATIONS.length) return "newer";
      assertUsable(database, path);
      return version < MIGRATIONS.length ? "older" : "current";
    } finally {
      database.close();
    }
  });
}

/** Makes the folder of a catalogue for its owner only; one that is there stays as it is. */
export function makeFolderPrivately(path: string): void {
  guarded(path, () => {
    const folder = path.slice(0, path.lastIndexOf("/")) || "/";
    if (!exists(folder)) Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  });
}

/** SQLite would make the file readable for others. */
function makeFilePrivately(path: string): void {
  try {
    Deno.openSync(path, { createNew: true, write: true, mode: 0o600 }).close();
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

function assertUsable(database: DatabaseSync, path: string): void {
  const version = versionOf(database);
  if (version > MIGRATIONS.length) throw versionError(path, version);
  if (version === 0 && !isEmpty(database)) {
    throw new CommandError(
      `Cannot use '${path}' as it is a database of something else: name another with --db FILE`,
      EXIT.failed,
    );
  }
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}

function migrate(database: DatabaseSync): void {
  const version = versionOf(database);
  if (version === MIGRATIONS.length) return;
  inTransaction(database, () => {
    for (const view of viewNames(database)) database.exec(`DROP VIEW ${view}`);
    for (const script of MIGRATIONS.slice(version)) database.exec(script);
    database.exec(views);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    database.prepare("INSERT OR IGNORE INTO catalogue (key, value) VALUES ('id', ?)")
      .run(crypto.randomUUID());
  });
}

function viewNames(database: DatabaseSync): string[] {
  const rows = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").all();
  return rows.map((row) => String(row["name"]));
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}

function versionError(path: string, version: number): CommandError {
  const cure = version > MIGRATIONS.length
    ? "use the newer program that wrote it"
    : "run sync once, which brings it up to date";
  return new CommandError(
    `Cannot use the catalogue '${path}' as its schema is version ${version} and this program's is ${MIGRATIONS.length}: ${cure}`,
    EXIT.failed,
  );
}

/** SQLite and the system say what is wrong, but not with which file, nor what to do. */
function guarded<Result>(path: string, open: () => Result): Result {
  try {
    return open();
  } catch (error) {
    if (error instanceof CommandError || !(error instanceof Error)) throw error;
    throw new CommandError(
      `Cannot open the catalogue '${path}': ${error.message}: name another with --db FILE`,
      EXIT.failed,
      { cause: error },
    );
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isAbsent) return false;
    throw error;
  }
}
