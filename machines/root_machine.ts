import {
  contextOf,
  errorOf,
  outputOf,
  pathsOf,
  progressOf,
  reconcileTaskOf,
  scanTaskOf,
  scopeOf,
  settingsOf,
  taskOf,
  writeTaskOf,
} from "./root_mapping.ts";
import { hashingRegion } from "./hashing_region.ts";
import { probingRegion } from "./probing_region.ts";
import { recrawlingRegion } from "./recrawling_region.ts";
import { hoursRegion } from "./hours_region.ts";
import { rootSetup } from "./root_setup.ts";
import { watchingRegion } from "./watching_region.ts";
import { writingRegion } from "./writing_region.ts";

/** Where a failed scan or reconcile leads; its scope is owed again either way. */
const workFailed = [
  {
    guard: { type: "isRootOffline", params: errorOf },
    target: "offline",
    actions: [{ type: "noteFailure", params: errorOf }, "putBack"],
  },
  { target: "retrying", actions: [{ type: "noteFailure", params: errorOf }, "putBack"] },
] as const;

/** The statechart of one watched root: control flow only, everything it does is provided. */
export const rootMachine = rootSetup.createMachine({
  id: "root",
  context: contextOf,
  initial: "running",
  output: ({ context: { rootId, path, outcome, summary, trouble } }) => ({
    rootId,
    path,
    outcome,
    summary,
    trouble,
  }),
  states: {
    running: {
      type: "parallel",
      on: {
        // Reached only where no state below has an answer of its own: the hint is kept for later.
        "watch.changed": {
          actions: { type: "addPending", params: pathsOf },
        },
        "watch.overflowed": { actions: "oweRecrawl" },
        "recrawl.due": { actions: "oweSafetyRecrawl" },
        "root.sync": {
          actions: [{ type: "addPending", params: scopeOf }, "ask"],
        },
        "progress.made": {
          actions: { type: "noteProgress", params: progressOf },
        },
        "root.configure": { actions: { type: "configure", params: settingsOf } },
        "root.stop": { target: "stopped", actions: { type: "setOutcome", params: "stopped" } },
      },
      states: {
        work: {
          initial: "starting",
          states: {
            starting: {
              initial: "checking",
              states: {
                checking: {
                  invoke: {
                    src: "checkRoot",
                    input: taskOf,
                    onDone: [
                      {
                        guard: { type: "isOnline", params: outputOf },
                        target: "opening",
                        actions: [
                          { type: "noteVerdict", params: outputOf },
                          "tellCame",
                        ],
                      },
                      {
                        target: "#root.running.work.offline",
                        actions: { type: "noteVerdict", params: outputOf },
                      },
                    ],
                    onError: {
                      target: "#root.running.work.retrying",
                      actions: { type: "noteFailure", params: errorOf },
                    },
                  },
                },
                // The watcher listens before the first scan looks, so nothing falls between them.
                opening: {
                  id: "opening",
                  always: [
                    { guard: "isOnce", target: "#root.running.work.scanning" },
                    { guard: "isListening", target: "#root.running.work.scanning" },
                    { guard: "isPolled", target: "#root.running.work.scanning" },
                  ],
                },
              },
            },
            idle: {
              id: "idle",
              always: { guard: "hasPending", target: "debouncing" },
              on: {
                "watch.changed": {
                  target: "debouncing",
                  actions: { type: "addPending", params: pathsOf },
                },
                "watch.overflowed": { target: "debouncing", actions: "oweRecrawl" },
                "recrawl.due": { target: "scanning", actions: "oweSafetyRecrawl" },
                "root.sync": {
                  target: "scanning",
                  actions: [{ type: "addPending", params: scopeOf }, "ask"],
                },
              },
            },
            debouncing: {
              id: "debouncing",
              initial: "quiet",
              // The limit is the outer state's, so no hint restarts it.
              after: { debounceLimit: { target: "scanning" } },
              on: {
                "recrawl.due": { target: "scanning", actions: "oweSafetyRecrawl" },
                "root.sync": {
                  target: "scanning",
                  actions: [{ type: "addPending", params: scopeOf }, "ask"],
                },
              },
              states: {
                quiet: {
                  after: { debounceWindow: { target: "#root.running.work.scanning" } },
                  on: {
                    // News ends the long wait for what is still being written: window and limit begin.
                    "watch.changed": [
                      {
                        guard: "isLookingAgain",
                        target: "#root.running.work.debouncing",
                        reenter: true,
                        actions: ["stopWaiting", { type: "addPending", params: pathsOf }],
                      },
                      {
                        target: "quiet",
                        reenter: true,
                        actions: { type: "addPending", params: pathsOf },
                      },
                    ],
                    "watch.overflowed": [
                      {
                        guard: "isLookingAgain",
                        target: "#root.running.work.debouncing",
                        reenter: true,
                        actions: ["stopWaiting", "oweRecrawl"],
                      },
                      { target: "quiet", reenter: true, actions: "oweRecrawl" },
                    ],
                  },
                },
              },
            },
            scanning: {
              entry: "takePending",
              invoke: {
                src: "scanRoot",
                input: scanTaskOf,
                onDone: [
                  {
                    guard: { type: "isReplaced", params: outputOf },
                    target: "reconciling",
                    actions: [{ type: "keepStaged", params: outputOf }, "tellReplaced"],
                  },
                  {
                    target: "reconciling",
                    actions: { type: "keepStaged", params: outputOf },
                  },
                ],
                onError: workFailed,
              },
            },
            reconciling: {
              invoke: {
                src: "reconcileRoot",
                input: reconcileTaskOf,
                onDone: [
                  {
                    guard: "isRecrawl",
                    target: "settling",
                    actions: [
                      { type: "noteRecrawl", params: outputOf },
                      { type: "noteReconciled", params: outputOf },
                      { type: "tellHiding", params: outputOf },
                      "tellRecrawled",
                    ],
                  },
                  {
                    target: "settling",
                    actions: [
                      { type: "noteReconciled", params: outputOf },
                      { type: "tellHiding", params: outputOf },
                    ],
                  },
                ],
                onError: workFailed,
              },
            },
            // Decides what the finished reconcile leaves to do; left at once.
            settling: {
              always: [
                { guard: "isLastRound", target: "delivering" },
                { guard: "isAsked", target: "scanning" },
                { guard: "hasPending", target: "debouncing" },
                { target: "idle" },
              ],
            },
            // The last thing a one-off sync does: what nobody else would write until the next one.
            delivering: {
              invoke: {
                src: "writeBack",
                input: writeTaskOf,
                onDone: { target: "#root.stopped" },
                onError: { target: "#root.stopped" },
              },
            },
            offline: {
              entry: ["tellLeft", { type: "setOutcome", params: "offline" }],
              initial: "waiting",
              always: { guard: "isOnce", target: "#root.stopped" },
              states: {
                waiting: {
                  after: { probePause: { target: "probing" } },
                  on: {
                    "root.sync": {
                      target: "probing",
                      actions: [{ type: "addPending", params: scopeOf }, "ask"],
                    },
                  },
                },
                probing: {
                  invoke: {
                    src: "checkRoot",
                    input: taskOf,
                    onDone: [
                      {
                        guard: { type: "isOnline", params: outputOf },
                        target: "#root.running.work.starting",
                        actions: "oweRecrawl",
                      },
                      {
                        target: "waiting",
                        actions: { type: "noteVerdict", params: outputOf },
                      },
                    ],
                    onError: {
                      target: "waiting",
                      actions: { type: "noteFailure", params: errorOf },
                    },
                  },
                },
              },
            },
            retrying: {
              entry: { type: "setOutcome", params: "failed" },
              always: { guard: "isOnce", target: "#root.stopped" },
              after: { retryPause: { target: "starting" } },
              on: {
                "root.sync": {
                  target: "starting",
                  actions: [{ type: "addPending", params: scopeOf }, "ask"],
                },
              },
            },
          },
        },
        watching: watchingRegion,
        hashing: hashingRegion,
        writing: writingRegion,
        hours: hoursRegion,
        hiding: {
          initial: "allowed",
          states: {
            allowed: { on: { "hiding.held": { target: "held" } } },
            held: { on: { "hiding.cleared": { target: "allowed" } } },
          },
        },
        recrawling: recrawlingRegion,
        probing: probingRegion,
      },
    },
    stopped: { type: "final" },
  },
});
