import { backup, DatabaseSync } from "node:sqlite";
import { noteClosedCleanly } from "./closed_cleanly.ts";
import { DamagedCatalogueError, damageText, findDamage } from "./damage.ts";
import { exists } from "./exists.ts";
import { schemaVersion } from "./schema_version.ts";

/** Files SQLite keeps beside a database while it is in use. */
const COMPANIONS = ["-wal", "-shm", "-journal"];

/** The first version whose table `catalogue` says how it was closed. */
const FLAGGED_FROM = 2;

/**
 * Copies a catalogue that may be in use into a new file, readable by its owner only. The copy appears
 * under its name complete, checked and on disk, or not at all.
 *
 * @param database any connection; other programs may go on writing
 * @throws {Deno.errors.AlreadyExists} when there is something at `target`
 * @throws {DamagedCatalogueError} when the copy is damaged, and so what it was made of
 */
export async function copyCatalogue(database: DatabaseSync, target: string): Promise<void> {
  if (exists(target)) throw new Deno.errors.AlreadyExists(`'${target}' is there already`);
  const temporary = `${target}.${Deno.pid}.tmp`;
  removeAll(temporary);
  try {
    Deno.openSync(temporary, { createNew: true, write: true, mode: 0o600 }).close();
    // In one step: between steps, whoever writes meanwhile makes it begin again.
    await backup(database, temporary, { rate: -1 });
    finish(temporary);
    syncToDisk(temporary);
    publish(temporary, target);
  } finally {
    removeAll(temporary);
  }
}

/** Makes the copy one single file that can be opened from a place nobody may write to, and checks it. */
function finish(path: string): void {
  const copy = new DatabaseSync(path);
  try {
    copy.exec("PRAGMA journal_mode = MEMORY");
    const damage = findDamage(copy);
    if (damage.length > 0) throw new DamagedCatalogueError(damageText(damage));
    if (schemaVersion(copy) >= FLAGGED_FROM) noteClosedCleanly(copy, true);
  } finally {
    copy.close();
  }
}

/** Gives a file its name without ever replacing another one. */
function publish(temporary: string, target: string): void {
  try {
    Deno.linkSync(temporary, target);
  } catch (error) {
    // FAT and some FUSE file systems have no hard links.
    if (error instanceof Deno.errors.AlreadyExists || exists(target)) throw error;
    Deno.renameSync(temporary, target);
  }
  syncToDisk(target.slice(0, target.lastIndexOf("/")) || "/");
}

/** Waits until a file, or the names in a folder, are on the disk. */
function syncToDisk(path: string): void {
  const file = Deno.openSync(path, { read: true });
  try {
    file.syncSync();
  } finally {
    file.close();
  }
}

function removeAll(path: string): void {
  for (const companion of ["", ...COMPANIONS]) {
    if (exists(`${path}${companion}`)) Deno.removeSync(`${path}${companion}`);
  }
}
