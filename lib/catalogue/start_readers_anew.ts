import type { DatabaseSync } from "node:sqlite";

/**
 * Tells readers of the change log to read everything again: the root of many photos changed, or many
 * records are gone, and that is one act of a person rather than a change of each photo. A reader finds
 * that its epoch is not there any more; numbers already given are never given again.
 */
export function startReadersAnew(database: DatabaseSync): void {
  database.exec("DELETE FROM epoch");
}
