import { DatabaseSync } from "node:sqlite";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { sqliteTrouble } from "../core/sqlite_trouble.ts";
import { BUSY_TIMEOUT_MS } from "./busy_timeout.ts";
import { isCatalogueFile } from "./catalogue_file.ts";
import { wasClosedCleanly } from "./closed_cleanly.ts";
import { isDamage } from "./damage.ts";
import { exists } from "./exists.ts";
import { MIGRATIONS } from "./migrations.ts";
import { schemaVersion } from "./schema_version.ts";

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
    if (state === "current" || state === "unclean") return database;
    const version = schemaVersion(database);
    database.close();
    throw versionError(path, version);
  });
}

/**
 * What is at a path: "unclean" is current, and in use or left behind by a program that was killed. A
 * file that was made and never filled, because the program was killed at that moment, is none yet.
 */
export type CatalogueState = "absent" | "older" | "current" | "unclean" | "newer";

/**
 * Whether there is a catalogue at `path`, and of which age.
 *
 * @throws {CommandError} when there is something that is no catalogue
 */
export function catalogueState(path: string): CatalogueState {
  return guarded(path, () => {
    if (!exists(path)) return "absent";
    const { size, isDirectory, isFile } = Deno.statSync(path);
    if (isDirectory) throw new Error("it is a directory");
    if (!isFile) throw new Error("it is no file");
    if (size === 0) return "absent";
    const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    try {
      const version = schemaVersion(database);
      if (version === 0 && isEmpty(database)) return "absent";
      if (version > MIGRATIONS.length) return "newer";
      assertUsable(database, path);
      if (version < MIGRATIONS.length) return "older";
      return wasClosedCleanly(database) ? "current" : "unclean";
    } finally {
      database.close();
    }
  });
}

/** @throws {CommandError} when a database is of another program, or of a newer version of this one */
export function assertUsable(database: DatabaseSync, path: string): void {
  const version = schemaVersion(database);
  if (version > MIGRATIONS.length) throw versionError(path, version);
  if (version === 0 ? !isEmpty(database) : !hasCatalogueTable(database)) {
    throw new CommandError(
      `Cannot use '${path}' as it is a database of something else: name another with --db FILE`,
      EXIT.failed,
    );
  }
}

/** Other programs count their versions in the same place. */
function hasCatalogueTable(database: DatabaseSync): boolean {
  const sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'catalogue'";
  return database.prepare(sql).all().length > 0;
}

function isEmpty(database: DatabaseSync): boolean {
  // Not `get()`: what it meets a broken page at looks as if there were no row.
  return database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").all().length === 0;
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

/** Opens; SQLite and the system say what is wrong, but not with which file, nor what to do. */
export function guarded<Result>(path: string, open: () => Result): Result {
  try {
    const result = open();
    return result instanceof Promise
      ? result.catch((error) => explain(path, error)) as Result
      : result;
  } catch (error) {
    return explain(path, error);
  }
}

function explain(path: string, error: unknown): never {
  if (error instanceof CommandError || !(error instanceof Error)) throw error;
  const cure = isDamage(error) && isCatalogueFile(path)
    ? "it is damaged: run sync, which moves it aside, saves what can be read of it and rebuilds it"
    : sqliteTrouble(error) === "full"
    ? "its disk is full: make room, and run the same command again"
    : isLeftOpen(path, error)
    ? "it was not closed, and has a log that cannot be read where nobody may write: copy it with " +
      "its -wal to a folder that can be written, or run sync where it can"
    // Without room for its -shm SQLite says no more than this.
    : error.message.includes("disk I/O error")
    ? "its disk is full or fails: make room there, or look after the disk, and run the same command again"
    : "name another with --db FILE";
  throw new CommandError(
    `Cannot open the catalogue '${path}': ${error.message}: ${cure}`,
    EXIT.failed,
    { cause: error },
  );
}

/** SQLITE_CANTOPEN or SQLITE_READONLY of a file that is there, with a log beside it. */
function isLeftOpen(path: string, error: Error): boolean {
  return /unable to open database file|readonly database/.test(error.message) &&
    exists(`${path}-wal`);
}
