import type { HashOutcome, HashRequest } from "../core/hashing.ts";

/** Name of the worker in which `main.ts` plays the reader of all bytes. */
export const HASH_WORKER = "proofsheet-hash";

/** To the worker: read this file, after those before it. */
export interface HashOrder extends HashRequest {
  readonly id: number;
}

/** From the worker: it is ready, a sign of life, an answer. */
export type FromHashWorker =
  | { readonly type: "ready" }
  | { readonly type: "reading"; readonly id: number; readonly bytes: number }
  | { readonly type: "answer"; readonly id: number; readonly outcome: HashOutcome };
