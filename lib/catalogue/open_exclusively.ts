import type { DatabaseSync } from "node:sqlite";
import { CatalogueInUseError } from "../core/catalogue_in_use_error.ts";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { messageOf } from "../core/file_error.ts";
import { isCatalogueFile } from "./catalogue_file.ts";
import { noteClosedCleanly } from "./closed_cleanly.ts";
import { copyCatalogue } from "./copy_catalogue.ts";
import { isDamage } from "./damage.ts";
import { exists } from "./exists.ts";
import { hasLog } from "./foreign_log.ts";
import { endJournal } from "./journal.ts";
import { type CatalogueLock, isLock, lockHolder, takeLock } from "./lock.ts";
import { makeFolderPrivately, openForWriting } from "./open_catalogue.ts";
import { type CatalogueState, catalogueState } from "./open_for_reading.ts";
import { placeOf } from "./place_of.ts";
import { stampedName } from "./stamped_name.ts";

/** What can become of the file of a catalogue that is open. */
export type CatalogueLoss = "deleted" | "replaced" | "unlocked";

/** A catalogue that nobody else writes to until it is closed. */
export interface ExclusiveCatalogue {
  readonly database: DatabaseSync;
  /** Whether the name of the catalogue still leads to what is open, and to its lock. */
  loss(): CatalogueLoss | null;
  /** @param isSound false leaves it to the next owner to look for damage */
  close(isSound?: boolean): void;
  /** Closes it after a loss: what is open is put back where nothing is, or else kept beside it. */
  rescue(): Promise<void>;
}

/** Who opens a catalogue. */
export interface OpenExclusivelyOptions {
  /** Name of the command, told to others who want the catalogue meanwhile. */
  readonly command: string;
  /** Where others can ask it to do something for them. */
  readonly socket?: string | null;
  /** Told what a person has to know: of copies made, of repairs. */
  readonly tell: (message: string) => void;
}

/**
 * Takes the lock of a catalogue, then opens it for writing: making, migrating or repairing it.
 *
 * @throws {CatalogueInUseError} when somebody else is writing to it
 * @throws {CommandError} when it cannot be used
 */
export async function openExclusively(
  path: string,
  options: OpenExclusivelyOptions,
): Promise<ExclusiveCatalogue> {
  // Before anything is made, beside a file that is none of ours or on a share.
  const { fileSystem, hasWriteAheadLog } = placeOf(path);
  stateOrDamage(path);
  // A slip in the name of a folder would go unnoticed otherwise, and all be indexed once more.
  if (makeFolderPrivately(path)) {
    options.tell(`A new catalogue is made at '${path}', in a folder that was not there`);
  }
  const lock = takeLockOf(path, options);
  try {
    const database = await openForWriting(path, { hasWriteAheadLog, tell: options.tell });
    if (!hasWriteAheadLog) {
      options.tell(
        `The catalogue is on ${fileSystem.name}, so it is kept without a write-ahead log: ` +
          "readers and the writer may have to wait for each other",
      );
    }
    return new OpenCatalogue(path, database, lock, options);
  } catch (error) {
    lock.release();
    throw error;
  }
}

class OpenCatalogue implements ExclusiveCatalogue {
  readonly #inode: number | null;

  constructor(
    private readonly path: string,
    readonly database: DatabaseSync,
    private readonly lock: CatalogueLock,
    private readonly options: OpenExclusivelyOptions,
  ) {
    this.#inode = inodeOf(path);
  }

  /** @inheritdoc */
  loss(): CatalogueLoss | null {
    const inode = inodeOf(this.path);
    if (inode === null) return "deleted";
    if (inode !== this.#inode) return "replaced";
    return this.lock.isHeld() ? null : "unlocked";
  }

  /** @inheritdoc */
  close(isSound = true): void {
    try {
      if (isSound) noteClosedCleanly(this.database, true);
      endJournal(this.database);
    } catch {
      // On a full disk, or in a damaged file, it cannot be noted: the next owner looks for damage.
    }
    this.database.close();
    this.lock.release();
  }

  /** @inheritdoc */
  async rescue(): Promise<void> {
    const { path, database, options } = this;
    const loss = this.loss();
    if (loss === "unlocked") return this.close();
    makeFolderPrivately(path);
    const lock = this.#lockAgain();
    const mayPutBack = loss === "deleted" && lock !== null;
    const copy = stampedName(`${path}.${mayPutBack ? "rescued" : "replaced"}-`, new Date());
    // The log goes by its name: emptied first, so that nobody takes it for that of another file.
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    await copyCatalogue(database, copy);
    database.close();
    if (mayPutBack && !exists(path)) {
      dropCompanions(path);
      Deno.renameSync(copy, path);
      options.tell(`The catalogue '${path}' was deleted while it was in use; it is put back`);
    } else {
      options.tell(
        `The catalogue '${path}' was replaced while it was in use: what is there now is used; ` +
          `what was known until now is kept as '${copy}'`,
      );
    }
    lock?.release();
    if (lock !== this.lock) this.lock.release();
  }

  /** Where the lock was deleted too, somebody else may have taken a new one: `null` then. */
  #lockAgain(): CatalogueLock | null {
    if (this.lock.isHeld()) return this.lock;
    const lock = tryLock(this.path, this.options);
    return isLock(lock) ? lock : null;
  }
}

/** Migrates an older catalogue and repairs a damaged one, for a command that is going to write to it. */
export async function bringUpToDate(path: string, owner: OpenExclusivelyOptions): Promise<void> {
  const state = stateOrDamage(path);
  const isLogLeft = hasLog(path) && lockHolder(path) === null;
  if (state !== "older" && state !== "unclean" && state !== "damaged" && !isLogLeft) return;
  (await openExclusively(path, owner)).close();
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

function takeLockOf(path: string, owner: OpenExclusivelyOptions): CatalogueLock {
  const lock = tryLock(path, owner);
  if (isLock(lock)) return lock;
  // It does not end by itself, and is not disturbed by being stopped: its next start scans all.
  const cure = lock.command !== "watch"
    ? "wait until it has ended, or stop it"
    : owner.command === "watch"
    ? "one watches all folders of a catalogue, so leave it to that, or stop it first"
    : "stop it, do this, and start it again";
  throw new CatalogueInUseError(
    `Cannot write to '${path}' as ${lock.command} (process ${lock.pid}) is working on it: ${cure}`,
    EXIT.failed,
  );
}

function inodeOf(path: string): number | null {
  return exists(path) ? Deno.statSync(path).ino : null;
}

/** What a deleted database has left behind under the name. */
function dropCompanions(path: string): void {
  for (const companion of ["-wal", "-shm"]) {
    if (exists(`${path}${companion}`)) Deno.removeSync(`${path}${companion}`);
  }
}

function tryLock(
  path: string,
  { command, socket = null }: OpenExclusivelyOptions,
): ReturnType<typeof takeLock> {
  try {
    return takeLock(path, { command, socket });
  } catch (error) {
    const message = messageOf(error);
    const cure = /No space left|Disk quota/.test(message)
      ? "its disk is full: make room, and run the same command again"
      : "its folder has to be writable";
    throw new CommandError(
      `Cannot lock the catalogue '${path}': ${message}: ${cure}`,
      EXIT.failed,
      { cause: error },
    );
  }
}
