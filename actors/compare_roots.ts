import { HeldStore } from "../lib/catalogue/held_store.ts";
import { countOutOfSight } from "../lib/catalogue/out_of_sight.ts";
import type { ComparedRoot, ReportedDifference } from "../lib/commands/report_differences.ts";
import type { PlacedRoot } from "../lib/commands/place_folders.ts";
import { RootOfflineError } from "../lib/core/root_offline_error.ts";
import { type CheckOrder, checkPhotos, type PhotoChecks } from "./check_photos.ts";
import { type CompareOrder, compareRoot } from "./compare_root.ts";

/** What is the same for all roots that are compared. */
export interface CompareRootsOptions extends Omit<CompareOrder, "rootId" | "path" | "scope"> {
  /** What is compared of every photo beside its fingerprint; `null` for nothing. */
  readonly checks: PhotoChecks | null;
}

/** Stands for a root the catalogue does not know. */
const NO_ROOT_ID = 0;

/**
 * Compares roots one after the other; each has to be reported before the next is asked for, as its
 * differences are staged in the same place.
 */
export async function* compareRoots(
  placed: readonly PlacedRoot[],
  options: CompareRootsOptions,
): AsyncGenerator<ComparedRoot> {
  for (const { rootId, path, scope } of placed) {
    const databasePath = rootId === null ? null : options.databasePath;
    const order = { ...options, databasePath, rootId: rootId ?? NO_ROOT_ID, path, scope };
    yield await compareOne(order, options.checks);
  }
}

async function compareOne(
  order: CompareOrder,
  checks: PhotoChecks | null,
): Promise<ComparedRoot> {
  const { path, rootId, database } = order;
  try {
    const { totals, problems, kept, differences: ofTree } = await compareRoot(order, {
      areReadAfter: checks !== null,
    });
    const differences = checks === null ? ofTree : withChecks(ofTree, order, checks);
    const held = new HeldStore(database, rootId).openCount();
    const outOfSight = countOutOfSight(database, rootId, problems);
    const counts = { seen: totals.seen, problems: problems.length, outOfSight, held, kept };
    return { path, offline: null, ...counts, differences };
  } catch (error) {
    if (!(error instanceof RootOfflineError)) throw error;
    const nothing = { seen: 0, problems: 0, outOfSight: 0, held: 0, kept: 0, differences: [] };
    return { path, offline: error.message, ...nothing };
  }
}

/** First what the trees tell, then what only the files themselves tell. */
async function* withChecks(
  ofTree: Iterable<ReportedDifference>,
  order: CheckOrder,
  checks: PhotoChecks,
): AsyncGenerator<ReportedDifference> {
  yield* ofTree;
  yield* checkPhotos(order, checks);
}
