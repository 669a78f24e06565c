import type { RelativePath } from "../lib/core/entry.ts";
import type { HashPace } from "../lib/core/hash_pace.ts";
import type { QuietHours } from "../lib/core/quiet_hours.ts";
import type { WritingPolicy } from "../lib/core/writing_policy.ts";
import type { RootSettings } from "../lib/core/root_settings.ts";
import type { RootOutcome, RootProgress, StagedScan } from "../lib/core/root_work.ts";
import type { ScanSummary } from "../lib/core/scan_summary.ts";
import type { Hearing } from "../lib/core/unannounced.ts";
import type { WatchedPlace } from "../lib/core/watched_place.ts";

/** What one root actor is started with. */
export interface RootInput {
  readonly rootId: number;
  /** Absolute and real. */
  readonly path: string;
  /** `watch` goes on for ever; `once` scans, reconciles and stops with an outcome. */
  readonly mode: "watch" | "once";
  /** First scan scope; later ones come from hints, timers and commands. */
  readonly scope: readonly RelativePath[];
  readonly settings: RootSettings;
  /** A person wants nothing to be done with it: the supervisor does not start it until it is resumed. */
  readonly isPaused: boolean;
}

/** What a root actor remembers. */
export interface RootContext extends Omit<RootInput, "isPaused"> {
  /** Hinted since the last scan, reduced. */
  readonly pending: readonly RelativePath[];
  /** Scope in hand; goes back to pending when the work on it fails. */
  readonly inHand: readonly RelativePath[];
  /** Announced since the last scan began, and before that since the scan before: `""` for everything. */
  readonly hinted: readonly RelativePath[];
  readonly hintedInHand: readonly RelativePath[];
  /** What the last look left to be looked at again. */
  readonly awaited: readonly RelativePath[];
  /**
   * Commands to sync so far; how many of them the scan in hand answers; and how many are answered. While
   * one is not taken, somebody waits for the pending scan: no debouncing.
   */
  readonly asked: number;
  readonly taken: number;
  readonly answered: number;
  /** Nothing is pending but what was still being written at the last look. */
  readonly isLookingAgain: boolean;
  /** Looks in a row that left something to be looked at again. */
  readonly looksInVain: number;
  readonly staged: StagedScan | null;
  /** What the watcher was opened on. */
  readonly place: WatchedPlace | null;
  /** Changes found where they had been announced, since the last recrawl that was judged. */
  readonly heard: number;
  /** What the scan in hand, or the last one, said of the watcher; `null` when it said nothing. */
  readonly hearing: Hearing | null;
  /** Recrawls in a row that found what nobody had announced. */
  readonly recrawlsMissing: number;
  /** How long the last recrawl took, and when the next one is due, milliseconds since the epoch. */
  readonly recrawl: { readonly tookMs: number; readonly nextMs: number | null };
  readonly progress: RootProgress | null;
  /** Of the last reconcile; in mode `once` of all rounds together. */
  readonly summary: ScanSummary | null;
  /** Rounds of mode `once`. */
  readonly rounds: number;
  readonly heldOpen: number;
  /** Failures and fruitless probes since the last success. */
  readonly failures: number;
  /** Why the root is offline, retrying or polled; `null` when all is well. */
  readonly trouble: string | null;
  readonly watchTrouble: string | null;
  readonly outcome: RootOutcome;
}

/** What a root actor understands: facts in the past tense, commands in the imperative. */
export type RootEvent =
  | { readonly type: "watch.opened"; readonly place: WatchedPlace | null }
  | { readonly type: "watch.changed"; readonly paths: readonly RelativePath[] }
  | { readonly type: "watch.overflowed"; readonly reason: string }
  | { readonly type: "watch.lost"; readonly reason: string }
  | { readonly type: "watch.failed"; readonly reason: string }
  | { readonly type: "progress.made"; readonly progress: RootProgress }
  | { readonly type: "recrawl.wanted" }
  | { readonly type: "recrawl.due" }
  | { readonly type: "recrawl.finished" }
  | { readonly type: "quiet.began" }
  | { readonly type: "quiet.ended" }
  | { readonly type: "edit.accepted" }
  | { readonly type: "root.came" }
  | { readonly type: "root.left" }
  | { readonly type: "root.replaced" }
  | { readonly type: "hiding.held" }
  | { readonly type: "hiding.cleared" }
  | { readonly type: "root.sync"; readonly scope: readonly RelativePath[] }
  | { readonly type: "root.configure"; readonly settings: RootSettings }
  | { readonly type: "root.stop" };

/** What the root actor ends with. */
export interface RootOutput {
  readonly rootId: number;
  readonly path: string;
  readonly outcome: RootOutcome;
  readonly summary: ScanSummary | null;
  readonly trouble: string | null;
}

/** What every invoked source is told. */
export interface RootTask {
  readonly rootId: number;
  readonly path: string;
}
/** What the watcher is told. */
export interface WatchTask extends RootTask {
  /** Directories of which nothing needs to be heard. */
  readonly unwatched: readonly RelativePath[];
}
/** What the walk is told. */
export interface ScanTask extends RootTask {
  readonly scope: readonly RelativePath[];
  readonly onProgress: (progress: RootProgress) => void;
}
/** What reconciling is told. */
export interface ReconcileTask extends RootTask {
  readonly staged: StagedScan;
  /** Changes it found that nobody had announced. */
  readonly unannounced: number;
  readonly onProgress: (progress: RootProgress) => void;
}
/** What tells quiet hours is told. */
export interface HoursTask {
  readonly hours: QuietHours | null;
}
/** What reading all bytes is told. */
export interface HashTask extends RootTask {
  readonly pace: HashPace;
}
/** What writing edits into their files is told. */
export interface WriteTask extends RootTask {
  readonly policy: WritingPolicy;
  readonly mode: RootInput["mode"];
}
