import { failureOf, placeOf, reasonOf, settingsOf, watchTaskOf } from "./root_mapping.ts";
import { rootSetup } from "./root_setup.ts";

/** Other settings are obeyed at once where they are about watching. */
const configured = {
  guard: { type: "changesWatching", params: settingsOf },
  target: "#choosing",
  actions: [{ type: "configure", params: settingsOf }, "oweRecrawl"],
} as const;

/**
 * How changes of a root are noticed, beside its work: by a watcher while the root is there, and by
 * looking regularly where watching does not work.
 */
export const watchingRegion = rootSetup.createStateConfig({
  initial: "closed",
  on: { "root.left": { target: ".closed" } },
  states: {
    closed: {
      on: { "root.came": { guard: "isWatched", target: "choosing" } },
    },
    choosing: {
      id: "choosing",
      always: [{ guard: "mayWatch", target: "open" }, { target: "polling" }],
    },
    open: {
      id: "open",
      invoke: {
        src: "watchRoot",
        input: watchTaskOf,
        // Whatever was not announced any more is looked for.
        onError: {
          target: "polling",
          actions: [{ type: "noteWatchTrouble", params: failureOf }, "oweRecrawl"],
        },
      },
      initial: "opening",
      states: {
        opening: {
          on: {
            "watch.opened": [
              {
                guard: "isOpening",
                target: "listening",
                actions: { type: "notePlace", params: placeOf },
              },
              // Scanned already while it was polled: what changed since was not announced.
              {
                target: "listening",
                actions: [{ type: "notePlace", params: placeOf }, "oweRecrawl"],
              },
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
          on: {
            "recrawl.finished": [
              { guard: "isDeaf", target: "deaf" },
              // A new watcher may hear what this one does not: first that.
              { guard: "hasMissed", target: "#open", reenter: true },
            ],
          },
        },
        // Changes were found that nobody announced, twice: the root is polled, and still listened to.
        deaf: {
          id: "deaf",
          entry: "noteDeaf",
          on: { "recrawl.finished": { guard: "hearsAgain", target: "listening" } },
          initial: "waiting",
          states: {
            waiting: {
              after: {
                pollPause: { target: "waiting", reenter: true, actions: "wantRecrawl" },
              },
            },
          },
        },
      },
      on: {
        // The old watcher listens to a directory that is elsewhere now, or does not know new ones.
        "root.replaced": { target: "open", reenter: true, actions: "oweRecrawl" },
        "watch.lost": { target: "open", reenter: true, actions: "oweRecrawl" },
        "watch.failed": {
          target: "polling",
          actions: [{ type: "noteWatchTrouble", params: reasonOf }, "oweRecrawl"],
        },
        "root.configure": configured,
      },
    },
    // Nothing will be announced, so the root is looked at regularly instead.
    polling: {
      id: "polling",
      initial: "waiting",
      // Whatever was in the way may be gone by then.
      after: { recrawlPause: { guard: "mayWatch", target: "open" } },
      on: {
        "root.came": { guard: "mayWatch", target: "open" },
        "root.configure": configured,
      },
      states: {
        waiting: {
          after: {
            pollPause: { target: "waiting", reenter: true, actions: "wantRecrawl" },
          },
        },
      },
    },
  },
});
