/** What to do with one message. */
export type RepeatVerdict =
  | { readonly write: false }
  /** `repeats` is how many equal ones were left out since it was last written. */
  | { readonly write: true; readonly repeats: number };

/** Equal messages within this time are one, milliseconds. */
const WINDOW_MS = 600_000;
/** Different messages that are remembered; the oldest is forgotten first. */
const REMEMBERED_MAX = 1_000;

/**
 * Leaves out messages that were written a short while ago, so that a disk that fails every second does
 * not fill the log; the next one that is written tells how many were left out.
 */
export class RepeatLimit {
  readonly #seen = new Map<string, { writtenMs: number; repeats: number }>();

  constructor(private readonly windowMs: number = WINDOW_MS) {}

  /** Decides about `text`, said at `nowMs`. */
  judge(text: string, nowMs: number): RepeatVerdict {
    const before = this.#seen.get(text);
    if (before !== undefined && Math.abs(nowMs - before.writtenMs) < this.windowMs) {
      before.repeats++;
      return { write: false };
    }
    this.#seen.delete(text);
    this.#seen.set(text, { writtenMs: nowMs, repeats: 0 });
    for (const [oldest] of this.#seen) {
      if (this.#seen.size <= REMEMBERED_MAX) break;
      this.#seen.delete(oldest);
    }
    return { write: true, repeats: before?.repeats ?? 0 };
  }
}
