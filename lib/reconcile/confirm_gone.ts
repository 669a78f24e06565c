import type { Staged } from "../core/staged.ts";
import { lookAgain } from "./look_again.ts";
import type { Absence, ReconcileInput, ReconcilePorts } from "./ports.ts";
import { isProvenAbsence, whyStillGone } from "./proven_absence.ts";
import { stagedPages } from "./staged_pages.ts";
import type { Tally } from "./tally.ts";

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
  for await (const page of stagedPages("gone", input, ports)) {
    const absences = await lookAgain(page, input, ports);
    ports.catalogue.transact(() => {
      page.forEach((row, index) => confirm(row, absences[index] ?? null, input, ports, tally));
    });
    report();
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
  const why = whyStillGone(row.fileId, absence, absent);
  if (why === null) return;
  // What was emptied, or nobody can read, may be the photo, harmed: while it is there nothing is given up.
  if (!isProvenAbsence(absence) && !absent.isTakenByPhoto(row.fileId)) return;
  const evidence = `Scan ${input.scanId}: absent a second time, ${why}; the root was online`;
  if (absent.confirm(row.fileId, evidence, ports.now())) tally.tombstoned++;
}
