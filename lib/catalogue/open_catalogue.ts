import { DatabaseSync } from "node:sqlite";
import { messageOf } from "../core/file_error.ts";
import { BUSY_TIMEOUT_MS } from "./busy_timeout.ts";
import { isCatalogueFile } from "./catalogue_file.ts";
import { noteClosedCleanly, wasClosedCleanly } from "./closed_cleanly.ts";
import { DamagedCatalogueError, damageText, findDamage, isDamage } from "./damage.ts";
import { exists } from "./exists.ts";
import { hasLog, settleLeftLog } from "./foreign_log.ts";
import { beginJournal } from "./journal.ts";
import { migrate } from "./migrate.ts";
import { assertUsable, guarded } from "./open_for_reading.ts";
import { rebuildCatalogue } from "./rebuild_catalogue.ts";
import { schemaVersion } from "./schema_version.ts";
import { finishSearch } from "./search_index.ts";

/** How a catalogue is opened for writing. */
export interface OpenForWritingOptions {
  /** False where shared memory does not work: no write-ahead log then. */
  readonly hasWriteAheadLog: boolean;
  /** Told what a person has to know: of copies made, of repairs. */
  readonly tell: (message: string) => void;
}

/**
 * Opens the catalogue for the one writer there is, creating, repairing or migrating it first; the
 * caller holds its lock. The file is readable by its owner only: it holds places and people's names.
 *
 * @throws {CommandError} when it is no catalogue, or was made by a newer version
 */
export function openForWriting(
  path: string,
  options: OpenForWritingOptions,
): Promise<DatabaseSync> {
  return guarded(path, async () => {
    makeFilePrivately(path);
    try {
      // Without shared memory nobody can look at a log without taking it in.
      const isLogLeft = options.hasWriteAheadLog && hasLog(path);
      if (isLogLeft) settleLeftLog(path, options.tell);
      return await openUndamaged(path, options, isLogLeft);
    } catch (error) {
      if (!isDamage(error) || !isCatalogueFile(path)) throw error;
      await rebuildCatalogue(path, messageOf(error), options.tell);
      return await openUndamaged(path, options);
    }
  });
}

async function openUndamaged(
  path: string,
  { hasWriteAheadLog, tell }: OpenForWritingOptions,
  isChecked = false,
): Promise<DatabaseSync> {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    // Alone, SQLite can read a log that was left behind without shared memory.
    if (!hasWriteAheadLog) database.exec("PRAGMA locking_mode = EXCLUSIVE");
    // Looked at before anything is changed: it may be somebody else's.
    assertUsable(database, path);
    const isUnclean = schemaVersion(database) > 0 && !wasClosedCleanly(database);
    if (isUnclean && !isChecked) assertUndamaged(database);
    beginJournal(database, hasWriteAheadLog);
    database.exec("PRAGMA foreign_keys = ON");
    await migrate(database, path, tell);
    await finishSearch(database);
    noteClosedCleanly(database, false);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function assertUndamaged(database: DatabaseSync): void {
  const damage = findDamage(database);
  if (damage.length > 0) throw new DamagedCatalogueError(damageText(damage));
}

/**
 * Makes the folder of a catalogue for its owner only; one that is there stays as it is, and `false` is
 * given back.
 */
export function makeFolderPrivately(path: string): boolean {
  return guarded(path, () => {
    const folder = path.slice(0, path.lastIndexOf("/")) || "/";
    if (exists(folder)) return false;
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return true;
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
