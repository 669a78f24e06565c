import type { DatabaseSync } from "node:sqlite";

/**
 * Runs `work` in one transaction, committed when it returns and rolled back when it throws. It begins
 * as a writer: a reader that becomes one would be refused if another commit came between.
 */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // On a full disk SQLite has rolled back already, and a second time would hide the real error.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
