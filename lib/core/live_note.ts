import type { RelativePath } from "./entry.ts";
import type { RootProgress } from "./root_work.ts";

/** What a running root does not remember itself: since when, and what was wrong the last time. */
export interface LiveNote {
  readonly phase: RootProgress["phase"] | null;
  /** When that phase began, milliseconds since some moment. */
  readonly phaseBeganMs: number;
  /** Since when something is owed that no scan has taken; `null` when nothing is. */
  readonly pendingSinceMs: number | null;
  /** The same of what the scan in hand has taken. */
  readonly inHandSinceMs: number | null;
  /** What is wrong now, so that only what is new is noted. */
  readonly trouble: string | null;
  readonly lastError: { readonly atMs: number; readonly message: string } | null;
  /** While it waits for quiet: since when, and when it looks if nothing else changes. */
  readonly quiet: { readonly beganMs: number; readonly endsMs: number } | null;
}

/** What of a root's context the note is made from. */
export interface LiveMoment {
  readonly pending: readonly RelativePath[];
  readonly inHand: readonly RelativePath[];
  readonly awaited: readonly RelativePath[];
  readonly failures: number;
  readonly progress: RootProgress | null;
  /** Why the root, or its watching, is not well. */
  readonly trouble: string | null;
  /** While it waits for quiet: how long, and whether this moment begins the window anew. */
  readonly quiet: {
    readonly windowMs: number;
    readonly limitMs: number;
    readonly isAnew: boolean;
  } | null;
}

/** Of a root of which nothing was seen yet. */
export const NO_LIVE_NOTE: LiveNote = {
  phase: null,
  phaseBeganMs: 0,
  pendingSinceMs: null,
  inHandSinceMs: null,
  trouble: null,
  lastError: null,
  quiet: null,
};

/**
 * The note after a moment.
 *
 * @param clock `elapsedMs` since some moment, for durations; `nowMs` since the epoch
 */
export function noteMoment(
  note: LiveNote,
  moment: LiveMoment,
  { elapsedMs, nowMs }: { readonly elapsedMs: number; readonly nowMs: number },
): LiveNote {
  const phase = moment.progress?.phase ?? null;
  const { trouble } = moment;
  const isNews = trouble !== null && trouble !== note.trouble;
  return {
    phase,
    phaseBeganMs: phase === note.phase ? note.phaseBeganMs : elapsedMs,
    ...owedSince(note, moment, elapsedMs),
    trouble,
    lastError: isNews ? { atMs: nowMs, message: trouble } : note.lastError,
    quiet: quietAfter(note.quiet, moment.quiet, elapsedMs),
  };
}

/** For how long a root still waits for quiet, milliseconds; `null` when it does not. */
export function quietMs({ quiet }: LiveNote, elapsedMs: number): number | null {
  return quiet === null ? null : Math.max(0, Math.round(quiet.endsMs - elapsedMs));
}

function quietAfter(
  before: LiveNote["quiet"],
  now: LiveMoment["quiet"],
  elapsedMs: number,
): LiveNote["quiet"] {
  if (now === null) return null;
  if (before !== null && !now.isAnew) return before;
  const beganMs = before?.beganMs ?? elapsedMs;
  return { beganMs, endsMs: Math.min(elapsedMs + now.windowMs, beganMs + now.limitMs) };
}

/** How long the oldest thing that is owed has been owed, milliseconds; `null` when nothing is. */
export function lagMs(note: LiveNote, elapsedMs: number): number | null {
  const since = earlier(note.pendingSinceMs, note.inHandSinceMs);
  return since === null ? null : Math.max(0, Math.round(elapsedMs - since));
}

function owedSince(
  { pendingSinceMs, inHandSinceMs }: LiveNote,
  { pending, inHand, awaited, failures }: LiveMoment,
  elapsedMs: number,
): Pick<LiveNote, "pendingSinceMs" | "inHandSinceMs"> {
  if (inHand.length > 0) {
    const taken = inHandSinceMs ?? pendingSinceMs ?? elapsedMs;
    // What the scan takes is owed no longer; what is pending beside it came since.
    const rest = inHandSinceMs === null ? null : pendingSinceMs;
    const since = pending.length > 0 ? rest ?? elapsedMs : null;
    return { inHandSinceMs: taken, pendingSinceMs: since };
  }
  if (pending.length === 0) return { inHandSinceMs: null, pendingSinceMs: null };
  // A scan that failed, or met files that were still being written, leaves what it had taken.
  const isLeft = inHandSinceMs !== null && (awaited.length > 0 || failures > 0);
  const since = isLeft ? earlier(pendingSinceMs, inHandSinceMs) : pendingSinceMs;
  return { inHandSinceMs: null, pendingSinceMs: since ?? elapsedMs };
}

function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
