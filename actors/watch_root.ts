import { fromCallback } from "xstate";
import type { RootEvent, RootTask } from "../machines/root_protocol.ts";
import type { Services } from "./services.ts";
import type { WatcherNews } from "./world.ts";

/** Actor logic: turns what the watcher gathers into events, for as long as it is invoked. */
export function watchRoot({ world }: Services) {
  return fromCallback<RootEvent, RootTask>(({ input, sendBack }) =>
    world.watch(input.path, (news) => sendBack(eventOf(news)))
  );
}

function eventOf(news: WatcherNews): RootEvent {
  switch (news.type) {
    case "opened":
      return { type: "watch.opened" };
    case "changed":
      return { type: "watch.changed", paths: news.paths };
    case "overflowed":
      return { type: "watch.overflowed", reason: news.reason };
    case "failed":
      return { type: "watch.failed", reason: news.reason };
  }
}
