import type { Staged } from "../core/staged.ts";
import { lookAgain } from "./look_again.ts";
import type { Absence, ReconcileInput, ReconcilePorts } from "./ports.ts";
import { isProvenAbsence } from "./proven_absence.ts";
import type { Tally } from "./tally.ts";

const BATCH_ROWS_MAX = 200;

/**
 * The second look: what was missing already, and is proven absent again, becomes a tombstone. It is
 * proven as hiding is; or another record's file stands in its place.
 *
 * @throws {RootOfflineError} when the root is not there any more
 */
export async function confirmGone(
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
  report: () => void,
): Promise<void> {
  let afterId = 0;
  for (;;) {
    input.signal.throwIfAborted();
    const page = ports.catalogue.stage.page("gone", afterId, BATCH_ROWS_MAX);
    const last = page.at(-1);
    if (last === undefined) return;
    afterId = last.id;
    const absences = await lookAgain(page, ports);
    input.signal.throwIfAborted();
    ports.catalogue.transact(() => {
      page.forEach((row, index) => confirm(row, absences[index] ?? null, input, ports, tally));
    });
    report();
    await ports.breathe();
  }
}

function confirm(
  row: Staged,
  absence: Absence | null,
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
): void {
  const { absent, stage } = ports.catalogue;
  stage.remove(row.id);
  tally.done++;
  if (row.fileId === null) throw new Error(`Cannot confirm staged row ${row.id}: no record`);
  // What cannot be proven now waits for the next scan, as nothing about it is urgent.
  const isTaken = absence === null && absent.isTaken(row.fileId);
  if (!isTaken && !isProvenAbsence(absence)) return;
  const seen = isTaken
    ? "another photo stands in its place"
    : `looking it up again said ${absence}`;
  const evidence = `Scan ${input.scanId}: absent a second time, ${seen}; the root was online`;
  if (absent.confirm(row.fileId, evidence, ports.now())) tally.tombstoned++;
}
