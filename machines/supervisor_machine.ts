import { assign, enqueueActions, setup } from "xstate";
import { backoffMs } from "../lib/core/backoff.ts";
import { messageOf } from "../lib/core/file_error.ts";
import { rootMachine } from "./root_machine.ts";
import type { RootSettings } from "../lib/core/root_settings.ts";
import type { RootInput, RootOutput } from "./root_protocol.ts";
import {
  afterStop,
  crashOutput,
  replace,
  stoppedOutput,
  type SupervisedRoot,
  waiting,
  type WantedState,
} from "./supervised_root.ts";

/** What the supervisor is started with. */
export interface SupervisorInput {
  readonly roots: readonly RootInput[];
  /** Roots of a one-off sync that run at the same time; the others wait for their turn. */
  readonly rootsAtOnce: number;
  /** Goes on when no root is left, as one may be added. */
  readonly isLasting: boolean;
}

/** What the supervisor remembers: its roots in the order they were added. */
export interface SupervisorContext {
  readonly roots: readonly SupervisedRoot[];
  readonly rootsAtOnce: number;
  readonly isLasting: boolean;
}

/** What the supervisor understands. */
export type SupervisorEvent =
  | { readonly type: "root.add"; readonly root: RootInput }
  | { readonly type: "root.restart"; readonly rootId: number }
  | { readonly type: "root.pause"; readonly rootId: number }
  | { readonly type: "root.resume"; readonly rootId: number }
  | { readonly type: "root.remove"; readonly rootId: number }
  | {
    readonly type: "root.configure";
    readonly rootId: number;
    readonly settings: RootSettings;
  }
  | { readonly type: "supervisor.stop" }
  | { readonly type: `xstate.done.actor.${string}`; readonly output: RootOutput }
  | {
    readonly type: `xstate.error.actor.${string}`;
    readonly error: unknown;
    readonly actorId: string;
  };

/** What all roots ended with, in the order they were added. */
export type SupervisorOutput = readonly RootOutput[];

type Configured = { readonly rootId: number; readonly settings: RootSettings };

const RESTART_BACKOFF = { firstMs: 1_000, limitMs: 600_000 };

const actorId = (rootId: number) => `root-${rootId}`;

/** One statechart holds all roots: it starts them, restarts a crashed one alone, stops all in order. */
export const supervisorMachine = setup({
  types: {
    input: {} as SupervisorInput,
    context: {} as SupervisorContext,
    events: {} as SupervisorEvent,
    output: {} as SupervisorOutput,
  },
  actors: { root: rootMachine },
  guards: {
    allEnded: ({ context }) => context.roots.every((root) => root.output !== null),
    isOver: ({ context }) =>
      !context.isLasting && context.roots.every((root) => root.output !== null),
  },
  actions: {
    add: assign({
      roots: ({ context }, input: RootInput) => [
        ...context.roots.filter((root) => root.input.rootId !== input.rootId),
        waiting(input),
      ],
    }),
    startWaiting: enqueueActions(({ context, enqueue }) => {
      const working = context.roots.filter((root) =>
        root.input.mode === "once" && root.ref !== null && root.output === null
      );
      const waiting = context.roots.filter((root) =>
        root.ref === null && root.output === null && root.crashes === 0 &&
        root.wanted === "running"
      );
      const free = waiting.filter((root, index) =>
        root.input.mode === "watch" || working.length + index < context.rootsAtOnce
      );
      for (const { input } of free) {
        enqueue.assign({
          roots: ({ context, spawn }) =>
            replace(context.roots, input.rootId, {
              ref: spawn("root", { id: actorId(input.rootId), input }),
            }),
        });
      }
    }),
    restart: assign({
      roots: ({ context, spawn }, rootId: number) => {
        const root = context.roots.find((one) => one.input.rootId === rootId);
        const isWaiting = root?.ref === null && root.output === null && root.wanted === "running";
        if (root === undefined || !isWaiting) return context.roots;
        const ref = spawn("root", { id: actorId(rootId), input: root.input });
        return replace(context.roots, rootId, { ref });
      },
    }),
    noteEnded: assign({
      roots: ({ context }, output: RootOutput) => replace(context.roots, output.rootId, { output }),
    }),
    /** A root that was stopped for somebody goes, rests, or starts anew if it was resumed meanwhile. */
    obeyWanted: enqueueActions(({ context, enqueue }, { rootId }: RootOutput) => {
      const root = context.roots.find((one) => one.input.rootId === rootId);
      if (root?.input.mode !== "watch") return;
      enqueue.stopChild(actorId(rootId));
      enqueue.assign({ roots: ({ context }) => afterStop(context.roots, root) });
    }),
    want: enqueueActions(
      ({ context, enqueue }, { rootId, wanted }: { rootId: number; wanted: WantedState }) => {
        const root = context.roots.find((one) => one.input.rootId === rootId);
        if (root === undefined) return;
        const isRunning = root.ref !== null && root.output === null;
        if (isRunning && wanted !== "running") enqueue.sendTo(root.ref, { type: "root.stop" });
        enqueue.assign({
          roots: ({ context }) =>
            isRunning
              ? replace(context.roots, rootId, { wanted })
              : afterStop(context.roots, { ...root, wanted }),
        });
      },
    ),
    /** Other settings, for the root that runs and for every later start of it. */
    configure: enqueueActions(
      ({ context, enqueue }, { rootId, settings }: Configured) => {
        const root = context.roots.find((one) => one.input.rootId === rootId);
        if (root === undefined) return;
        const isRunning = root.ref !== null && root.output === null;
        if (isRunning) enqueue.sendTo(root.ref, { type: "root.configure", settings });
        const input = { ...root.input, settings };
        enqueue.assign({ roots: ({ context }) => replace(context.roots, rootId, { input }) });
      },
    ),
    /** A crash ends a one-off sync of that root; a watched root starts again after a growing pause. */
    handleCrash: enqueueActions(
      ({ context, enqueue }, crash: { readonly actorId: string; readonly error: unknown }) => {
        const root = context.roots.find((one) => actorId(one.input.rootId) === crash.actorId);
        if (root === undefined) return;
        const { input } = root;
        const crashes = root.crashes + 1;
        const lastCrash = messageOf(crash.error);
        // The failed child stays where it is until it is stopped, and its id stays taken.
        enqueue.stopChild(crash.actorId);
        // XState leaves what a failed actor had invoked running: its watcher, its scan.
        enqueue(() => {
          for (const child of Object.values(root.ref?.getSnapshot().children ?? {})) {
            child?.send({ type: "xstate.stop" });
          }
        });
        const output = input.mode === "once" ? crashOutput(input, lastCrash) : null;
        enqueue.assign({
          roots: ({ context }) =>
            root.wanted === "running"
              ? replace(context.roots, input.rootId, { ref: null, crashes, lastCrash, output })
              : afterStop(context.roots, root),
        });
        if (output === null && root.wanted === "running") {
          const delay = backoffMs(crashes, input.settings.jitter, RESTART_BACKOFF);
          enqueue.raise({ type: "root.restart", rootId: input.rootId }, { delay });
        }
      },
    ),
    stopAll: enqueueActions(({ context, enqueue }) => {
      for (const { ref, output } of context.roots) {
        if (ref !== null && output === null) enqueue.sendTo(ref, { type: "root.stop" });
      }
      // What never started, or waits for a restart, has nothing to finish.
      enqueue.assign({
        roots: ({ context }) =>
          context.roots.map((root) =>
            root.ref === null && root.output === null
              ? { ...root, output: stoppedOutput(root.input) }
              : root
          ),
      });
    }),
  },
}).createMachine({
  id: "supervisor",
  context: ({ input }) => ({
    roots: input.roots.map(waiting),
    rootsAtOnce: input.rootsAtOnce,
    isLasting: input.isLasting,
  }),
  initial: "running",
  output: ({ context }) => context.roots.flatMap((root) => root.output ?? []),
  on: {
    "xstate.done.actor.*": {
      actions: [{ type: "noteEnded", params: ({ event }) => event.output }],
    },
    "xstate.error.actor.*": {
      actions: [{ type: "handleCrash", params: ({ event }) => event }],
    },
  },
  states: {
    running: {
      entry: "startWaiting",
      always: { guard: "isOver", target: "stopped" },
      on: {
        "xstate.done.actor.*": {
          actions: [
            { type: "noteEnded", params: ({ event }) => event.output },
            { type: "obeyWanted", params: ({ event }) => event.output },
            "startWaiting",
          ],
        },
        "xstate.error.actor.*": {
          actions: [{ type: "handleCrash", params: ({ event }) => event }, "startWaiting"],
        },
        "root.add": {
          actions: [{ type: "add", params: ({ event }) => event.root }, "startWaiting"],
        },
        "root.restart": {
          actions: { type: "restart", params: ({ event }) => event.rootId },
        },
        "root.pause": {
          actions: { type: "want", params: ({ event }) => wantedOf(event, "paused") },
        },
        "root.resume": {
          actions: [
            { type: "want", params: ({ event }) => wantedOf(event, "running") },
            "startWaiting",
          ],
        },
        "root.remove": {
          actions: { type: "want", params: ({ event }) => wantedOf(event, "removed") },
        },
        "root.configure": {
          actions: { type: "configure", params: ({ event }) => event },
        },
        "supervisor.stop": { target: "stopping" },
      },
    },
    stopping: {
      entry: "stopAll",
      on: {
        // A root that crashes now is not started again.
        "xstate.error.actor.*": {
          actions: [{ type: "handleCrash", params: ({ event }) => event }, "stopAll"],
        },
      },
      always: { guard: "allEnded", target: "stopped" },
    },
    stopped: { type: "final" },
  },
});

function wantedOf({ rootId }: { readonly rootId: number }, wanted: WantedState) {
  return { rootId, wanted };
}
