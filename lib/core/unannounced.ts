import type { RelativePath } from "./entry.ts";
import { isInScope } from "./scope.ts";
import { isUnwatched } from "./unwatched.ts";

/** What a scan of the whole root says of the watcher. */
export interface Hearing {
  /** Changes it found that had been hinted. */
  readonly announced: number;
  /** Changes it found that nobody had hinted, although somebody listened there. */
  readonly unannounced: number;
}

/**
 * Sorts the changes a scan found by whether somebody had announced them; `null` when nothing can be
 * said, as everything was owed a look anyway.
 */
export function judgeHearing(
  changedPaths: readonly RelativePath[],
  hinted: readonly RelativePath[],
  unwatched: readonly RelativePath[],
): Hearing | null {
  if (hinted.includes("")) return null;
  const watched = changedPaths.filter((path) => !isUnwatched(path, unwatched));
  const unannounced = watched.filter((path) => !isInScope(path, hinted)).length;
  return { announced: watched.length - unannounced, unannounced };
}
