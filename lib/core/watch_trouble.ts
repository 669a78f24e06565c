import { messageOf } from "./file_error.ts";

/** The runtime's own words for a full table of watches, and the system's for that and for its instances. */
const WATCH_LIMIT = /watch limit|os error 2[48]\b|No space left|Too many open files|max_user_/i;

/** What a person can do about the limit. */
export const WATCH_LIMIT_CURE = "raise it with " +
  "'sysctl fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024', " +
  "or leave out large folders that hardly change with --no-watch";

/** Whether a watcher's error says that the system does not let us watch more. */
export function isWatchLimit(error: unknown): boolean {
  return WATCH_LIMIT.test(messageOf(error));
}

/** What a watcher's error means for a person: the limit by name, with its cure, never a bare errno. */
export function watchTrouble(error: unknown): string {
  if (!isWatchLimit(error)) return `Watching failed: ${messageOf(error)}`;
  return `The system's limit of watched directories is reached: ${WATCH_LIMIT_CURE}`;
}
