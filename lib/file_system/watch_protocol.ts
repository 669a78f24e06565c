import type { RelativePath } from "../core/entry.ts";

/** Name of the worker in which `main.ts` plays the watcher. */
export const WATCH_WORKER = "proofsheet-watch";

/** To the watcher: what to watch, once. */
export interface WatchOrder {
  /** Absolute and real. */
  readonly rootPath: string;
}

/** From the watcher. Paths are hints where to look, nothing more. */
export type FromWatcher =
  | { readonly type: "ready" }
  | { readonly type: "opened" }
  | { readonly type: "changed"; readonly paths: readonly RelativePath[] }
  /** Events may have been lost: everything has to be looked at. */
  | { readonly type: "overflowed"; readonly reason: string }
  /** Nothing will be announced any more. */
  | { readonly type: "failed"; readonly reason: string };
