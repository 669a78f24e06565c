import type { RelativePath } from "../lib/core/entry.ts";
import type { Share } from "../lib/core/share.ts";
import type { WalkStep } from "../lib/core/walk_step.ts";

/** Name of the worker in which `main.ts` plays the walker. */
export const SCAN_WORKER = "proofsheet-scan";

/** Batches a walk may be ahead of the writer; then it waits, so that memory stays bounded. */
export const BATCHES_AHEAD_MAX = 4;

/** What the walker is asked, once. */
export interface ScanOrder {
  /** `null` when nothing is known yet: everything on disk is new then. */
  readonly databasePath: string | null;
  readonly rootId: number;
  readonly rootPath: string;
  /** Name of the root's file system, which says what of a fingerprint can be believed. */
  readonly fileSystem: string | null;
  readonly scope: readonly RelativePath[];
  readonly share: Share;
  /** Whether what was seen before may stand for the records: not where the catalogue is to be proven. */
  readonly usesSightings: boolean;
  /** Records missing since before that, milliseconds since the epoch, await a second look. */
  readonly secondLookBeforeMs: number;
  /**
   * What was being written beside photos before that, milliseconds since the epoch, was left there and is
   * told; absent where nobody wants to know.
   */
  readonly abandonedBeforeMs?: number;
}

/** Totals of a walk. */
export interface WalkTotals {
  readonly directories: number;
  readonly seen: number;
  readonly unchanged: number;
}

/** From the walker: it is ready, a batch of differences, a sign of life, the end or an error. */
export type FromWalker =
  | { readonly type: "ready" }
  | { readonly type: "batch"; readonly steps: readonly WalkStep[]; readonly totals: WalkTotals }
  /** Files that a killed write left; relative paths. */
  | { readonly type: "leftovers"; readonly paths: readonly RelativePath[] }
  | { readonly type: "progress"; readonly directory: RelativePath; readonly totals: WalkTotals }
  | { readonly type: "done"; readonly totals: WalkTotals }
  | { readonly type: "failed"; readonly message: string; readonly rootOffline: boolean };

/** To the walker: begin, a batch was stored, stop. */
export type ToWalker =
  | { readonly type: "order"; readonly order: ScanOrder }
  | { readonly type: "stored" }
  | { readonly type: "stop" };
