import type { JournalTrial } from "../core/doctor_measurements.ts";

/** Name of the worker in which `main.ts` tries a journal: SQLite's calls may hang in a dead mount. */
export const JOURNAL_WORKER = "proofsheet-journal";

/** To the worker: where a database may be made, and how it is to be written. */
export interface JournalOrder {
  /** Absolute; nothing is there yet. */
  readonly path: string;
  readonly hasWriteAheadLog: boolean;
}

/** From the worker. */
export type FromJournalWorker =
  | { readonly type: "ready" }
  | { readonly type: "tried"; readonly trial: JournalTrial }
  | { readonly type: "failed"; readonly reason: string };
