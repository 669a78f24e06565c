import { judgeHiding } from "../core/breaker.ts";
import { pairMoves } from "../core/moves.ts";
import { isWholeRoot } from "../core/scope.ts";
import { applyMoves } from "./apply_moves.ts";
import { applyReadings } from "./apply_readings.ts";
import { lookForTwins } from "./look_for_twins.ts";
import { hideVanished } from "./hide_vanished.ts";
import type { ReconcileCatalogue, ReconcileInput, ReconcilePorts } from "./ports.ts";
import { emptyTally, type Tally } from "./tally.ts";

/**
 * Makes the catalogue equal to what a scan staged: pairs moves, checks the plan, applies it in short
 * transactions. What is new or changed is applied before anything is hidden, so that a reconcile that
 * is interrupted never shows less than there is.
 *
 * @throws {RootOfflineError} when the root is gone before something would be hidden
 */
export async function reconcile(input: ReconcileInput, ports: ReconcilePorts): Promise<Tally> {
  const { catalogue } = ports;
  const tally = emptyTally();
  await lookForTwins(input, ports, tally);
  catalogue.transact(() => pairStagedMoves(catalogue));
  catalogue.transact(() => checkPlan(input, ports, tally));
  const total = totalOf(catalogue.stage.counts());
  const report = () => input.onProgress(tally.done, total);
  await applyMoves(input, ports, tally, report);
  for (const kind of ["changed", "returned", "racy", "appeared"] as const) {
    await applyReadings(kind, input, ports, tally, report);
  }
  await hideVanished(input, ports, tally, report);
  catalogue.transact(() => {
    catalogue.problems.clearScan(input.scope, input.scanId);
    catalogue.stage.clear();
  });
  return tally;
}

/** Decides which arrivals are known records in a new place; shared with the dry run and the audit. */
export function pairStagedMoves(catalogue: Pick<ReconcileCatalogue, "stage">): void {
  for (const candidates of catalogue.stage.moveCandidates()) {
    for (const pair of pairMoves(candidates)) catalogue.stage.markMoved(pair);
  }
}

/** Takes the hiding out of a plan that looks like an accident; the rest of it goes on. */
function checkPlan(input: ReconcileInput, ports: ReconcilePorts, tally: Tally): void {
  const { stage, held, roots, rootId } = ports.catalogue;
  // A scan of a part cannot answer a question that was asked about the whole root.
  if (!isWholeRoot(input.scope)) held.keepListed();
  const toHide = stage.photosToHide();
  const present = toHide === 0 ? 0 : roots.photoCount(rootId);
  const verdict = judgeHiding(toHide, present, held.decisionForStaged());
  if (verdict === "hold") held.hold(ports.now());
  if (verdict !== "apply") {
    tally.held = verdict === "hold" ? toHide : 0;
    tally.kept = verdict === "keep" ? toHide : 0;
    stage.keepAllVanished();
  } else if (isWholeRoot(input.scope)) {
    held.release();
  }
}

function totalOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
