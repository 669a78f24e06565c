import { outputOf, strangersOf, writeTaskOf } from "./root_mapping.ts";
import { rootSetup } from "./root_setup.ts";

/**
 * Writes edits into their files, beside the watching and after the looking: only while no scan or
 * reconcile is under way, and left at once when one begins. Its own writes are hints too, so waiting for
 * the quiet after them would mean one photo in a minute.
 */
export const writingRegion = rootSetup.createStateConfig({
  initial: "owing",
  states: {
    owing: {
      always: { guard: "mayWrite", target: "writing" },
    },
    writing: {
      initial: "last",
      invoke: {
        src: "writeBack",
        input: writeTaskOf,
        onDone: [
          {
            guard: { type: "hasStrangers", params: outputOf },
            target: "rested",
            actions: { type: "addPending", params: strangersOf },
          },
          { guard: "isOwingAgain", target: "owing" },
          { guard: { type: "isPutOff", params: outputOf }, target: "pausing" },
          { target: "rested" },
        ],
        onError: { target: "pausing" },
      },
      always: { guard: "isLooking", target: "owing" },
      states: {
        last: { on: { "edit.accepted": "again" } },
        again: { id: "again" },
      },
    },
    // Nothing is left to write until somebody edits, or a look at the files has merged something.
    rested: {
      always: { guard: "isLooking", target: "owing" },
      on: { "edit.accepted": "owing" },
    },
    pausing: {
      after: { writePause: { target: "owing" } },
      on: { "edit.accepted": "owing" },
    },
  },
});
