import type { LiveRoot } from "../lib/commands/status.ts";
import { lagMs, type LiveNote, quietMs } from "../lib/core/live_note.ts";
import type { RootProgress } from "../lib/core/root_work.ts";
import { isWholeRoot } from "../lib/core/scope.ts";
import type { SupervisedRoot } from "../machines/supervised_root.ts";

/** Over a shorter time a rate would be a guess. */
const RATE_AFTER_MS = 200;

/**
 * What a supervised root is doing this moment, in words of its statechart.
 *
 * @param elapsedMs what the clock of the note says now
 */
export function liveRoot(
  { ref, wanted, lastCrash }: SupervisedRoot,
  note: LiveNote,
  elapsedMs: number,
): LiveRoot {
  const lastError = note.lastError === null
    ? null
    : { at: new Date(note.lastError.atMs).toISOString(), message: note.lastError.message };
  const snapshot = ref?.getSnapshot();
  if (snapshot?.status !== "active" || wanted !== "running") {
    const state = wanted === "paused" ? "paused" : "stopped";
    return { ...AT_REST, state, trouble: lastCrash, lastError };
  }
  const { progress, pending, trouble, watchTrouble, recrawl } = snapshot.context;
  const { running } = snapshot.value as {
    running: { work: unknown; watching: unknown; hours: { kept: string | { quiet: string } } };
  };
  const { kept } = running.hours;
  const isQuiet = typeof kept === "object";
  const state = outermost(running.work);
  // One that is away owes a look at everything by being away.
  const isOwed = state === "offline" || isQuiet && kept.quiet === "owing";
  return {
    state,
    watching: innermost(running.watching),
    hours: isQuiet ? "quiet" : "usual",
    owed: isWholeRoot(pending) || isOwed ? "everything" : pending.length > 0 ? "paths" : "nothing",
    progress: progress === null ? null : withRate(progress, elapsedMs - note.phaseBeganMs),
    pending: pending.length,
    lagMs: lagMs(note, elapsedMs),
    windowMs: quietMs(note, elapsedMs),
    trouble,
    watchTrouble,
    lastError,
    nextRecrawl: recrawl.nextMs === null ? null : new Date(recrawl.nextMs).toISOString(),
  };
}

/** What a root that is not at work has to tell. */
const AT_REST = {
  watching: "closed",
  hours: "usual",
  owed: "nothing",
  progress: null,
  pending: 0,
  lagMs: null,
  windowMs: null,
  watchTrouble: null,
  nextRecrawl: null,
} as const;

function withRate(progress: RootProgress, phaseMs: number): LiveRoot["progress"] {
  const isKnown = phaseMs >= RATE_AFTER_MS;
  return { ...progress, perSecond: isKnown ? Math.round(progress.done / (phaseMs / 1_000)) : null };
}

function outermost(state: unknown): string {
  return typeof state === "object" && state !== null ? Object.keys(state)[0] ?? "" : String(state);
}

/** `open` says little, `open.listening` all; what polling does inside says nothing. */
function innermost(state: unknown): string {
  if (typeof state !== "object" || state === null) return String(state);
  const [name = "", inner] = Object.entries(state)[0] ?? [];
  return name === "open" ? innermost(inner) : name;
}
