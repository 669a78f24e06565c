import { fromPromise } from "xstate";
import { changedPaths } from "../lib/catalogue/changed_paths.ts";
import { messageOf } from "../lib/core/file_error.ts";
import { SECOND_LOOK_AFTER_MS } from "../lib/core/retention.ts";
import { RootOfflineError } from "../lib/core/root_offline_error.ts";
import { isWholeRoot, withRulesWidened } from "../lib/core/scope.ts";
import { ABANDONED_AFTER_MS } from "../lib/core/temporary_name.ts";
import type { StagedScan } from "../lib/core/root_work.ts";
import type { WalkStep } from "../lib/core/walk_step.ts";
import type { ScanTask } from "../machines/root_protocol.ts";
import { judge } from "./check_root.ts";
import { depthOfDivision } from "./depth_of_division.ts";
import { logWait } from "./log_waits.ts";
import { removeLeftovers } from "./remove_leftovers.ts";
import { catalogueOf, type Services, track } from "./services.ts";

/** Enough to tell whether changes are announced at all. */
const CHANGED_PATHS_MAX = 1_000;

/** What changed so shortly before the scan may be announced while it runs. */
const ANNOUNCED_WITHIN_MS = 2_000;

/** Actor logic: walks a scope, compares it with the catalogue and stages the differences. */
export function scanRoot(services: Services) {
  const tidied = new Set<number>();
  return fromPromise<StagedScan, ScanTask>(({ input, signal }) => {
    logWait(input.path, "scan", "its turn");
    // Before the first look, as a second name that goes changes its photo; and before the first write.
    const isFirst = !tidied.has(input.rootId);
    tidied.add(input.rootId);
    return track(
      services,
      services.turns.run(() => scan(services, { ...input, isFirst }, signal), signal),
    );
  });
}

interface TurnedScan extends ScanTask {
  /** Whether nothing of the root was looked at since the program began. */
  readonly isFirst: boolean;
}

async function scan(
  services: Services,
  asked: TurnedScan,
  signal: AbortSignal,
): Promise<StagedScan> {
  const task = { ...asked, scope: withRulesWidened(asked.scope) };
  logWait(task.path, "scan", "the root to answer");
  const verdict = await judge(services, task);
  if (!verdict.online) throw new RootOfflineError(verdict.reason);
  signal.throwIfAborted();
  if (asked.isFirst) await removeLeftovers(services, task.rootId);
  const catalogue = catalogueOf(services, task.rootId);
  const scanId = catalogue.transact(() => {
    catalogue.stage.clear();
    if (isWholeRoot(task.scope)) catalogue.sightings.begin();
    return catalogue.scans.begin(task.scope, services.world.now());
  });
  try {
    const staged = await walk(services, task, scanId, signal);
    return { ...staged, identity: verdict.identity };
  } catch (error) {
    const outcome = error instanceof RootOfflineError
      ? "offline"
      : signal.aborted
      ? "stopped"
      : "failed";
    catalogue.scans.end(scanId, { outcome, detail: messageOf(error), nowMs: services.world.now() });
    throw error;
  }
}

async function walk(
  services: Services,
  task: ScanTask,
  scanId: number,
  signal: AbortSignal,
): Promise<Omit<StagedScan, "identity">> {
  const { rootId, path, scope, onProgress } = task;
  const { databasePath, world } = services;
  const { outbox, roots } = catalogueOf(services, rootId);
  const again: string[] = [];
  const startedMs = world.elapsedMs();
  const totals = await world.walk({
    order: {
      databasePath,
      rootId,
      rootPath: path,
      scope,
      usesSightings: true,
      fileSystem: roots.get(rootId).fileSystem,
      secondLookBeforeMs: world.now() - SECOND_LOOK_AFTER_MS,
      abandonedBeforeMs: world.now() - ABANDONED_AFTER_MS,
    },
    dividedAt: depthOfDivision(roots, { rootId, scope }),
    signal,
    onWait: (what) => logWait(path, "scan", what),
    // They go with the next pass over the outbox.
    onLeftovers: (paths) => paths.forEach((one) => outbox.note(`${path}/${one}`)),
    onSteps: (steps) => again.push(...store(services, rootId, scanId, steps)),
    onProgress: ({ seen }, directory) =>
      onProgress({ phase: "scanning", done: seen, total: null, directory }),
  });
  const scanMs = Math.round(world.elapsedMs() - startedMs);
  const beforeMs = isWholeRoot(scope) ? world.now() - scanMs - ANNOUNCED_WITHIN_MS : Infinity;
  const changed = changedPaths(services.database, { rootId, beforeMs, limit: CHANGED_PATHS_MAX });
  return { scanId, scope, again, scanMs, changedPaths: changed, ...totals };
}

/** Keeps a batch in one transaction and gives the paths that have to be looked at again. */
function store(
  services: Services,
  rootId: number,
  scanId: number,
  steps: readonly WalkStep[],
): string[] {
  const catalogue = catalogueOf(services, rootId);
  const nowMs = services.world.now();
  catalogue.transact(() => {
    for (const step of steps) {
      catalogue.stage.add(step);
      catalogue.problems.clearScan(step.settled, scanId);
      if (step.sighting !== null) catalogue.sightings.keep(step.sighting);
      for (const problem of step.problems) {
        catalogue.problems.see(problem, "scan", scanId, nowMs);
      }
    }
  });
  return steps.flatMap((step) => step.again);
}
