import { getLogger } from "@logtape/logtape";
import { fromCallback } from "xstate";
import { fileSystemOfName } from "../lib/core/file_systems.ts";
import { watchTrouble } from "../lib/core/watch_trouble.ts";
import { whyPolled } from "../lib/core/watchable.ts";
import type { WatchedPlace } from "../lib/core/watched_place.ts";
import type { RootEvent, WatchTask } from "../machines/root_protocol.ts";
import { lookAtRoot } from "./probe_root.ts";
import { catalogueOf, type Services } from "./services.ts";
import type { FromWatcher } from "../lib/file_system/watch_protocol.ts";

/**
 * Actor logic: turns what the watcher gathers into events, for as long as it is invoked.
 *
 * @throws {Error} when the root is on a share: there only changes of this machine are announced
 */
export function watchRoot(services: Services) {
  return fromCallback<RootEvent, WatchTask>(({ input, sendBack }) => {
    const { fileSystem } = catalogueOf(services, input.rootId).roots.get(input.rootId);
    const polled = whyPolled(fileSystemOfName(fileSystem));
    if (polled !== null) throw new Error(polled);
    let close: (() => void) | null = null;
    let isClosed = false;
    // Looked at first: what takes its place afterwards is not what the next look compares with.
    const open = (place: WatchedPlace | null) => {
      if (isClosed) return;
      close = services.world.watch(
        { rootPath: input.path, unwatched: input.unwatched },
        (news) => {
          if (isClosed) return;
          if (news.type === "lost" || news.type === "overflowed") tellLoss(input.path, news.reason);
          sendBack(eventOf(news, place));
        },
      );
    };
    // What nobody took would end the program.
    void lookAtRoot(services, input).then(open).catch((error) =>
      sendBack({ type: "watch.failed", reason: watchTrouble(error) })
    );
    return () => {
      isClosed = true;
      close?.();
    };
  });
}

function tellLoss(path: string, reason: string): void {
  getLogger(["proofsheet", "root"]).info(
    "{path}: events may have been lost, everything is looked at again: {reason}",
    { path, reason },
  );
}

function eventOf(news: FromWatcher, place: WatchedPlace | null): RootEvent {
  switch (news.type) {
    case "opened":
      return { type: "watch.opened", place };
    case "changed":
      return { type: "watch.changed", paths: news.paths };
    case "overflowed":
      return { type: "watch.overflowed", reason: news.reason };
    case "lost":
      return { type: "watch.lost", reason: news.reason };
    case "failed":
      return { type: "watch.failed", reason: news.reason };
  }
}
