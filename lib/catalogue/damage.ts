import type { DatabaseSync } from "node:sqlite";
import { messageOf } from "../core/file_error.ts";
import { sqliteTrouble } from "../core/sqlite_trouble.ts";

/** The catalogue's file is not what was written to it. */
export class DamagedCatalogueError extends Error {
  override name = "DamagedCatalogueError";
}

/** What SQLite finds wrong with the file itself; empty when nothing is. Reads all of it. */
export function findDamage(database: DatabaseSync): string[] {
  try {
    const rows = database.prepare("PRAGMA quick_check").all();
    const found = rows.flatMap((row) => String(Object.values(row)[0]).split("\n"))
      // A heading that names the database, as if there were several.
      .filter((line) => !line.startsWith("***"));
    return found.length === 1 && found[0] === "ok" ? [] : found;
  } catch (error) {
    // Where the damage is bad enough the check itself cannot be done.
    if (!isDamage(error)) throw error;
    return [messageOf(error)];
  }
}

/** The first of what was found, as one line: there may be hundreds. */
export function damageText(damage: readonly string[]): string {
  const more = damage.length - TOLD_MAX;
  const told = damage.slice(0, TOLD_MAX).join("; ");
  return more > 0 ? `${told}; and ${more} more` : told;
}

const TOLD_MAX = 3;

/** Whether an error says that a catalogue is damaged. */
export function isDamage(error: unknown): boolean {
  return error instanceof DamagedCatalogueError || sqliteTrouble(error) === "damaged";
}
