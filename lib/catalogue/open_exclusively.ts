import type { DatabaseSync } from "node:sqlite";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { messageOf } from "../core/file_error.ts";
import { isLock, takeLock } from "./lock.ts";
import { catalogueState, makeFolderPrivately, openForWriting } from "./open_catalogue.ts";

/** A catalogue that nobody else writes to until it is closed. */
export interface ExclusiveCatalogue {
  readonly database: DatabaseSync;
  close(): void;
}

/**
 * Takes the lock of a catalogue, then opens it for writing, making or migrating it.
 *
 * @param command name of the command, told to others who want the catalogue meanwhile
 * @throws {CommandError} when somebody else is writing to it, or it cannot be used
 */
export function openExclusively(path: string, command: string): ExclusiveCatalogue {
  makeFolderPrivately(path);
  const lock = takeLockOf(path, command);
  if (!isLock(lock)) {
    throw new CommandError(
      `Cannot write to '${path}' as ${lock.command} (process ${lock.pid}) is working on it: ` +
        "wait until it has ended, or stop it",
      EXIT.failed,
    );
  }
  try {
    const database = openForWriting(path);
    return {
      database,
      close: () => {
        database.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Migrates a catalogue of an older version, for a command that is going to write to it. */
export function bringUpToDate(path: string): void {
  if (catalogueState(path) === "older") openExclusively(path, "a migration").close();
}

function takeLockOf(path: string, command: string): ReturnType<typeof takeLock> {
  try {
    return takeLock(path, command);
  } catch (error) {
    throw new CommandError(
      `Cannot lock the catalogue '${path}': ${messageOf(error)}: its folder has to be writable`,
      EXIT.failed,
      { cause: error },
    );
  }
}
