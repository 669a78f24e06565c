import {
  type FromJournalWorker,
  JOURNAL_WORKER,
  type JournalOrder,
} from "../lib/catalogue/journal_protocol.ts";
import type { JournalTrial } from "../lib/core/doctor_measurements.ts";

/**
 * Tries a small database in a worker, which can be left alone when SQLite hangs in a dead mount.
 *
 * @throws {Error} with what SQLite says when it cannot be kept there
 */
export async function tryJournal(programUrl: string, order: JournalOrder): Promise<JournalTrial> {
  const { promise, resolve, reject } = Promise.withResolvers<JournalTrial>();
  const worker = new Worker(programUrl, { type: "module", name: JOURNAL_WORKER });
  worker.onmessage = ({ data }: MessageEvent<FromJournalWorker>) => {
    if (data.type === "ready") worker.postMessage(order);
    if (data.type === "tried") resolve(data.trial);
    if (data.type === "failed") reject(new Error(data.reason));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(event.message));
  };
  try {
    return await promise;
  } finally {
    worker.terminate();
  }
}
