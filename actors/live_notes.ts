import { type LiveNote, NO_LIVE_NOTE, noteMoment } from "../lib/core/live_note.ts";
import type { RootMoment } from "./observe_roots.ts";
import type { World } from "./world.ts";

/** Keeps what status tells of running roots and they do not remember themselves, by path. */
export class LiveNotes {
  readonly #notes = new Map<string, LiveNote>();

  constructor(private readonly clock: Pick<World, "now" | "elapsedMs">) {}

  /** Takes what happened to a root. */
  readonly observe = ({ snapshot: { context }, crash }: RootMoment): void => {
    const trouble = crash ?? context.trouble ?? context.watchTrouble;
    const times = { elapsedMs: this.clock.elapsedMs(), nowMs: this.clock.now() };
    const note = noteMoment(this.of(context.path), { ...context, trouble }, times);
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
