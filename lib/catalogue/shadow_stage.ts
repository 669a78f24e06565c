import { DatabaseSync } from "node:sqlite";
import initialSchema from "./schema/001_initial.sql" with { type: "text" };

/**
 * Gives a connection a stage of its own. A table of the temporary schema is found before one of the
 * same name in the catalogue, so everything that stages works on it unchanged, also read-only.
 */
export function shadowStage(database: DatabaseSync): void {
  const table = /CREATE TABLE stage \([^;]*;/.exec(initialSchema)?.[0];
  if (table === undefined) throw new Error("Cannot find the stage in the schema");
  const indexes = initialSchema.match(/CREATE INDEX stage_[^;]*;/g) ?? [];
  database.exec("DROP TABLE IF EXISTS temp.stage");
  database.exec(table.replace("CREATE TABLE", "CREATE TEMP TABLE"));
  for (const index of indexes) database.exec(index.replace("CREATE INDEX ", "CREATE INDEX temp."));
}

/** A catalogue in memory that knows nothing, for asking what a first sync would do. */
export function emptyCatalogue(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  database.exec(initialSchema);
  return database;
}
