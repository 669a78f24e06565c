import type { DatabaseSync } from "node:sqlite";

/**
 * Chooses how a catalogue is written while it is in use: with a write-ahead log readers and the
 * writer never wait for each other.
 *
 * Changing to the log writes one page, and with the journal of that in memory a kill at that moment
 * leaves no journal on disk, which a reader without the right to write could not take back.
 */
export function beginJournal(database: DatabaseSync, hasWriteAheadLog: boolean): void {
  if (hasWriteAheadLog) {
    if (journalMode(database) !== "wal") database.exec("PRAGMA journal_mode = MEMORY");
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = NORMAL");
  } else {
    database.exec("PRAGMA journal_mode = TRUNCATE");
    database.exec("PRAGMA locking_mode = NORMAL");
    // The lock is given back by the next look.
    database.prepare("PRAGMA user_version").all();
    database.exec("PRAGMA synchronous = FULL");
  }
}

/**
 * Leaves a catalogue as one single file without a log, so that it can be read from a place where
 * nobody may write. Where somebody is reading it just now it stays as it is.
 */
export function endJournal(database: DatabaseSync): void {
  try {
    database.exec("PRAGMA busy_timeout = 0");
    if (journalMode(database) === "wal") database.exec("PRAGMA journal_mode = MEMORY");
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("locked"))) throw error;
  }
}

function journalMode(database: DatabaseSync): string {
  return String(database.prepare("PRAGMA journal_mode").get()?.["journal_mode"]);
}
