import { type LiveMoment, type LiveNote, NO_LIVE_NOTE, noteMoment } from "../lib/core/live_note.ts";
import { lookAgainPauseMs } from "../lib/core/root_settings.ts";
import type { RootMoment } from "./observe_roots.ts";
import type { World } from "./world.ts";

/** Keeps what status tells of running roots and they do not remember themselves, by path. */
export class LiveNotes {
  readonly #notes = new Map<string, LiveNote>();

  constructor(private readonly clock: Pick<World, "now" | "elapsedMs">) {}

  /** Takes what happened to a root. */
  readonly observe = (moment: RootMoment): void => {
    const { snapshot: { context }, crash } = moment;
    const trouble = crash ?? context.trouble ?? context.watchTrouble;
    const times = { elapsedMs: this.clock.elapsedMs(), nowMs: this.clock.now() };
    const note = noteMoment(
      this.of(context.path),
      { ...context, trouble, quiet: quietOf(moment) },
      times,
    );
    this.#notes.set(context.path, note);
  };

  /** What is noted of the root at a path. */
  of(path: string): LiveNote {
    return this.#notes.get(path) ?? NO_LIVE_NOTE;
  }

  /** For how long something has been going on, milliseconds. */
  elapsedMs(): number {
    return this.clock.elapsedMs();
  }
}

const HINTS: ReadonlySet<string> = new Set(["watch.changed", "watch.overflowed"]);

/** How long the root waits for quiet, as its statechart does; `null` when it does not wait. */
function quietOf({ snapshot, event }: RootMoment): LiveMoment["quiet"] {
  if (!snapshot.matches({ running: { work: "debouncing" } })) return null;
  const { settings, isLookingAgain, looksInVain } = snapshot.context;
  const pauseMs = isLookingAgain ? lookAgainPauseMs(settings, looksInVain) : 0;
  return {
    windowMs: isLookingAgain ? pauseMs : settings.debounceWindowMs,
    limitMs: Math.max(settings.debounceLimitMs, pauseMs),
    isAnew: HINTS.has(event),
  };
}
