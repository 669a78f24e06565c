import type { WatchOpening } from "../core/doctor_measurements.ts";
import { isWatchLimit } from "../core/watch_trouble.ts";
import type { StartWatcher } from "./probe_hearing.ts";

/** Opens a watch of everything below a directory as a root has it, and closes it again. */
export async function probeWatch(rootPath: string, start: StartWatcher): Promise<WatchOpening> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const startMs = performance.now();
  const stop = start({ rootPath, unwatched: [], own: [] }, (news) => {
    if (news.type === "opened") resolve(null);
    if (news.type === "failed") resolve(news.reason);
  });
  try {
    const trouble = await promise;
    return {
      trouble,
      isLimit: trouble !== null && isWatchLimit(trouble),
      tookMs: performance.now() - startMs,
    };
  } finally {
    stop();
  }
}
