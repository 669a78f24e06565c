import { hashTaskOf, settingsOf } from "./root_mapping.ts";
import { rootSetup } from "./root_setup.ts";

/**
 * Reads all bytes of the photos, beside everything else and after everything else: only while the
 * root is watched and its work is idle, and left at once when there is work.
 */
export const hashingRegion = rootSetup.createStateConfig({
  initial: "resting",
  on: {
    "root.configure": {
      guard: { type: "changesHashing", params: settingsOf },
      target: ".resting",
      actions: { type: "configure", params: settingsOf },
    },
  },
  states: {
    resting: {
      always: { guard: "mayHash", target: "hashing" },
    },
    hashing: {
      invoke: {
        src: "hashRoot",
        input: hashTaskOf,
        onDone: { target: "finished" },
        // Nobody waits for it, and it says itself what went wrong.
        onError: { target: "pausing" },
      },
      always: { guard: "isBusy", target: "resting" },
    },
    // Nothing is left to read until work has brought something new.
    finished: {
      always: { guard: "isBusy", target: "resting" },
    },
    pausing: {
      after: { hashPause: { target: "resting" } },
    },
  },
});
