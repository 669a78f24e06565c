import type { DatabaseSync } from "node:sqlite";
import { startReadersAnew } from "./start_readers_anew.ts";
import { inTransaction } from "./transaction.ts";

/** Tables that hold what belongs to a root, in the order in which it can be forgotten. */
const OF_A_ROOT = [
  "held",
  "stage",
  "problem",
  "ignore_rule",
  "temporary_file",
  "change",
  "scan",
  "directory",
] as const;

/**
 * Forgets a root with all its records and its history: all of it or, when it is interrupted, nothing.
 * What hangs on a record goes with it. Ids are not given again.
 */
export function removeRoot(database: DatabaseSync, rootId: number): void {
  inTransaction(database, () => {
    database.prepare(
      "DELETE FROM file WHERE directory_id IN (SELECT id FROM directory WHERE root_id = ?)",
    ).run(rootId);
    for (const table of OF_A_ROOT) {
      database.prepare(`DELETE FROM ${table} WHERE root_id = ?`).run(rootId);
    }
    database.prepare("DELETE FROM root WHERE id = ?").run(rootId);
    startReadersAnew(database);
  });
}
