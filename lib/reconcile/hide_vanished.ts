import { joinPath } from "../core/entry.ts";
import type { Staged } from "../core/staged.ts";
import { lookAgain } from "./look_again.ts";
import type { Absence, ReconcileInput, ReconcilePorts } from "./ports.ts";
import { isProvenAbsence } from "./proven_absence.ts";
import type { Tally } from "./tally.ts";

const BATCH_ROWS_MAX = 200;

/**
 * Hides the records whose files are proven absent, after another look at each.
 *
 * @throws {RootOfflineError} when the root is not there any more
 */
export async function hideVanished(
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
  report: () => void,
): Promise<void> {
  let afterId = 0;
  for (;;) {
    input.signal.throwIfAborted();
    const page = ports.catalogue.stage.page("vanished", afterId, BATCH_ROWS_MAX);
    const last = page.at(-1);
    if (last === undefined) return;
    afterId = last.id;
    const absences = await lookAgain(page, ports);
    input.signal.throwIfAborted();
    ports.catalogue.transact(() => {
      page.forEach((row, index) => hide(row, absences[index] ?? null, input, ports, tally));
    });
    report();
    await ports.breathe();
  }
}

function hide(
  row: Staged,
  absence: Absence | null,
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
): void {
  const { files, problems, stage } = ports.catalogue;
  const path = joinPath(row.directory, row.name);
  stage.remove(row.id);
  tally.done++;
  if (!isProvenAbsence(absence)) return void tally.again.push(path);
  if (row.fileId === null) throw new Error(`Cannot hide staged row ${row.id}: no record`);
  const evidence = `Scan ${input.scanId}: not in the listing of its directory, ` +
    `and looking it up again said ${absence}; the root was online`;
  problems.clearRead(path);
  if (files.hide(row.fileId, input.scanId, evidence, ports.now())) tally.missing++;
}
