import type { DatabaseSync } from "node:sqlite";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { messageOf } from "../core/file_error.ts";
import { sqliteTrouble } from "../core/sqlite_trouble.ts";
import { copyCatalogue } from "./copy_catalogue.ts";
import { MIGRATIONS } from "./migrations.ts";
import { schemaVersion } from "./schema_version.ts";
import { oweSearch } from "./search_index.ts";
import { stampedName } from "./stamped_name.ts";
import views from "./schema/views.sql" with { type: "text" };
import { inTransaction } from "./transaction.ts";

/** The version whose photos can be searched. */
const SEARCHED_SINCE = 3;
/** Copies from before a migration that are kept. */
const COPIES_MAX = 3;

/**
 * Brings a catalogue to the newest version, all in one transaction. One that exists already is copied
 * beside itself first: a migration is the one moment at which a mistake of the program could take
 * everything.
 *
 * @param tell told of the copy
 */
export async function migrate(
  database: DatabaseSync,
  path: string,
  tell: (message: string) => void,
): Promise<void> {
  const version = schemaVersion(database);
  if (version === MIGRATIONS.length) return;
  if (version > 0) {
    const copy = stampedName(`${path}.before-${MIGRATIONS.length}-`, new Date());
    await copyCatalogue(database, copy);
    dropOldCopies(path);
    tell(`The catalogue is brought up to date; as it was before it is kept as '${copy}'`);
  }
  try {
    inTransaction(database, () => applyFrom(version, database));
  } catch (error) {
    if (sqliteTrouble(error) === "damaged") throw error;
    // SQLite quotes the rest of the script.
    const reason = messageOf(error).split("\n")[0]?.trim();
    const cure = sqliteTrouble(error) === "full"
      ? "its disk is full: make room, and run the same command again"
      : "it is as it was, use the program that wrote it";
    throw new CommandError(
      `Cannot bring the catalogue '${path}' from version ${version} to ${MIGRATIONS.length}: ` +
        `${reason}: ${cure}`,
      EXIT.failed,
      { cause: error },
    );
  }
}

function applyFrom(version: number, database: DatabaseSync): void {
  for (const view of viewNames(database)) database.exec(`DROP VIEW ${view}`);
  for (const script of MIGRATIONS.slice(version)) database.exec(script);
  database.exec(views);
  if (version > 0 && version < SEARCHED_SINCE) oweSearch(database);
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  database.prepare("INSERT OR IGNORE INTO catalogue (key, value) VALUES ('id', ?)")
    .run(crypto.randomUUID());
}

function viewNames(database: DatabaseSync): string[] {
  const rows = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").all();
  return rows.map((row) => String(row["name"]));
}

function dropOldCopies(path: string): void {
  const slash = path.lastIndexOf("/");
  const prefix = `${path.slice(slash + 1)}.before-`;
  const folder = path.slice(0, slash) || "/";
  const copies = [...Deno.readDirSync(folder)]
    .map(({ name }) => ({
      name,
      madeAt: /^\d+-(\d{8}T\d{6}Z(-\d+)?)$/.exec(name.slice(prefix.length))?.[1],
    }))
    .filter(({ name, madeAt }) => name.startsWith(prefix) && madeAt !== undefined)
    .toSorted((one, other) => (one.madeAt ?? "") < (other.madeAt ?? "") ? 1 : -1);
  for (const { name } of copies.slice(COPIES_MAX)) Deno.removeSync(`${folder}/${name}`);
}
