import type { ActorRefFrom, InspectionEvent } from "xstate";
import type { rootMachine } from "../machines/root_machine.ts";

/** A root at one moment of its life, and what brought it there. */
export interface RootMoment {
  readonly snapshot: ReturnType<ActorRefFrom<typeof rootMachine>["getSnapshot"]>;
  /** Type of the event. */
  readonly event: string;
}

/** Told of every moment of every root. */
export type RootObserver = (moment: RootMoment) => void;

/** Turns what XState tells whoever inspects a system into moments of roots. */
export function observeRoots(observers: readonly RootObserver[]): (event: InspectionEvent) => void {
  return (inspected) => {
    if (inspected.type !== "@xstate.snapshot") return;
    const snapshot = inspected.snapshot as RootMoment["snapshot"];
    // Of the actors there are only roots have a state and a path.
    if (!("value" in snapshot) || !("path" in snapshot.context)) return;
    for (const observe of observers) observe({ snapshot, event: inspected.event.type });
  };
}
