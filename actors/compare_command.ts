import type { DatabaseSync } from "node:sqlite";
import { noteAudit } from "../lib/catalogue/audit_notes.ts";
import { CatalogueQueries } from "../lib/catalogue/catalogue_queries.ts";
import { catalogueState, openForReading } from "../lib/catalogue/open_for_reading.ts";
import { openExclusively } from "../lib/catalogue/open_exclusively.ts";
import { RootStore } from "../lib/catalogue/root_store.ts";
import { emptyCatalogue } from "../lib/catalogue/shadow_stage.ts";
import { assertSound } from "../lib/commands/assert_sound.ts";
import type { PlacedRoot } from "../lib/commands/place_folders.ts";
import { reportDifferences, type ReportOptions } from "../lib/commands/report_differences.ts";
import { owedText } from "../lib/commands/status.ts";
import { unknownRoot } from "../lib/commands/unknown_root.ts";
import { CommandError } from "../lib/core/command_error.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { isWholeRoot } from "../lib/core/scope.ts";
import { openHasher } from "../lib/metadata/open_hasher.ts";
import { ProgressDisplay } from "../lib/terminal/progress_display.ts";
import { stopOnSignals } from "../lib/terminal/stop_on_signals.ts";
import { askLive } from "./ask_live.ts";
import type { PhotoChecks } from "./check_photos.ts";
import { compareRoots } from "./compare_roots.ts";
import { HashBatch } from "./hash_batch.ts";
import { type Invocation, place } from "./invocation.ts";
import { openReaders } from "./open_readers.ts";

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
  // Whoever reads goes before whoever writes: the last one leaves the catalogue as one file.
  await using writing = new AsyncDisposableStack();
  await using reading = new AsyncDisposableStack();
  reading.defer(() => database.close());
  reading.defer(() => display.clear());
  try {
    if (as === "audit") {
      assertSound(new CatalogueQueries(database).damage(), databasePath);
      await tellOwed(invocation, placed);
    }
    const compared = compareRoots(placed, {
      database,
      databasePath,
      programUrl,
      signal: stop.signal,
      onProgress: (progress) => display.show(progress),
      checks: openChecks(invocation, { programUrl, reading, writing }),
    });
    return await reportDifferences(compared, {
      as,
      json,
      print: display.clearedFor(print),
      ...as === "audit" ? { onCompared: noteAudits(invocation, { placed, database }) } : {},
    });
  } catch (error) {
    if (stop.exitCode() === null) throw error;
    return stop.exitCode() ?? EXIT.failed;
  }
}

/** What a daemon has heard of and not looked at yet differs for the moment: no reason to worry. */
async function tellOwed(
  { databasePath, tell }: Invocation,
  placed: readonly PlacedRoot[],
): Promise<void> {
  const live = await askLive(databasePath);
  if (live.isSilent) return;
  for (const { path } of placed) {
    const root = live.roots.get(path);
    if (root === undefined) continue;
    const owed = owedText(root);
    if (owed !== null) tell(`${path}: ${owed}; what differs may only wait for that`);
  }
}

/** Notes what was found of whole roots, for `status`. */
function noteAudits(
  { databasePath, options }: Invocation,
  { placed, database }: {
    readonly placed: readonly PlacedRoot[];
    readonly database: DatabaseSync;
  },
): NonNullable<ReportOptions["onCompared"]> {
  const roots = new RootStore(database).all().map(({ path }) => path);
  const compared = (["content", "metadata"] as const).filter((one) => options[one] === true);
  const whole = placed.filter(({ scope }) => isWholeRoot(scope)).map(({ path }) => path);
  return ({ path, seen: files, problems, outOfSight }, found) => {
    if (!whole.includes(path)) return;
    const audit = { at: new Date().toISOString(), compared, files, problems, outOfSight, ...found };
    noteAudit(databasePath, path, { audit, roots });
  };
}

/** What the options ask to be compared beside the fingerprints; `null` when that is all. */
function openChecks(
  invocation: Invocation,
  { programUrl, reading, writing }: {
    readonly programUrl: string;
    readonly reading: AsyncDisposableStack;
    readonly writing: AsyncDisposableStack;
  },
): PhotoChecks | null {
  const { content, metadata } = invocation.options;
  if (content !== true && metadata !== true) return null;
  // Once for all photos, however many ask for it at the same time.
  let batch: Promise<HashBatch | null> | null = null;
  return {
    openHasher: content === true ? (rootPath) => openHasher({ programUrl, rootPath }) : null,
    batch: () => batch ??= openBatch(invocation, writing),
    read: metadata === true ? openReader(programUrl, reading) : null,
  };
}

/** Opens the catalogue for hashes that are wanting, unless somebody else works on it. */
async function openBatch(
  { databasePath, command, tell }: Invocation,
  work: AsyncDisposableStack,
): Promise<HashBatch | null> {
  try {
    const catalogue = await openExclusively(databasePath, { command, tell });
    work.defer(() => catalogue.close());
    const batch = new HashBatch(catalogue.database, { now: Date.now });
    work.defer(() => batch.store());
    return batch;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    tell(`Content hashes are only compared, and none is stored: ${error.message}`);
    return null;
  }
}

function openReader(programUrl: string, work: AsyncDisposableStack): PhotoChecks["read"] {
  const readers = openReaders(programUrl);
  work.defer(() => readers.close());
  return (paths, signal) => readers.read(paths, signal);
}
