import { joinPath } from "../core/entry.ts";
import type { Staged } from "../core/staged.ts";
import { assertOnline, lookAgain } from "./look_again.ts";
import type { ReconcileInput, ReconcilePorts } from "./ports.ts";
import { isProvenAbsence } from "./proven_absence.ts";
import { stagedPages } from "./staged_pages.ts";
import type { Tally } from "./tally.ts";

/**
 * Hides the records whose files a rule hides. A person wants that, so no share of the root is too
 * large for it, and the files need not be looked at; but the root has to be there and the same, or the
 * rules are those of something else.
 *
 * @throws {RootOfflineError} when the root is not there any more
 */
export async function hideIgnored(
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
  report: () => void,
): Promise<void> {
  const { catalogue } = ports;
  const { ignored, problems, stage } = catalogue;
  for await (const page of stagedPages("ignored", input, ports)) {
    await assertOnline(input, ports);
    catalogue.transact(() => {
      for (const row of page) {
        const { id, directory, name, reason } = row;
        const fileId = recordOf(row);
        problems.clearRead(joinPath(directory, name));
        const place = { directory, name, fileId, reason: reason ?? "Hidden by a rule" };
        if (ignored.hide(place, input.scanId, ports.now())) tally.ignored++;
        stage.remove(id);
        tally.done++;
      }
    });
    report();
  }
}

/**
 * Notes that records which a rule had hidden are absent now that the rule is gone: from now on they
 * are missing like any other, with their second look and their retention before them.
 *
 * @throws {RootOfflineError} when the root is not there any more
 */
export async function releaseAbsent(
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
  report: () => void,
): Promise<void> {
  const { catalogue } = ports;
  const { ignored, stage } = catalogue;
  for await (const page of stagedPages("released", input, ports)) {
    const absences = await lookAgain(page, input, ports);
    catalogue.transact(() => {
      page.forEach((row, index) => {
        const absence = absences[index] ?? null;
        stage.remove(row.id);
        tally.done++;
        if (!isProvenAbsence(absence)) {
          return void tally.again.push(joinPath(row.directory, row.name));
        }
        const evidence =
          `Scan ${input.scanId}: no rule hides it any more, it is not in the listing ` +
          `of its directory, and looking it up again said ${absence}; the root was online`;
        ignored.release(recordOf(row), input.scanId, evidence, ports.now());
      });
    });
    report();
  }
}

function recordOf({ id, fileId }: Staged): number {
  if (fileId === null) throw new Error(`Cannot hide staged row ${id}: no record`);
  return fileId;
}
