import { applyReadings } from "./apply_readings.ts";
import { pairCopiesOf } from "./pair_copies.ts";
import type { ReconcileInput, ReconcilePorts } from "./ports.ts";
import type { Tally } from "./tally.ts";

/**
 * Hides the known photos in whose places other photos are, and gives these records of their own: both in
 * one transaction for each, after another look at the file and at the root. What is new may be the copy
 * of a known photo that only changed its name, so copies are paired once more.
 *
 * @returns as `pairCopiesOf`
 * @throws {RootOfflineError} when the root is not there any more
 */
export async function hideDisplaced(
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
  report: () => void,
): Promise<ReadonlySet<number>> {
  const hasAny = ports.catalogue.stage.page("displaced", 0, 1).length > 0;
  if (!hasAny) return new Set();
  await applyReadings("displaced", input, ports, tally, report);
  return await pairCopiesOf(input, ports, tally, report);
}
