import type { RelativePath } from "../core/entry.ts";
import { RETENTION_MS } from "../core/retention.ts";
import type { TombstonePlace } from "../core/staged.ts";
import { lookAgain } from "./look_again.ts";
import type { ReconcileInput, ReconcilePorts } from "./ports.ts";
import { whyStillGone } from "./proven_absence.ts";
import type { Tally } from "./tally.ts";

const BATCH_ROWS_MAX = 200;

/**
 * Gives up the records that have been tombstones for the retention time, a few at a time. Nothing is
 * given up while anything in the catalogue is out of sight or waits for a person, and nothing whose
 * absence cannot be proven once more.
 *
 * @throws {RootOfflineError} when the root is not there any more
 */
export async function purgeTombstones(
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
): Promise<void> {
  const { absent } = ports.catalogue;
  const beforeMs = ports.now() - RETENTION_MS;
  const emptied = new Set<RelativePath>();
  let after: TombstonePlace | null = null;
  while (absent.mayPurge()) {
    input.signal.throwIfAborted();
    const page: readonly TombstonePlace[] = absent.tombstones(beforeMs, after, BATCH_ROWS_MAX);
    after = page.at(-1) ?? null;
    if (after === null) break;
    const absences = await lookAgain(page, input, ports);
    ports.catalogue.transact(() => {
      page.forEach((one, index) => {
        if (whyStillGone(one.fileId, absences[index] ?? null, absent) === null) return;
        emptied.add(one.directory);
        if (absent.purge(one, beforeMs, ports.now())) tally.purged++;
      });
    });
    await ports.breathe();
  }
  for (const directory of emptied) {
    ports.catalogue.transact(() => absent.tidy(directory));
    await ports.breathe();
  }
}
