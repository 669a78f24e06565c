import { backoffMs } from "./backoff.ts";
import { DEFAULT_PACE, type HashPace } from "./hash_pace.ts";

/** What governs one root; times are milliseconds. */
export interface RootSettings {
  /** Quiet time that must pass after the last hint. */
  readonly debounceWindowMs: number;
  /** Longest total wait while hints keep coming. */
  readonly debounceLimitMs: number;
  /** From one safety recrawl to the next, and to the next poll where watching does not work. */
  readonly rescanIntervalMs: number;
  readonly pollIntervalMs: number;
  /** Files that were being written are looked at again after this pause at the earliest. */
  readonly lookAgainMs: number;
  /** 0 to 1: spreads pauses, so that roots do not all wake up together. */
  readonly jitter: number;
  /** How fast all bytes of the photos are read in idle times; `null`: they are not. */
  readonly hashPace: HashPace | null;
}

/** What a root does when nobody says otherwise. */
export const DEFAULT_SETTINGS: RootSettings = Object.freeze({
  debounceWindowMs: 20_000,
  debounceLimitMs: 60_000,
  rescanIntervalMs: 3_600_000,
  pollIntervalMs: 300_000,
  lookAgainMs: 2_100,
  jitter: 0.5,
  hashPace: DEFAULT_PACE,
});

/** A recrawl may cost this share of the time; where it costs more, the pause is stretched. */
const RECRAWL_SHARE_MAX = 0.01;

/** However long a scan takes, a recrawl is never further away; also what a timer can still count. */
const RECRAWL_PAUSE_MAX_MS = 24 * 3_600_000;

/** What is still being written is looked at again after this pause at the latest. */
const LOOK_AGAIN_LIMIT_MS = 120_000;

/**
 * Pause before files that were still being written are looked at again, nobody having announced
 * anything: never less than the debounce window, doubling with every look in vain.
 */
export function lookAgainPauseMs(
  { debounceWindowMs, lookAgainMs }: Pick<RootSettings, "debounceWindowMs" | "lookAgainMs">,
  looksInVain: number,
): number {
  const firstMs = Math.max(debounceWindowMs, lookAgainMs);
  const limitMs = Math.max(firstMs, LOOK_AGAIN_LIMIT_MS);
  return backoffMs(looksInVain, 1, { firstMs, limitMs });
}

/** Pause until the next safety recrawl, given how long the last scan of the root took. */
export function recrawlPauseMs(intervalMs: number, lastScanMs: number, jitter: number): number {
  const spread = intervalMs * (0.9 + 0.2 * jitter);
  const stretched = Math.max(spread, lastScanMs / RECRAWL_SHARE_MAX);
  return Math.round(Math.min(stretched, RECRAWL_PAUSE_MAX_MS));
}
