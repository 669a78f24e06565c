import { watchTrouble } from "../lib/core/watch_trouble.ts";
import {
  type FromWatcher,
  WATCH_WORKER,
  type WatchOrder,
} from "../lib/file_system/watch_protocol.ts";
import type { WatcherNews } from "./world.ts";

/**
 * Watches a root in a worker of its own; what is given back ends it.
 *
 * @param programUrl the program's main module, which also plays the worker
 */
export function watchInWorker(
  programUrl: string,
  order: WatchOrder,
  tell: (news: WatcherNews) => void,
): () => void {
  const worker = new Worker(programUrl, { type: "module", name: WATCH_WORKER });
  worker.onmessage = ({ data }: MessageEvent<FromWatcher>) => {
    if (data.type === "ready") worker.postMessage(order);
    else tell(data);
  };
  worker.onerror = (event) => {
    // Otherwise the error would end the program; the root is polled instead.
    event.preventDefault();
    tell({ type: "failed", reason: watchTrouble(new Error(event.message)) });
  };
  return () => worker.terminate();
}
