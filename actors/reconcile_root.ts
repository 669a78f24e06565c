import { fromPromise } from "xstate";
import { messageOf } from "../lib/core/file_error.ts";
import { fileSystemOfName } from "../lib/core/file_systems.ts";
import { RootOfflineError } from "../lib/core/root_offline_error.ts";
import type { Reconciled } from "../lib/core/root_work.ts";
import { emptySummary, type ScanSummary } from "../lib/core/scan_summary.ts";
import { isWholeRoot } from "../lib/core/scope.ts";
import type { ReconcilePorts } from "../lib/reconcile/ports.ts";
import { reconcile } from "../lib/reconcile/reconcile.ts";
import type { Tally } from "../lib/reconcile/tally.ts";
import type { ReconcileTask } from "../machines/root_protocol.ts";
import { judge, judgeByEvidence } from "./check_root.ts";
import { logWait } from "./log_waits.ts";
import { catalogueOf, type Services, track } from "./services.ts";

/** Actor logic: makes the catalogue equal to what the scan staged. */
export function reconcileRoot(services: Services) {
  return fromPromise<Reconciled, ReconcileTask>(({ input, signal }) => {
    logWait(input.path, "reconcile", "its turn");
    return track(services, services.turns.run(() => run(services, input, signal), signal));
  });
}

async function run(
  services: Services,
  task: ReconcileTask,
  signal: AbortSignal,
): Promise<Reconciled> {
  const { staged, rootId } = task;
  const { world } = services;
  const catalogue = catalogueOf(services, rootId);
  const startedMs = world.elapsedMs();
  try {
    const tally = await reconcile(
      {
        rootPath: task.path,
        policy: fileSystemOfName(catalogue.roots.get(rootId).fileSystem),
        scanId: staged.scanId,
        scanStartedMs: catalogue.scans.startedMs(staged.scanId),
        scope: staged.scope,
        again: staged.again,
        signal,
        onProgress: (done, total) =>
          task.onProgress({ phase: "reconciling", done, total, directory: null }),
      },
      portsOf(services, task),
    );
    const summary = summaryOf(
      task,
      tally,
      { problems: catalogue.problems.count(), held: catalogue.held.openCount() },
      world.elapsedMs() - startedMs,
    );
    const heldOpen = catalogue.held.openCount();
    const outcome = heldOpen > 0 ? "held" as const : "done" as const;
    catalogue.transact(() => {
      catalogue.scans.end(staged.scanId, { outcome, summary, nowMs: world.now() });
      if (isWholeRoot(staged.scope)) catalogue.roots.settle(rootId);
      if (isWholeRoot(staged.scope) && heldOpen === 0) catalogue.roots.settleMounts(rootId);
    });
    if (isWholeRoot(staged.scope)) {
      catalogue.transact(() => catalogue.trimHistory(world.now()));
    }
    const again = [...staged.again, ...tally.again, ...tally.sidecarsAgain];
    return { summary, again, heldOpen, endedMs: world.now() };
  } catch (error) {
    catalogue.scans.end(staged.scanId, {
      outcome: error instanceof RootOfflineError
        ? "offline"
        : signal.aborted
        ? "stopped"
        : "failed",
      detail: messageOf(error),
      nowMs: world.now(),
    });
    throw error;
  }
}

function portsOf(services: Services, task: ReconcileTask): ReconcilePorts {
  const { world } = services;
  return {
    catalogue: catalogueOf(services, task.rootId),
    read: (requests, signal) => world.read(requests, signal),
    checkRoot: () => judge(services, task),
    isRootThere: async (rootId, path) => {
      const { roots } = catalogueOf(services, task.rootId);
      const { verdict } = await judgeByEvidence(roots, { rootId, path }, world.observeRoot);
      return verdict.online;
    },
    absence: (path, rootPath = task.path) => world.absence(rootPath, path),
    fingerprintAt: (path) => world.fingerprintAt(path),
    findDisplaced: (search) => world.findDisplaced(search),
    now: () => world.now(),
    elapsedMs: () => world.elapsedMs(),
    breathe: () => world.breathe(),
  };
}

/** The numbers of the walk and of the reconcile as one summary that adds up. */
function summaryOf(
  { path, staged, unannounced }: Pick<ReconcileTask, "path" | "staged" | "unannounced">,
  tally: Tally,
  open: { readonly problems: number; readonly held: number },
  reconcileMs: number,
): ScanSummary {
  const { appeared, changed, moved, unreadable, missing, filesRead, bytesRead } = tally;
  return {
    ...emptySummary(path),
    seen: staged.seen - tally.strangers,
    appeared,
    changed,
    moved,
    revived: tally.revived,
    unchanged: staged.unchanged + tally.unchanged,
    unreadable,
    pending: staged.again.length + tally.again.length,
    waiting: tally.waiting,
    missing,
    merged: tally.merged,
    tombstoned: tally.tombstoned,
    purged: tally.purged,
    ignored: tally.ignored,
    ...open,
    kept: tally.kept,
    filesRead,
    slow: tally.slow,
    bytesRead,
    unannounced,
    directories: staged.directories,
    scanMs: staged.scanMs,
    reconcileMs: Math.round(reconcileMs),
  };
}
