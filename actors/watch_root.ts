import { fromCallback } from "xstate";
import { watchTrouble } from "../lib/core/watch_trouble.ts";
import { type FromWatcher, WATCH_WORKER } from "../lib/file_system/watch_protocol.ts";
import type { RootEvent, RootTask } from "../machines/root_protocol.ts";
import type { Services } from "./services.ts";

/** Actor logic: turns what the watcher gathers into events, for as long as it is invoked. */
export function watchRoot(services: Services) {
  return fromCallback<RootEvent, RootTask>(({ input, sendBack }) => {
    const worker = new Worker(services.programUrl, { type: "module", name: WATCH_WORKER });
    worker.onmessage = ({ data }: MessageEvent<FromWatcher>) => {
      if (data.type === "ready") worker.postMessage({ rootPath: input.path });
      else sendBack(eventOf(data));
    };
    worker.onerror = (event) => {
      // Otherwise the error would end the program; the root is polled instead.
      event.preventDefault();
      sendBack({ type: "watch.failed", reason: watchTrouble(new Error(event.message)) });
    };
    return () => worker.terminate();
  });
}

function eventOf(message: Exclude<FromWatcher, { type: "ready" }>): RootEvent {
  switch (message.type) {
    case "opened":
      return { type: "watch.opened" };
    case "changed":
      return { type: "watch.changed", paths: message.paths };
    case "overflowed":
      return { type: "watch.overflowed", reason: message.reason };
    case "failed":
      return { type: "watch.failed", reason: message.reason };
  }
}
