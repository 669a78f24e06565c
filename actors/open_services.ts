import { getLogger } from "@logtape/logtape";
import { exists } from "../lib/catalogue/exists.ts";
import { openExclusively } from "../lib/catalogue/open_exclusively.ts";
import { CommandError } from "../lib/core/command_error.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { messageOf } from "../lib/core/file_error.ts";
import { resolvePath } from "../lib/file_system/resolve_path.ts";
import { CatalogueGuard, CatalogueLostError } from "./catalogue_guard.ts";
import { openReaders } from "./open_readers.ts";
import { openWriters } from "./open_writers.ts";
import { realWorld } from "./real_world.ts";
import { FairTurns } from "./fair_turns.ts";
import type { Services } from "./services.ts";

/** What the services are opened for. */
export interface OpenServicesOptions {
  readonly databasePath: string;
  readonly programUrl: string;
  /** Name of the command, told to others who want the catalogue meanwhile. */
  readonly command: string;
  /** Where others can ask it to do something for them. */
  readonly socket: string | null;
  /** Files that are written beside the catalogue's own, as a log; absolute. */
  readonly ownFiles: readonly string[];
  /** Roots that scan at the same time. */
  readonly rootsAtOnce: number;
}

/**
 * Opens the catalogue for writing, alone, with a pool of readers; `work` gets both and they are
 * closed in order when it ends, however it ends. Where the catalogue's file is taken away under the
 * work, it is put back or the one that is there now is opened, and the work begins anew.
 *
 * @throws {CommandError} when somebody else is writing to the catalogue, or it turned out to be damaged
 */
export async function withServices<Result>(
  options: OpenServicesOptions,
  work: (services: Services) => Promise<Result>,
): Promise<Result> {
  for (;;) {
    const outcome = await workOnce(options, work);
    if (!outcome.isLost) return outcome.result;
  }
}

type Outcome<Result> =
  | { readonly isLost: false; readonly result: Result }
  | { readonly isLost: true };

async function workOnce<Result>(
  { databasePath, programUrl, command, socket, rootsAtOnce, ownFiles: others }: OpenServicesOptions,
  work: (services: Services) => Promise<Result>,
): Promise<Outcome<Result>> {
  const logger = getLogger("proofsheet");
  const tell = (message: string) => logger.warn("{message}", { message });
  const isFirst = !exists(databasePath);
  const catalogue = await openExclusively(databasePath, { command, socket, tell });
  const guard = new CatalogueGuard(() => catalogue.loss());
  const readers = openReaders(programUrl);
  // All there is will be read.
  if (isFirst) readers.prepare(Infinity);
  const writers = openWriters(programUrl);
  const isLost = () => guard.signal.reason instanceof CatalogueLostError;
  try {
    const { database } = catalogue;
    const ownFiles = [databasePath, ...others];
    const world = realWorld({ programUrl, readers, writers, ownFiles: ownFiles.map(realPath) });
    const turns = new FairTurns(rootsAtOnce);
    const result = await work({ database, databasePath, world, guard, turns, underWay: new Set() });
    if (isLost()) return { isLost: true };
    if (guard.signal.aborted) throw damaged(databasePath, guard.signal.reason);
    return { isLost: false, result };
  } catch (error) {
    guard.heed(error);
    if (isLost()) return { isLost: true };
    throw error;
  } finally {
    await Promise.all([readers.close(), writers.close()]);
    if (isLost()) await catalogue.rescue();
    else catalogue.close(!guard.signal.aborted);
  }
}

function damaged(databasePath: string, cause: unknown): CommandError {
  return new CommandError(
    `The catalogue '${databasePath}' is damaged (${messageOf(cause)}): ` +
      "the next sync repairs it, run it now",
    EXIT.failed,
    { cause },
  );
}

/** As the watcher names it: its folder may be reached through a link. */
function realPath(path: string): string {
  const slash = path.lastIndexOf("/");
  return resolvePath(path.slice(0, slash) || "/")?.path.replace(/\/?$/, path.slice(slash)) ?? path;
}
