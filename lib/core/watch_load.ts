/**
 * The kernel drops events without a word when its queue is full: 16,384 places where nobody changed
 * `fs.inotify.max_queued_events`, four of them a new file, of which one is never told to us.
 */
const BURST_EVENTS = 8_192;

/**
 * A queue that was full is told in one go once the reader runs: 12,288 events in 0.6 s, measured. A
 * machine three times as slow still stays within this span.
 */
const BURST_SPAN_MS = 2_000;

/** A reader that was not run for so long may have let the queue of the kernel overflow. */
const STALL_MS = 5_000;

/**
 * Judges from how events come whether some were lost before they could be told. Times are of a clock
 * that only goes forward, milliseconds.
 */
export class WatchLoad {
  /** When events came, and how many, within the last span. */
  #recent: { readonly atMs: number; count: number }[] = [];
  #lastTickMs: number | null = null;

  /** @param tickMs how often `tick` is to be called */
  constructor(private readonly tickMs: number) {}

  /** Events came; whether so many came within so short a time that a full queue may be behind it. */
  take(count: number, nowMs: number): boolean {
    const last = this.#recent.at(-1);
    if (last !== undefined && nowMs - last.atMs < BURST_SPAN_MS / 20) last.count += count;
    else this.#recent.push({ atMs: nowMs, count });
    while (nowMs - (this.#recent[0]?.atMs ?? nowMs) > BURST_SPAN_MS) this.#recent.shift();
    return this.#recent.reduce((sum, one) => sum + one.count, 0) >= BURST_EVENTS;
  }

  /** To be called regularly; whether the reader was not run for a while, stopped or starved. */
  tick(nowMs: number): boolean {
    const gapMs = nowMs - (this.#lastTickMs ?? nowMs);
    this.#lastTickMs = nowMs;
    return gapMs - this.tickMs >= STALL_MS;
  }
}
