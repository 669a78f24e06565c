import { JOURNAL_WORKER } from "../lib/catalogue/journal_protocol.ts";
import { HASH_WORKER } from "../lib/metadata/hash_protocol.ts";
import { ANSWER_WORKER } from "./answer_protocol.ts";
import { SCAN_WORKER } from "./scan_protocol.ts";

/**
 * Plays the worker of that name in the scope of the worker; what is imported is only what it needs.
 *
 * @throws {Error} when there is no such worker
 */
export async function playWorker(name: string | undefined): Promise<void> {
  type Scope = { postMessage(message: unknown): void; onmessage: null; close(): void };
  const scope = globalThis as unknown as Scope;
  if (name === SCAN_WORKER) {
    (await import("./scan_worker.ts")).runScanWorker(scope);
  } else if (name === HASH_WORKER) {
    (await import("../lib/metadata/hash_worker.ts")).runHashWorker(scope);
  } else if (name === JOURNAL_WORKER) {
    (await import("../lib/catalogue/journal_trial.ts")).runJournalWorker(scope);
  } else if (name === ANSWER_WORKER) {
    (await import("./answer_worker.ts")).runAnswerWorker(scope);
  } else {
    throw new Error(`Cannot play the worker '${name}' as there is none of that name`);
  }
}
