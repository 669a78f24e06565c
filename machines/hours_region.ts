import { hoursTaskOf, settingsOf } from "./root_mapping.ts";
import { rootSetup } from "./root_setup.ts";

/**
 * Whether the disks are to be left alone now. In quiet hours a look that nobody asked for waits until
 * they end; hints and commands do not come by here.
 */
export const hoursRegion = rootSetup.createStateConfig({
  initial: "kept",
  on: {
    // Enters `kept` anew, and asks for the other hours.
    "root.configure": {
      guard: { type: "changesHours", params: settingsOf },
      target: ".kept",
      actions: { type: "configure", params: settingsOf },
    },
  },
  states: {
    kept: {
      // Whoever cannot tell the hours has none: what is wanted is done.
      invoke: { src: "keepHours", input: hoursTaskOf, onError: { target: ".usual" } },
      initial: "usual",
      states: {
        usual: {
          on: {
            "quiet.began": { target: "quiet" },
            "recrawl.wanted": { actions: "tellRecrawlDue" },
          },
        },
        quiet: {
          id: "quiet",
          initial: "still",
          on: { "quiet.ended": { target: "usual" } },
          states: {
            still: {
              on: { "recrawl.wanted": { target: "owing" } },
            },
            owing: {
              exit: "tellRecrawlDue",
            },
          },
        },
      },
    },
  },
});
