import type { DatabaseSync } from "node:sqlite";
import { CatalogueQueries } from "../lib/catalogue/catalogue_queries.ts";
import { catalogueState, openForReading } from "../lib/catalogue/open_for_reading.ts";
import { bringUpToDate, openExclusively } from "../lib/catalogue/open_exclusively.ts";
import { RootStore } from "../lib/catalogue/root_store.ts";
import { emptyCatalogue } from "../lib/catalogue/shadow_stage.ts";
import type { Directories } from "../lib/commands/directories.ts";
import { type PlacedRoot, placeFolders } from "../lib/commands/place_folders.ts";
import { CommandError } from "../lib/core/command_error.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { isBelow } from "../lib/core/folder.ts";
import { WHOLE_ROOT } from "../lib/core/scope.ts";
import { resolvePath } from "../lib/file_system/resolve_path.ts";
import type { CommandLine } from "../lib/terminal/command_line.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";

/** Names at the top of a root that are looked for to tell whether it is there. */
const NAMES_MAX = 8;

/** What every command needs of the command line. */
export interface Invocation extends CommandLine {
  readonly databasePath: string;
  readonly json: boolean;
  /** A path as typed, seen from where the user stands, as an absolute one. */
  readonly absolute: (path: string) => string;
  readonly print: (text: string) => void;
  /** For what a person has to know and is no data. */
  readonly tell: (message: string) => void;
  /**
   * The same command line with the file of settings as it is now, for a daemon that is told to read it
   * again; throws as the first reading did.
   */
  readonly readAgain: () => CommandLine;
  /** How the catalogue is written to where somebody has it open already: in the daemon. */
  readonly write?: CatalogueWriter;
}

/** Gives the catalogue to `work`, which changes it. */
export type CatalogueWriter = <Result>(
  work: (database: DatabaseSync) => Result | Promise<Result>,
) => Promise<Result>;

/** The folders a person named, or all known roots, as roots and scopes. */
export function place(
  invocation: Pick<Invocation, "command" | "databasePath" | "absolute">,
  named: unknown,
): readonly PlacedRoot[] {
  const { databasePath } = invocation;
  return withReader(
    databasePath,
    (database) => placing(database, invocation)(named),
    emptyCatalogue,
  );
}

/** The same for who asks again and again while roots stay what they are. */
export function placing(
  database: DatabaseSync,
  { command, absolute }: Pick<Invocation, "command" | "absolute">,
): (named: unknown) => readonly PlacedRoot[] {
  const known = new RootStore(database).all();
  const queries = new CatalogueQueries(database);
  return (named) => {
    const folders = Array.isArray(named) ? named.map((path) => absolute(path)) : [];
    const placed = folders.length > 0
      ? placeFolders(folders, {
        roots: known,
        directories: directoriesOf(database),
        knows: (root, path) => queries.knows(root.path, path),
      })
      : known.map(({ id, path }) => ({
        rootId: id,
        path,
        scope: WHOLE_ROOT,
        named: WHOLE_ROOT,
      }));
    if (placed.length > 0) return placed;
    const flag = command === "watch" ? "--root" : "--folder";
    throw new UsageError([`No folder to ${command}: name one with ${flag} DIR`]);
  };
}

/**
 * A look at the disk for a command that decides about roots. One that was silent is not asked: the
 * question would hold up the command for ever, and all roots where a daemon carries it out.
 */
export function directoriesOf(database: DatabaseSync): Directories {
  const roots = new RootStore(database);
  const silent = roots.silent();
  return {
    resolve: (path) => {
      const root = silent.find((one) => isBelow(path, one));
      if (root === undefined) return resolvePath(path);
      throw new CommandError(
        `Cannot look at '${path}': '${root}' did not answer when it was looked at last; ` +
          "once it does again, run sync",
        EXIT.offline,
      );
    },
    names: (rootId) => roots.topNames(rootId, NAMES_MAX),
  };
}

/** Gives a reader of the catalogue to `work`, or what `otherwise` makes where there is none. */
export function withReader<Result>(
  databasePath: string,
  work: (database: DatabaseSync) => Result,
  otherwise?: () => DatabaseSync,
): Result {
  const isThere = otherwise === undefined || catalogueState(databasePath) !== "absent";
  const database = isThere ? openForReading(databasePath) : otherwise();
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** Gives an existing catalogue, locked, to `work`, which changes it without looking at photos. */
export async function withWriter<Result>(
  { databasePath, command, tell, write }: Invocation,
  work: (database: DatabaseSync) => Result | Promise<Result>,
): Promise<Result> {
  if (write !== undefined) return await write(work);
  await bringUpToDate(databasePath, { command: "a repair", tell });
  openForReading(databasePath).close();
  const catalogue = await openExclusively(databasePath, { command, tell });
  try {
    return await work(catalogue.database);
  } finally {
    catalogue.close();
  }
}
