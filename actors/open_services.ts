import { openExclusively } from "../lib/catalogue/open_exclusively.ts";
import { extractChildCommand } from "../lib/metadata/extract_child_command.ts";
import { ExtractPool } from "../lib/metadata/extract_pool.ts";
import { realWorld } from "./real_world.ts";
import type { Services } from "./services.ts";

/** What the services are opened for. */
export interface OpenServicesOptions {
  readonly databasePath: string;
  readonly programUrl: string;
  /** Name of the command, told to others who want the catalogue meanwhile. */
  readonly command: string;
  /** Told what a person has to know of the catalogue. */
  readonly tell: (message: string) => void;
}

/**
 * Opens the catalogue for writing, alone, with a pool of readers; `work` gets both and they are
 * closed in order when it ends, however it ends.
 *
 * @throws {CommandError} when somebody else is writing to the catalogue
 */
export async function withServices<Result>(
  { databasePath, programUrl, command, tell }: OpenServicesOptions,
  work: (services: Services) => Promise<Result>,
): Promise<Result> {
  const catalogue = await openExclusively(databasePath, { command, tell });
  const pool = new ExtractPool({
    command: extractChildCommand({ entry: programUrl, standalone: Deno.build.standalone }),
  });
  try {
    const { database } = catalogue;
    const world = realWorld({ programUrl, pool });
    return await work({ database, databasePath, world, underWay: new Set() });
  } finally {
    await pool.close();
    catalogue.close();
  }
}
