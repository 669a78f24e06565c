import { isStillAsked, judgeHiding, photosToCount } from "../core/breaker.ts";
import { pairMoves } from "../core/moves.ts";
import { isWholeRoot } from "../core/scope.ts";
import { applyMoves } from "./apply_moves.ts";
import { applyReadings } from "./apply_readings.ts";
import { lookForDisplaced } from "./look_for_displaced.ts";
import { lookForTwins } from "./look_for_twins.ts";
import { hideIgnored, releaseAbsent } from "./hide_ignored.ts";
import { hideDisplaced } from "./hide_displaced.ts";
import { hideEmptied } from "./hide_emptied.ts";
import { hideVanished } from "./hide_vanished.ts";
import { confirmGone } from "./confirm_gone.ts";
import { purgeTombstones } from "./purge_tombstones.ts";
import { pairCopiesOf } from "./pair_copies.ts";
import { recogniseRestored } from "./recognise_restored.ts";
import type { ReconcileCatalogue, ReconcileInput, ReconcilePorts } from "./ports.ts";
import { emptyTally, type Tally } from "./tally.ts";

const INODES_A_BATCH = 300;

/** Comes before all inodes, also those some systems give as negative numbers. */
const NO_INODE = Number.MIN_SAFE_INTEGER;

/**
 * Makes the catalogue equal to what a scan staged: pairs moves, applies what is there, pairs copies,
 * checks what is left to hide, all in short transactions. What is new or changed is applied before
 * anything is hidden, so that a reconcile that is interrupted never shows less than there is.
 *
 * @throws {RootOfflineError} when the root is gone before something would be hidden
 */
export async function reconcile(input: ReconcileInput, ports: ReconcilePorts): Promise<Tally> {
  const { catalogue } = ports;
  const tally = emptyTally();
  catalogue.transact(() => {
    catalogue.held.forgetFound(input);
    catalogue.failed.forgetFound(input);
  });
  await recogniseRestored(input, ports, tally);
  await lookForTwins(input, ports, tally);
  await pairMovesInBatches(input, ports);
  tally.strangers = catalogue.transact(() => catalogue.stage.dropStrangers());
  await lookForDisplaced(input, ports, tally);
  const present = photosBefore(ports);
  const total = totalOf(catalogue.stage.counts());
  const report = () => input.onProgress(tally.done, total);
  await applyMoves(input, ports, tally, report);
  catalogue.transact(() => {
    catalogue.displaced.recognise("all");
    const failed = catalogue.failed.recognise(input.policy);
    tally.unreadable += failed;
    tally.done += failed;
  });
  for (const kind of ["changed", "returned", "racy", "appeared"] as const) {
    await applyReadings(kind, input, ports, tally, report);
  }
  await hideIgnored(input, ports, tally, report);
  // They are hidden already, and from here on they can be the originals of copies.
  await releaseAbsent(input, ports, tally, report);
  const refused = new Set(await pairCopiesOf(input, ports, tally, report));
  catalogue.transact(() => checkPlan(present, input, ports, tally));
  await hideEmptied(input, ports, tally, report);
  for (const id of await hideDisplaced(input, ports, tally, report)) refused.add(id);
  await hideVanished(refused, input, ports, tally, report);
  await confirmGone(input, ports, tally, report);
  catalogue.transact(() => {
    catalogue.problems.clearScan(input.scope, input.scanId);
    catalogue.held.forgetHidden();
    if (isWholeRoot(input.scope)) catalogue.held.release(isStillAsked);
    catalogue.stage.clear();
  });
  if (isWholeRoot(input.scope)) await purgeTombstones(input, ports, tally);
  return tally;
}

/** Decides which arrivals are known records in a new place; for the dry run and the audit. */
export function pairStagedMoves({ stage }: Pick<ReconcileCatalogue, "stage">): void {
  if (stage.hasDepartures()) {
    for (let inode: number | null = NO_INODE; inode !== null;) inode = pairPage(stage, inode);
  }
  stage.dropStrangers();
}

/** The same in short transactions. Nothing is hidden before all are done, so they may be several. */
async function pairMovesInBatches(
  input: ReconcileInput,
  { catalogue, breathe }: ReconcilePorts,
): Promise<void> {
  if (!catalogue.stage.hasDepartures()) return;
  for (let inode: number | null = NO_INODE; inode !== null;) {
    input.signal.throwIfAborted();
    const after: number = inode;
    inode = catalogue.transact(() => pairPage(catalogue.stage, after));
    await breathe();
  }
}

function pairPage(stage: ReconcileCatalogue["stage"], afterInode: number): number | null {
  const { lastInode, groups } = stage.moveCandidates(afterInode, INODES_A_BATCH);
  for (const pair of groups.flatMap(pairMoves)) stage.markMoved(pair);
  return lastInode;
}

/**
 * Photos the root showed before anything of the plan was applied, as far as they have to be counted.
 */
function photosBefore({ catalogue: { held, stage, roots, rootId } }: ReconcilePorts): number {
  const counts = stage.counts();
  const [vanished = 0, changed = 0, racy = 0] = ["vanished", "changed", "racy"]
    .map((kind) => counts.get(kind) ?? 0);
  const atMost = vanished + changed + racy + held.openCount();
  return roots.photoCount(rootId, photosToCount(atMost));
}

/** Takes the hiding out of a plan that looks like an accident; the rest of it goes on. */
function checkPlan(
  present: number,
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
): void {
  const { stage, held, displaced } = ports.catalogue;
  const isWhole = isWholeRoot(input.scope);
  // A scan of a part cannot answer, or ask again, what was asked about the whole root.
  if (!isWhole) held.keepListed();
  const decision = held.decisionForStaged();
  const toHide = stage.photosToHide();
  // What is held already would have been hidden, too, had nobody looked.
  const waiting = isWhole || toHide === 0 ? 0 : held.openCount();
  const isAccident = judgeHiding(toHide + waiting, present) === "hold" ||
    isStillAsked(held.askedCount());
  if (decision === "none" && isAccident) {
    tally.held = toHide;
    stage.keepVanished();
    held.hold(ports.now(), isWhole);
  } else if (decision !== "approved") {
    // What a person rejected stays, also when the root has grown so that it looks harmless now.
    tally.kept = held.keepRejected();
  }
  tally.waiting = displaced.noteKept();
}

function totalOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
