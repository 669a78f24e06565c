import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "./migrations.ts";
import views from "./schema/views.sql" with { type: "text" };

/**
 * Gives a connection a stage of its own. A table of the temporary schema is found before one of the
 * same name in the catalogue, so everything that stages works on it unchanged, also read-only.
 */
export function shadowStage(database: DatabaseSync): void {
  const schema = MIGRATIONS.join("\n");
  const table = /CREATE TABLE stage \([^;]*;/.exec(schema)?.[0];
  if (table === undefined) throw new Error("Cannot find the stage in the schema");
  const indexes = schema.match(/CREATE INDEX stage_[^;]*;/g) ?? [];
  database.exec("DROP TABLE IF EXISTS temp.stage");
  database.exec(table.replace("CREATE TABLE", "CREATE TEMP TABLE"));
  for (const added of schema.match(/ALTER TABLE stage [^;]*;/g) ?? []) {
    database.exec(added.replace("ALTER TABLE ", "ALTER TABLE temp."));
  }
  for (const index of indexes) database.exec(index.replace("CREATE INDEX ", "CREATE INDEX temp."));
}

/** A catalogue in memory that knows nothing, for asking what a first sync would do. */
export function emptyCatalogue(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  for (const script of [...MIGRATIONS, views]) database.exec(script);
  return database;
}
