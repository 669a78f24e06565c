import { joinPath } from "../core/entry.ts";
import { pairCopies } from "../core/copies.ts";
import type { Staged } from "../core/staged.ts";
import { lookAgain } from "./look_again.ts";
import type { Absence, ReconcileInput, ReconcilePorts } from "./ports.ts";
import { isProvenAbsence } from "./proven_absence.ts";
import type { Tally } from "./tally.ts";

const BATCH_ROWS_MAX = 200;

/**
 * Hides the records whose files are proven absent, after another look at each.
 *
 * @param refused records with a copy that could not be proven to have moved there: hidden all the same
 * @throws {RootOfflineError} when the root is not there any more
 */
export async function hideVanished(
  refused: ReadonlySet<number>,
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
    const before = afterId;
    afterId = last.id;
    const absences = await lookAgain(page, ports);
    input.signal.throwIfAborted();
    ports.catalogue.transact(() => {
      const moving = copiedMeanwhile({ id: before, rows: page.length }, refused, ports);
      page.forEach((row, index) => {
        const absence = moving.has(row.fileId) ? null : absences[index] ?? null;
        hide(row, absence, input, ports, tally);
      });
    });
    report();
    await ports.breathe();
  }
}

/**
 * Records whose copies another root's reconcile has added since copies were paired: hidden now, they
 * would be paired by nobody, so they are looked at again.
 */
function copiedMeanwhile(
  after: { readonly id: number; readonly rows: number },
  refused: ReadonlySet<number>,
  { catalogue: { copies } }: ReconcilePorts,
): ReadonlySet<number | null> {
  const { identities } = copies.vanished({ scanId: 0, id: after.id }, after.rows);
  const originals = identities.flatMap((identity) =>
    pairCopies(copies.group(identity)).map(({ original }) => original.fileId)
  );
  return new Set(originals.filter((fileId) => !refused.has(fileId)));
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
