import { DatabaseSync } from "node:sqlite";
import type { SQLInputValue, SQLOutputValue } from "node:sqlite";

const BUSY_TIMEOUT_MS = 5_000;

/**
 * Asks a catalogue the way a third party does: a connection of its own that can only read, and the
 * documented views.
 *
 * @param database Path of the catalogue.
 */
export function queryCatalogue(
  database: string,
  sql: string,
  ...values: SQLInputValue[]
): Record<string, SQLOutputValue>[] {
  const connection = new DatabaseSync(database, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    return connection.prepare(sql).all(...values);
  } finally {
    connection.close();
  }
}

/** Paths of all present photos in order; empty as long as there is no catalogue. */
export function listPhotos(database: string): string[] {
  try {
    return queryCatalogue(database, "SELECT path FROM photos ORDER BY path")
      .map(({ path }) => String(path));
  } catch (error) {
    // Before the program has made the file, and between the file and its first table.
    if (/unable to open|no such table/.test(String(error))) return [];
    throw error;
  }
}
