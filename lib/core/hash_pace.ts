/** How much of a disk the paced pass over all bytes may take. */
export interface HashPace {
  /** Upper bound, rests included. */
  readonly bytesPerSecondMax: number;
  /** A rest is this many times as long as the reading before it took. */
  readonly restFactor: number;
}

/** Reads a quarter of the time and never more than 50 MB/s: a terabyte in about six hours. */
export const DEFAULT_PACE: HashPace = Object.freeze({
  bytesPerSecondMax: 50_000_000,
  restFactor: 3,
});

/** How long to rest after `bytes` were read in `tookMs`. */
export function restMs(pace: HashPace, bytes: number, tookMs: number): number {
  const dueMs = bytes / pace.bytesPerSecondMax * 1_000;
  return Math.max(tookMs * pace.restFactor, dueMs - tookMs);
}
