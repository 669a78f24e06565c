import { NOTHING_READ, type PhotoReading } from "../core/reading.ts";
import type { Staged } from "../core/staged.ts";
import { fingerprintOfStaged } from "./fingerprint_of_staged.ts";
import { assertOnline } from "./look_again.ts";
import type { ReconcileInput, ReconcilePorts } from "./ports.ts";
import { stagedPages } from "./staged_pages.ts";
import type { Tally } from "./tally.ts";

/**
 * Hides the records whose files are there and no photos any more: emptied, or overwritten. They go missing
 * as they were, so that they are told from others that come in their places, and are known wherever they
 * turn up; what is there gets a record that nobody sees. Those the breaker holds keep their places, and are
 * read again.
 *
 * @throws {RootOfflineError} when the root is not there any more
 */
export async function hideEmptied(
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
  report: () => void,
): Promise<void> {
  const { catalogue, now } = ports;
  const { files, stage } = catalogue;
  const evidence = `Scan ${input.scanId}: the file is there, but it is no photo any more; ` +
    "the root was online";
  for await (const page of stagedPages("emptied", input, ports)) {
    await assertOnline(input, ports);
    catalogue.transact(() => {
      for (const row of page) {
        const { id, fileId } = row;
        stage.remove(id);
        if (fileId === null || !files.standsAt(fileId, row)) continue;
        if (!files.hide(fileId, input.scanId, evidence, now())) continue;
        tally.missing++;
        files.add(row, whatIsThere(row), input.scanId, now());
      }
    });
    report();
  }
}

function whatIsThere(row: Staged): PhotoReading {
  const lookedAtMs = row.lookedAtMs ?? 0;
  const sidecar = row.sidecar === null
    ? null
    : { ...row.sidecar, lookedAtMs, hash: null, fields: [], problem: null };
  return { ...NOTHING_READ, fingerprint: fingerprintOfStaged(row), lookedAtMs, sidecar };
}
