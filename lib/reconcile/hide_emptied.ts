import { fingerprintOfStaged } from "./fingerprint_of_staged.ts";
import { NOTHING_READ } from "../core/reading.ts";
import type { ReconcileInput, ReconcilePorts } from "./ports.ts";

const BATCH_ROWS_MAX = 200;

/**
 * Hides the records whose files are there and no photos any more: emptied, or overwritten. What was
 * known of them stays. Those the breaker holds keep their old fingerprint, and are read again.
 */
export async function hideEmptied(
  input: ReconcileInput,
  { catalogue, now, breathe }: ReconcilePorts,
  report: () => void,
): Promise<void> {
  const { files, stage } = catalogue;
  for (let afterId = 0;;) {
    input.signal.throwIfAborted();
    const page = stage.page("emptied", afterId, BATCH_ROWS_MAX);
    const last = page.at(-1);
    if (last === undefined) return;
    afterId = last.id;
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
    await breathe();
  }
}
