import { joinPath } from "../core/entry.ts";
import { RootOfflineError } from "../core/root_offline_error.ts";
import type { Staged } from "../core/staged.ts";
import type { ReconcileInput, ReconcilePorts } from "./ports.ts";
import { isProvenAbsence } from "./proven_absence.ts";
import type { Tally } from "./tally.ts";

const BATCH_ROWS_MAX = 200;

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
  const { ignored, problems, stage, transact } = portsOf(ports);
  for await (const page of pages("ignored", input, ports)) {
    await assertOnline(input, ports);
    transact(() => {
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
  const { ignored, stage, transact } = portsOf(ports);
  for await (const page of pages("released", input, ports)) {
    const absences = await Promise.all(
      page.map((row) => ports.absence(joinPath(row.directory, row.name))),
    );
    await assertOnline(input, ports);
    transact(() => {
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

function portsOf({ catalogue }: ReconcilePorts) {
  const { ignored, problems, stage } = catalogue;
  const transact = (work: () => void) => catalogue.transact(work);
  return { ignored, problems, stage, transact };
}

async function* pages(
  kind: "ignored" | "released",
  input: ReconcileInput,
  { catalogue, breathe }: ReconcilePorts,
): AsyncGenerator<readonly Staged[]> {
  for (let afterId = 0;;) {
    input.signal.throwIfAborted();
    const page = catalogue.stage.page(kind, afterId, BATCH_ROWS_MAX);
    const last = page.at(-1);
    if (last === undefined) return;
    afterId = last.id;
    yield page;
    await breathe();
  }
}

async function assertOnline(input: ReconcileInput, ports: ReconcilePorts): Promise<void> {
  const verdict = await ports.checkRoot();
  input.signal.throwIfAborted();
  if (!verdict.online) throw new RootOfflineError(verdict.reason);
}

function recordOf({ id, fileId }: Staged): number {
  if (fileId === null) throw new Error(`Cannot hide staged row ${id}: no record`);
  return fileId;
}
