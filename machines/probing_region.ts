import { outputOf, taskOf } from "./root_mapping.ts";
import { rootSetup } from "./root_setup.ts";

/**
 * Looks now and then whether the watched root, and what is mounted below it, is what the watcher was
 * opened on: a watcher of a directory that was unmounted, replaced or renamed away says nothing at all.
 */
export const probingRegion = rootSetup.createStateConfig({
  initial: "resting",
  states: {
    resting: {
      always: { guard: "isListening", target: "waiting" },
    },
    waiting: {
      always: { guard: "isNotListening", target: "resting" },
      after: { lookPause: { target: "looking" } },
    },
    looking: {
      always: { guard: "isNotListening", target: "resting" },
      invoke: {
        src: "probeRoot",
        input: taskOf,
        onDone: [
          // The scan says what is the matter.
          {
            guard: { type: "isAway", params: outputOf },
            target: "waiting",
            actions: "tellRecrawlDue",
          },
          {
            guard: { type: "isElsewhere", params: outputOf },
            target: "waiting",
            actions: "tellReplaced",
          },
          { target: "waiting" },
        ],
        // What is wrong with the catalogue, the next scan says.
        onError: { target: "waiting" },
      },
    },
  },
});
