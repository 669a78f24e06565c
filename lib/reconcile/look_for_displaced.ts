import type { DisplacedSight, StagedDisplacement } from "../core/displaced.ts";
import { baseName, parentPath } from "../core/entry.ts";
import { isWholeRoot } from "../core/scope.ts";
import type { ReconcileInput, ReconcilePorts } from "./ports.ts";
import type { Tally } from "./tally.ts";

const PAGE_ROWS = 500;

/** How far the clock of a file system, on another machine perhaps, may be behind ours. */
const CLOCK_SLACK_MS = 60_000;

/** ctime is known to the second only. */
const CTIME_STEP_MS = 1_000;

/**
 * A file in the place of a known photo is that photo, saved anew by a program that replaces files, where
 * the old file is nowhere. But a scan that had passed the place to which the photo was moved has not met
 * it there, and its record would go to whatever was put where it stood. So the old file is looked for
 * in all that changed since the scan began; where it turns up, both places are left for a scan that
 * sees them together.
 */
export async function lookForDisplaced(
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
): Promise<void> {
  const { stage } = ports.catalogue;
  for (let afterId: number | null = 0; afterId !== null;) {
    input.signal.throwIfAborted();
    const { lastId, displaced } = stage.displaced(afterId, PAGE_ROWS);
    if (displaced.length > 0) await postpone(displaced, input, ports, tally);
    afterId = lastId;
    await ports.breathe();
  }
}

async function postpone(
  displaced: readonly StagedDisplacement[],
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
): Promise<void> {
  const { rootPath, scope, scanStartedMs, signal } = input;
  const { stage } = ports.catalogue;
  const sinceMs = scanStartedMs - CLOCK_SLACK_MS;
  const sights = await ports.findDisplaced({ rootPath, scope, sinceMs, displaced });
  signal.throwIfAborted();
  // Another name that the file had all the time is no place to which it was moved.
  const isNews = ({ path, inode }: DisplacedSight) =>
    !stage.isKnownAt({ directory: parentPath(path), name: baseName(path) }, inode);
  const placeOf = new Map(sights.filter(isNews).map(({ inode, path }) => [inode, path]));
  ports.catalogue.transact(() => {
    for (const one of displaced) {
      const place = placeOf.get(one.inode);
      if (place === undefined && !mayBeElsewhere(one, input, ports)) continue;
      stage.postpone(one.stageId);
      tally.again.push(one.path);
      if (place !== undefined) tally.again.push(place);
    }
  });
}

/**
 * Whether the photo may be where this scan of a part never looked: what happened before the scan was
 * announced together and is its scope, what happened since is announced for the next.
 */
function mayBeElsewhere(
  { takenMs }: StagedDisplacement,
  { scope, scanStartedMs, policy }: ReconcileInput,
  { now }: ReconcilePorts,
): boolean {
  if (isWholeRoot(scope) || takenMs === null || !policy.ctimesAreStable) return false;
  // A clock that is ahead would put it off again and again.
  return takenMs + CTIME_STEP_MS >= scanStartedMs && takenMs <= now();
}
