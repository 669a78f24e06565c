import { failureOf, reasonOf, taskOf } from "./root_mapping.ts";
import { rootSetup } from "./root_setup.ts";

/**
 * How changes of a root are noticed, beside its work: by a watcher while the root is there, and by
 * looking regularly where watching does not work.
 */
export const watchingRegion = rootSetup.createStateConfig({
  initial: "closed",
  on: { "root.left": { target: ".closed" } },
  states: {
    closed: {
      on: { "root.came": { guard: "isWatched", target: "open" } },
    },
    open: {
      invoke: {
        src: "watchRoot",
        input: taskOf,
        onError: {
          target: "polling",
          actions: [
            {
              type: "noteWatchTrouble",
              params: failureOf,
            },
            "oweRecrawl",
          ],
        },
      },
      initial: "opening",
      states: {
        opening: {
          on: {
            "watch.opened": [
              { guard: "isOpening", target: "listening" },
              // Scanned already while it was polled: what changed since was not announced.
              { target: "listening", actions: "oweRecrawl" },
            ],
          },
          after: {
            openLimit: {
              target: "#polling",
              actions: [
                { type: "noteWatchTrouble", params: "The watcher does not open" },
                "oweRecrawl",
              ],
            },
          },
        },
        listening: {
          id: "listening",
          entry: { type: "noteWatchTrouble", params: null },
        },
      },
      on: {
        // The old watcher listens to a directory that is elsewhere now, or nowhere.
        "root.replaced": { target: "open", reenter: true, actions: "oweRecrawl" },
        "watch.failed": {
          target: "polling",
          actions: [{ type: "noteWatchTrouble", params: reasonOf }, "oweRecrawl"],
        },
      },
    },
    // Nothing will be announced, so the root is looked at regularly instead.
    polling: {
      id: "polling",
      initial: "waiting",
      // Whatever was in the way may be gone by then.
      after: { recrawlPause: { target: "open" } },
      on: { "root.came": { target: "open" } },
      states: {
        waiting: {
          after: {
            pollPause: { target: "waiting", reenter: true, actions: "tellRecrawlDue" },
          },
        },
      },
    },
  },
});
