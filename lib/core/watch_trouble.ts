import { messageOf } from "./file_error.ts";

const WATCH_LIMIT = /os error 28\b|No space left|os error 24\b|Too many open files|max_user_/i;

/** What a watcher's error means for a person: the limit by name, with its cure, never a bare errno. */
export function watchTrouble(error: unknown): string {
  const message = messageOf(error);
  if (!WATCH_LIMIT.test(message)) return `Watching failed: ${message}`;
  return "The system's limit of watched directories is reached: raise it with " +
    "'sysctl fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024'";
}
