import { joinPath } from "../core/entry.ts";
import { pairCopies } from "../core/copies.ts";
import { pairEdited } from "../core/edited_moves.ts";
import type { Staged } from "../core/staged.ts";
import { lookAgain } from "./look_again.ts";
import type { Absence, ReconcileInput, ReconcilePorts } from "./ports.ts";
import { isProvenAbsence } from "./proven_absence.ts";
import { stagedPages } from "./staged_pages.ts";
import type { Tally } from "./tally.ts";

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
  for await (const page of stagedPages("vanished", input, ports)) {
    const absences = await lookAgain(page, input, ports);
    ports.catalogue.transact(() => {
      const moving = copiedMeanwhile(page, refused, ports);
      page.forEach((row, index) => {
        const absence = moving.has(row.fileId) ? null : absences[index] ?? null;
        hide(row, absence, input, ports, tally);
      });
    });
    report();
  }
}

/**
 * Records whose copies another root's reconcile has added since copies were paired: hidden now, they
 * would be paired by nobody, so they are looked at again.
 */
function copiedMeanwhile(
  page: readonly Staged[],
  refused: ReadonlySet<number>,
  { catalogue: { copies, edited } }: ReconcilePorts,
): ReadonlySet<number | null> {
  const beforeId = (page[0]?.id ?? 0) - 1;
  const before = { key: 0, id: beforeId };
  const pairs = [
    ...copies.departed("vanished", before, page.length).identities
      .flatMap((identity) => pairCopies(copies.group(identity))),
    ...edited.departed("vanished", before, page.length).identities
      .flatMap((identity) => pairEdited(edited.group(identity))),
  ];
  const originals = pairs.map(({ original }) => original.fileId);
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
