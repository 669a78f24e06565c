import { backoffMs } from "./backoff.ts";
import { DEFAULT_PACE, type HashPace } from "./hash_pace.ts";
import type { QuietHours } from "./quiet_hours.ts";
import { PENDING_PATHS_MAX } from "./scope.ts";
import type { WritingPolicy } from "./writing_policy.ts";

/** What governs one root; times are milliseconds. */
export interface RootSettings extends WritingPolicy {
  /** Quiet time that must pass after the last hint. */
  readonly debounceWindowMs: number;
  /** Longest total wait while hints keep coming. */
  readonly debounceLimitMs: number;
  /** From one safety recrawl to the next, and to the next poll where watching does not work. */
  readonly rescanIntervalMs: number;
  readonly pollIntervalMs: number;
  /** From one look whether a watched root is still the same directory to the next. */
  readonly probeIntervalMs: number;
  /** Looks regularly instead of watching. */
  readonly isPolled: boolean;
  /** Folders that are scanned, and of which nothing needs to be heard: absolute, or in the root. */
  readonly unwatched: readonly string[];
  /** Files that were being written are looked at again after this pause at the earliest. */
  readonly lookAgainMs: number;
  /** 0 to 1: spreads pauses, so that roots do not all wake up together. */
  readonly jitter: number;
  /** How fast all bytes of the photos are read in idle times; `null`: they are not. */
  readonly hashPace: HashPace | null;
  /** When nothing is looked at that nobody announced, and no photo is read for its hash. */
  readonly quietHours: QuietHours | null;
  /** Above so many hinted paths a directory stands for what is in it. */
  readonly pendingPathsMax: number;
}

/** What a root does when nobody says otherwise. */
export const DEFAULT_SETTINGS: RootSettings = Object.freeze({
  debounceWindowMs: 20_000,
  debounceLimitMs: 60_000,
  rescanIntervalMs: 3_600_000,
  pollIntervalMs: 300_000,
  probeIntervalMs: 20_000,
  isPolled: false,
  unwatched: [],
  lookAgainMs: 2_100,
  jitter: 0.5,
  hashPace: DEFAULT_PACE,
  quietHours: null,
  pendingPathsMax: PENDING_PATHS_MAX,
  keepsMtime: false,
  writesDng: false,
  namesAsAdobe: false,
});

/** A safety recrawl may cost this share of the time; where it costs more, the pause is stretched. */
const RECRAWL_SHARE_MAX = 0.01;

/** Polling is not for safety, it is all there is: it may cost more. */
const POLL_SHARE_MAX = 0.1;

/** A look that is over so soon costs nobody anything: whoever wants it often gets it often. */
const TRIFLE_MS = 10_000;

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

/** What of the last recrawl counts for the next one. */
interface Recrawled {
  /** How long the last scan of the whole root took; 0 before the first. */
  readonly tookMs: number;
}

/** Pause until the next safety recrawl. */
export function recrawlPauseMs(
  { rescanIntervalMs, jitter }: Pick<RootSettings, "rescanIntervalMs" | "jitter">,
  { tookMs }: Recrawled,
): number {
  return pauseMs(spread(rescanIntervalMs, jitter), tookMs, RECRAWL_SHARE_MAX);
}

/** Pause until a root that cannot be watched is looked at again. */
export function pollPauseMs(
  { pollIntervalMs, jitter }: Pick<RootSettings, "pollIntervalMs" | "jitter">,
  { tookMs }: Recrawled,
): number {
  return pauseMs(spread(pollIntervalMs, jitter), tookMs, POLL_SHARE_MAX);
}

/** Pause until the next look whether the root is the same. */
export function probePauseMs(
  { probeIntervalMs, jitter }: Pick<RootSettings, "probeIntervalMs" | "jitter">,
): number {
  return Math.round(spread(probeIntervalMs, jitter));
}

/** Whether other settings are watched in another way. */
export function changesWatching(
  one: Pick<RootSettings, "isPolled" | "unwatched">,
  other: Pick<RootSettings, "isPolled" | "unwatched">,
): boolean {
  return one.isPolled !== other.isPolled ||
    one.unwatched.join("\0") !== other.unwatched.join("\0");
}

function spread(intervalMs: number, jitter: number): number {
  return intervalMs * (0.9 + 0.2 * jitter);
}

function pauseMs(wantedMs: number, tookMs: number, share: number): number {
  const leastMs = tookMs > TRIFLE_MS ? tookMs / share : 0;
  return Math.round(Math.min(Math.max(wantedMs, leastMs), RECRAWL_PAUSE_MAX_MS));
}
