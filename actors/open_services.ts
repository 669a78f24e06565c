import { openForWriting } from "../lib/catalogue/open_catalogue.ts";
import { isLock, takeLock } from "../lib/catalogue/lock.ts";
import { CommandError } from "../lib/core/command_error.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { extractChildCommand } from "../lib/metadata/extract_child_command.ts";
import { ExtractPool } from "../lib/metadata/extract_pool.ts";
import type { Services } from "./services.ts";

/** What the services are opened for. */
export interface OpenServicesOptions {
  readonly databasePath: string;
  readonly programUrl: string;
  /** Name of the command, told to others who want the catalogue meanwhile. */
  readonly command: string;
}

/**
 * Opens the catalogue for writing, alone, with a pool of readers; `work` gets both and they are
 * closed in order when it ends, however it ends.
 *
 * @throws {CommandError} when somebody else is writing to the catalogue
 */
export async function withServices<Result>(
  { databasePath, programUrl, command }: OpenServicesOptions,
  work: (services: Services) => Promise<Result>,
): Promise<Result> {
  const database = openForWriting(databasePath);
  const lock = takeLock(databasePath, command);
  if (!isLock(lock)) {
    database.close();
    throw new CommandError(
      `Cannot write to '${databasePath}' as ${lock.command} (process ${lock.pid}) is working on it: ` +
        "wait until it has ended, or stop it",
      EXIT.failed,
    );
  }
  const pool = new ExtractPool({
    command: extractChildCommand({ entry: programUrl, standalone: Deno.build.standalone }),
  });
  try {
    return await work({ database, databasePath, programUrl, pool, underWay: new Set() });
  } finally {
    await pool.close();
    database.close();
    lock.release();
  }
}
