import type { DatabaseSync } from "node:sqlite";
import { CatalogueQueries } from "../lib/catalogue/catalogue_queries.ts";
import { copyCatalogue } from "../lib/catalogue/copy_catalogue.ts";
import { isDamage } from "../lib/catalogue/damage.ts";
import { openForReading } from "../lib/catalogue/open_for_reading.ts";
import { backup } from "../lib/commands/backup.ts";
import { CommandError } from "../lib/core/command_error.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { messageOf } from "../lib/core/file_error.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import type { Invocation } from "./invocation.ts";

/** `backup FILE`: a copy of the catalogue, also while it is in use. */
export async function backUpCatalogue(invocation: Invocation): Promise<number> {
  const { positionals: [named], json, print, absolute, databasePath } = invocation;
  if (named === undefined) throw new UsageError(["Missing FILE: write backup FILE"]);
  const database = openForReading(databasePath);
  try {
    // A reader in the middle of a transaction of its own counts what the copy holds.
    database.exec("BEGIN");
    const counts = new CatalogueQueries(database).counts();
    await backup({
      copy: (file) => copy(database, databasePath, file),
      sizeOf: (file) => Deno.statSync(file).size,
      counts: () => counts,
    }, { file: absolute(named), json, print });
    return EXIT.done;
  } finally {
    database.close();
  }
}

async function copy(database: DatabaseSync, databasePath: string, file: string): Promise<void> {
  try {
    await copyCatalogue(database, file);
  } catch (error) {
    throw new CommandError(
      error instanceof Deno.errors.AlreadyExists
        ? `Cannot back up to '${file}' as there is something already: name a new file, or remove it`
        : isDamage(error)
        ? `Cannot back up '${databasePath}' as it is damaged (${messageOf(error)}): ` +
          "run sync, which saves what can be read of it"
        : `Cannot back up to '${file}': ${messageOf(error)}: name another file`,
      EXIT.failed,
      { cause: error },
    );
  }
}
