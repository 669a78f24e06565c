import type { RelativePath } from "./entry.ts";
import { isInScope } from "./scope.ts";
import { isUnwatched } from "./unwatched.ts";

/** What a scan of the whole root says of the watcher. */
export interface Hearing {
  /** Changes that had been hinted: found by it, or by scans of parts before it. */
  readonly announced: number;
  /** Changes it found that nobody had hinted, although somebody listened there. */
  readonly unannounced: number;
}

/** Why a path is looked at. */
export interface Hints {
  /** The watcher told of it, or somebody asked: `""` when everything was owed a look. */
  readonly hinted: readonly RelativePath[];
  /** It was not finished at the last look. */
  readonly awaited: readonly RelativePath[];
}

/**
 * Sorts the changes a scan found by whether somebody had announced them; `null` when nothing can be
 * said, as everything was owed a look anyway. What was awaited speaks neither for nor against.
 */
export function judgeHearing(
  changedPaths: readonly RelativePath[],
  { hinted, awaited }: Hints,
  unwatched: readonly RelativePath[],
): Hearing | null {
  if (hinted.includes("")) return null;
  const watched = changedPaths.filter((path) => !isUnwatched(path, unwatched));
  const unhinted = watched.filter((path) => !isInScope(path, hinted));
  return {
    announced: watched.length - unhinted.length,
    unannounced: unhinted.filter((path) => !isInScope(path, awaited)).length,
  };
}
