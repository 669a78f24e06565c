import type { DatabaseSync } from "node:sqlite";

/** How many migrations were applied to a database; 0 for one that is new, or something else's. */
export function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}
