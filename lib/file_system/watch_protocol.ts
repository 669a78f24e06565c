import type { RelativePath } from "../core/entry.ts";

/** First argument of the child in which `main.ts` plays the watcher. */
export const WATCH_CHILD = "watch-child";

/** To the watcher: what to watch, once. */
export interface WatchOrder {
  /** Absolute and real. */
  readonly rootPath: string;
  /** Directories of which nothing needs to be heard; never the root itself. */
  readonly unwatched: readonly RelativePath[];
  /** Absolute beginnings of the names of files the program writes itself: no hints. */
  readonly own: readonly string[];
}

/** From the watcher. Paths are hints where to look, nothing more. */
export type FromWatcher =
  | { readonly type: "opened" }
  | { readonly type: "changed"; readonly paths: readonly RelativePath[] }
  /** Events were lost, and the directories they came from are still watched: look at everything. */
  | { readonly type: "overflowed"; readonly reason: string }
  /** Also new directories may have been missed, which nobody watches then: a new watcher is wanted. */
  | { readonly type: "lost"; readonly reason: string }
  /** Nothing will be announced any more. */
  | { readonly type: "failed"; readonly reason: string };
