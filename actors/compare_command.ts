import type { DatabaseSync } from "node:sqlite";
import { CatalogueQueries } from "../lib/catalogue/catalogue_queries.ts";
import { catalogueState, openForReading } from "../lib/catalogue/open_catalogue.ts";
import { type ExclusiveCatalogue, openExclusively } from "../lib/catalogue/open_exclusively.ts";
import { PhotoReader } from "../lib/catalogue/photo_reader.ts";
import { emptyCatalogue } from "../lib/catalogue/shadow_stage.ts";
import type { PlacedRoot } from "../lib/commands/place_folders.ts";
import { reportDifferences } from "../lib/commands/report_differences.ts";
import { unknownRoot } from "../lib/commands/unknown_root.ts";
import { CommandError } from "../lib/core/command_error.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { extractChildCommand } from "../lib/metadata/extract_child_command.ts";
import { ExtractPool } from "../lib/metadata/extract_pool.ts";
import { openHasher } from "../lib/metadata/open_hasher.ts";
import { ProgressDisplay } from "../lib/terminal/progress_display.ts";
import { stopOnSignals } from "../lib/terminal/stop_on_signals.ts";
import type { PhotoChecks } from "./check_photos.ts";
import { compareRoots } from "./compare_roots.ts";
import { HashBatch } from "./hash_batch.ts";
import { type Invocation, place } from "./invocation.ts";

/**
 * Compares catalogue and disk, for `audit` and `sync --dry-run`. Nothing is changed, but for content
 * hashes that are wanting and that `audit --content` has read anyway.
 *
 * @throws {CommandError} when the catalogue cannot be read, or its file is damaged
 */
export async function compare(invocation: Invocation, programUrl: string): Promise<number> {
  const { command, options, json, databasePath, print } = invocation;
  const as = command === "audit" ? "audit" : "plan";
  const placed = place(invocation, options["folder"]);
  const unknown = placed.find(({ rootId }) => rootId === null);
  if (as === "audit" && unknown !== undefined) throw unknownRoot("audit", unknown.path);
  const display = new ProgressDisplay();
  using stop = stopOnSignals();
  const database = catalogueState(databasePath) !== "absent"
    ? openForReading(databasePath)
    : emptyCatalogue();
  await using work = new AsyncDisposableStack();
  // Readers go first: the last one to close a catalogue leaves it as one file.
  let writer: ExclusiveCatalogue | null = null;
  work.defer(() => writer?.close());
  work.defer(() => database.close());
  work.defer(() => display.clear());
  try {
    if (as === "audit") assertUndamaged(database, databasePath);
    if (options["content"] === true) writer = await openForHashes(invocation, database, placed);
    const compared = compareRoots(placed, {
      database,
      databasePath,
      programUrl,
      signal: stop.signal,
      onProgress: (progress) => display.show(progress),
      checks: openChecks(invocation, { programUrl, writer, work }),
    });
    return await reportDifferences(compared, { as, json, print: display.clearedFor(print) });
  } catch (error) {
    if (stop.exitCode() === null) throw error;
    return stop.exitCode() ?? EXIT.failed;
  }
}

function assertUndamaged(database: DatabaseSync, databasePath: string): void {
  const damage = new CatalogueQueries(database).damage();
  if (damage.length === 0) return;
  throw new CommandError(
    `Cannot trust the catalogue '${databasePath}' as it is damaged (${damage.join("; ")}): ` +
      "run sync, which saves what can be read of it",
    EXIT.failed,
  );
}

/** The catalogue for writing, where hashes are wanting and nobody else works on it; else `null`. */
async function openForHashes(
  { databasePath, command, tell }: Invocation,
  database: DatabaseSync,
  placed: readonly PlacedRoot[],
): Promise<ExclusiveCatalogue | null> {
  const isWanting = placed.some(({ rootId, scope }) =>
    rootId !== null && new PhotoReader(database, rootId).totals(scope).unhashed > 0
  );
  if (!isWanting) return null;
  try {
    return await openExclusively(databasePath, { command, tell });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    tell(`Content hashes are only compared, and none is stored: ${error.message}`);
    return null;
  }
}

/** What the options ask to be compared beside the fingerprints; `null` when that is all. */
function openChecks(
  { options }: Invocation,
  { programUrl, writer, work }: {
    readonly programUrl: string;
    readonly writer: ExclusiveCatalogue | null;
    readonly work: AsyncDisposableStack;
  },
): PhotoChecks | null {
  const [content, metadata] = [options["content"] === true, options["metadata"] === true];
  if (!content && !metadata) return null;
  return {
    openHasher: content ? (rootPath) => openHasher({ programUrl, rootPath }) : null,
    batch: writer === null ? null : new HashBatch(writer.database, { now: Date.now }),
    read: metadata ? openReader(programUrl, work) : null,
  };
}

function openReader(programUrl: string, work: AsyncDisposableStack): PhotoChecks["read"] {
  const pool = new ExtractPool({
    command: extractChildCommand({ entry: programUrl, standalone: Deno.build.standalone }),
  });
  work.defer(() => pool.close());
  return (paths, signal) => pool.read(paths, signal);
}
