import type { ActorRefFrom, AnyEventObject, InspectionEvent } from "xstate";
import { messageOf } from "../lib/core/file_error.ts";
import type { rootMachine } from "../machines/root_machine.ts";

/** A root at one moment of its life, and what brought it there. */
export interface RootMoment {
  readonly snapshot: ReturnType<ActorRefFrom<typeof rootMachine>["getSnapshot"]>;
  /** Type of the event. */
  readonly event: string;
  /** What the root died of; `null` as long as it lives. */
  readonly crash: string | null;
}

/** Told of every moment of every root. */
export type RootObserver = (moment: RootMoment) => void;

/** Turns what XState tells whoever inspects a system into moments of roots. */
export function observeRoots(observers: readonly RootObserver[]): (event: InspectionEvent) => void {
  return (inspected) => {
    const moment = momentOf(inspected);
    if (moment === null) return;
    for (const observe of observers) observe(moment);
  };
}

function momentOf(inspected: InspectionEvent): RootMoment | null {
  if (inspected.type === "@xstate.snapshot") {
    const { snapshot, event } = inspected;
    return isOfRoot(snapshot) ? { snapshot, event: event.type, crash: null } : null;
  }
  // A root that crashes has no snapshot of that; the supervisor is told.
  const { event, sourceRef } = inspected.type === "@xstate.event" ? inspected : NOTHING;
  if (!event?.type.startsWith("xstate.error.actor.")) return null;
  const snapshot: unknown = sourceRef?.getSnapshot();
  if (!isOfRoot(snapshot)) return null;
  const { error } = event as AnyEventObject & { readonly error?: unknown };
  return { snapshot, event: event.type, crash: messageOf(error) };
}

const NOTHING = { event: undefined, sourceRef: undefined };

/** Of the actors there are only roots have a state and a path. */
function isOfRoot(snapshot: unknown): snapshot is RootMoment["snapshot"] {
  if (typeof snapshot !== "object" || snapshot === null) return false;
  return "value" in snapshot && "context" in snapshot &&
    typeof snapshot.context === "object" && snapshot.context !== null && "path" in snapshot.context;
}
