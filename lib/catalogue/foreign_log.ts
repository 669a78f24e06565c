import { DatabaseSync } from "node:sqlite";
import { isCatalogueFile } from "./catalogue_file.ts";
import { DamagedCatalogueError, damageText, findDamage } from "./damage.ts";
import { exists } from "./exists.ts";
import { stampedName } from "./stamped_name.ts";

/** Whether a write-ahead log with something in it lies beside a database. */
export function hasLog(path: string): boolean {
  return exists(`${path}-wal`) && Deno.statSync(`${path}-wal`).size > 0;
}

/**
 * Checks a catalogue together with the log that was left beside it, and sets the log aside where it is of
 * another state: who puts a copy back and leaves the log of a program that was killed has one database
 * whose pages are of both, which is sound without its log. Whoever opens it for writing mixes them for
 * good when he closes it, so it is asked before. The lock is held, and nobody has it open.
 *
 * @throws {DamagedCatalogueError} when it is damaged, with its log and without
 */
export function settleLeftLog(path: string, tell: (message: string) => void): void {
  const damage = damageOf(path);
  if (damage.length === 0) return;
  if (!isCatalogueFile(path) || !isSoundAlone(path)) {
    throw new DamagedCatalogueError(damageText(damage));
  }
  const aside = `${stampedName(`${path}.replaced-`, new Date())}-wal`;
  Deno.renameSync(`${path}-wal`, aside);
  if (exists(`${path}-shm`)) Deno.removeSync(`${path}-shm`);
  tell(
    `The log beside the catalogue '${path}' was of another state of it, as when a copy is put back; ` +
      `it is not used, and kept as '${aside}'`,
  );
}

/** SQLite finds a log by the name of its database, so the same file is looked at under another one. */
function isSoundAlone(path: string): boolean {
  const alone = `${path}.alone`;
  const remove = () => {
    for (const name of [alone, `${alone}-wal`, `${alone}-shm`]) {
      if (exists(name)) Deno.removeSync(name);
    }
  };
  remove();
  linkOrCopy(path, alone);
  try {
    return damageOf(alone).length === 0;
  } finally {
    remove();
  }
}

/** Of a database that is only read: who may write puts the log into it at the end. */
function damageOf(path: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return findDamage(database);
  } finally {
    database.close();
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    Deno.linkSync(from, to);
  } catch {
    // FAT and some FUSE file systems have no hard links.
    Deno.copyFileSync(from, to);
  }
}
