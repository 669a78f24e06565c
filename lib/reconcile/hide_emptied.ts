import { NOTHING_READ } from "../core/reading.ts";
import { fingerprintOfStaged } from "./fingerprint_of_staged.ts";
import { assertOnline } from "./look_again.ts";
import type { ReconcileInput, ReconcilePorts } from "./ports.ts";
import { stagedPages } from "./staged_pages.ts";

/**
 * Hides the records whose files are there and no photos any more: emptied, or overwritten. What was
 * known of them stays. Those the breaker holds keep their old fingerprint, and are read again.
 *
 * @throws {RootOfflineError} when the root is not there any more
 */
export async function hideEmptied(
  input: ReconcileInput,
  ports: ReconcilePorts,
  report: () => void,
): Promise<void> {
  const { catalogue, now } = ports;
  const { files, stage } = catalogue;
  for await (const page of stagedPages("emptied", input, ports)) {
    await assertOnline(input, ports);
    catalogue.transact(() => {
      for (const row of page) {
        const { id, fileId } = row;
        stage.remove(id);
        if (fileId === null || !files.standsAt(fileId, row)) continue;
        const lookedAtMs = row.lookedAtMs ?? 0;
        const reading = { ...NOTHING_READ, fingerprint: fingerprintOfStaged(row), lookedAtMs };
        files.update(fileId, reading, now());
      }
    });
    report();
  }
}
