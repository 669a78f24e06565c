import type { ActorRefFrom } from "xstate";
import type { rootMachine } from "./root_machine.ts";
import type { RootInput, RootOutput } from "./root_protocol.ts";

/** What is wanted of a root: a paused one keeps its place, a removed one leaves when it has ended. */
export type WantedState = "running" | "paused" | "removed";

/** One root under supervision. */
export interface SupervisedRoot {
  readonly input: RootInput;
  readonly wanted: WantedState;
  /** `null` while it waits for its turn or for its restart. */
  readonly ref: ActorRefFrom<typeof rootMachine> | null;
  /** Since it was last added. */
  readonly crashes: number;
  readonly lastCrash: string | null;
  readonly output: RootOutput | null;
}

/** The roots with a change of one of them. */
export function replace(
  roots: readonly SupervisedRoot[],
  rootId: number,
  change: Partial<SupervisedRoot>,
): readonly SupervisedRoot[] {
  return roots.map((root) => root.input.rootId === rootId ? { ...root, ...change } : root);
}

/** A root that was just added: it waits for its start, or rests. */
export function waiting(input: RootInput): SupervisedRoot {
  const wanted = input.isPaused ? "paused" : "running";
  const output = input.isPaused ? pausedOutput(input) : null;
  return { input, wanted, ref: null, crashes: 0, lastCrash: null, output };
}

/** The roots when `root` is known not to run: it goes, rests, or waits for its next start. */
export function afterStop(
  roots: readonly SupervisedRoot[],
  { input, wanted }: SupervisedRoot,
): readonly SupervisedRoot[] {
  if (wanted === "removed") return roots.filter((one) => one.input.rootId !== input.rootId);
  const output = wanted === "paused" ? pausedOutput(input) : null;
  return replace(roots, input.rootId, { ...waiting(input), wanted, output });
}

/** What a root ends with that was asked to. */
export function stoppedOutput({ rootId, path }: RootInput): RootOutput {
  return { rootId, path, outcome: "stopped", summary: null, trouble: null };
}

/** What a root that is synced once ends with when it crashed. */
export function crashOutput({ rootId, path }: RootInput, trouble: string): RootOutput {
  return { rootId, path, outcome: "failed", summary: null, trouble };
}

/** Nobody can look at it, as at one whose disk is away; only the cure is another one. */
function pausedOutput({ rootId, path }: RootInput): RootOutput {
  const trouble = `it is paused until roots resume '${path}'`;
  return { rootId, path, outcome: "offline", summary: null, trouble };
}
