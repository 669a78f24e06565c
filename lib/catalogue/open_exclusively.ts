import type { DatabaseSync } from "node:sqlite";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { messageOf } from "../core/file_error.ts";
import { isCatalogueFile } from "./catalogue_file.ts";
import { noteClosedCleanly } from "./closed_cleanly.ts";
import { isDamage } from "./damage.ts";
import { endJournal } from "./journal.ts";
import { type CatalogueLock, isLock, takeLock } from "./lock.ts";
import {
  type CatalogueState,
  catalogueState,
  makeFolderPrivately,
  openForWriting,
} from "./open_catalogue.ts";

/** A catalogue that nobody else writes to until it is closed. */
export interface ExclusiveCatalogue {
  readonly database: DatabaseSync;
  /** @param isSound false leaves it to the next owner to look for damage */
  close(isSound?: boolean): void;
}

/** Who opens a catalogue. */
export interface OpenExclusivelyOptions {
  /** Name of the command, told to others who want the catalogue meanwhile. */
  readonly command: string;
  /** Told what a person has to know: of copies made, of repairs. */
  readonly tell: (message: string) => void;
}

/**
 * Takes the lock of a catalogue, then opens it for writing: making, migrating or repairing it.
 *
 * @throws {CommandError} when somebody else is writing to it, or it cannot be used
 */
export async function openExclusively(
  path: string,
  { command, tell }: OpenExclusivelyOptions,
): Promise<ExclusiveCatalogue> {
  // Before anything is made beside a file that is none of ours.
  stateOrDamage(path);
  makeFolderPrivately(path);
  const lock = takeLockOf(path, command);
  try {
    const database = await openForWriting(path, { hasWriteAheadLog: true, tell });
    return {
      database,
      close: (isSound = true) => {
        try {
          closeInOrder(database, isSound);
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Migrates an older catalogue and repairs a damaged one, for a command that is going to write to it. */
export async function bringUpToDate(
  path: string,
  tell: (message: string) => void,
): Promise<void> {
  const state = stateOrDamage(path);
  if (state !== "older" && state !== "unclean" && state !== "damaged") return;
  (await openExclusively(path, { command: "a repair", tell })).close();
}

function closeInOrder(database: DatabaseSync, isSound: boolean): void {
  try {
    if (isSound) noteClosedCleanly(database, true);
    endJournal(database);
  } catch {
    // On a full disk, or in a damaged file, it cannot be noted: the next owner looks for damage then.
  }
  database.close();
}

function stateOrDamage(path: string): CatalogueState | "damaged" {
  try {
    return catalogueState(path);
  } catch (error) {
    const isOurs = error instanceof Error && isDamage(error.cause) && isCatalogueFile(path);
    if (!isOurs) throw error;
    return "damaged";
  }
}

function takeLockOf(path: string, command: string): CatalogueLock {
  const lock = tryLock(path, command);
  if (isLock(lock)) return lock;
  // It does not end by itself, and is not disturbed by being stopped: its next start scans all.
  const cure = lock.command === "watch"
    ? "stop it, do this, and start it again"
    : "wait until it has ended, or stop it";
  throw new CommandError(
    `Cannot write to '${path}' as ${lock.command} (process ${lock.pid}) is working on it: ${cure}`,
    EXIT.failed,
  );
}

function tryLock(path: string, command: string): ReturnType<typeof takeLock> {
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
