import type { DisplacedSearch, DisplacedSight } from "../lib/core/displaced.ts";
import type { RootEvidence } from "../lib/core/root_identity.ts";
import type { Fingerprint, RelativePath } from "../lib/core/entry.ts";
import type { Hasher } from "../lib/core/hashing.ts";
import type { ReadOutcome, ReadRequest } from "../lib/core/reading.ts";
import type { ReplaceSteps } from "../lib/core/replacing.ts";
import type { WalkStep } from "../lib/core/walk_step.ts";
import type { WatchedPlace } from "../lib/core/watched_place.ts";
import type { WriteOrder, WriteReport } from "../lib/core/write_order.ts";
import type { RootKnowledge } from "../lib/file_system/observe_root.ts";
import type { FromWatcher, WatchOrder } from "../lib/file_system/watch_protocol.ts";
import type { Absence } from "../lib/reconcile/ports.ts";
import type { ScanOrder, WalkTotals } from "./scan_protocol.ts";

/** What to walk, and who is told. */
export interface WalkRequest {
  readonly order: Omit<ScanOrder, "share">;
  /** At which depth a large tree is divided among several walkers; `null` for one. */
  readonly dividedAt: number | null;
  readonly signal: AbortSignal;
  /** Stores a batch. */
  readonly onSteps: (steps: readonly WalkStep[]) => void;
  readonly onProgress: (totals: WalkTotals, directory: string) => void;
  /** Told of files that a killed write left, by relative paths. */
  readonly onLeftovers?: (paths: readonly RelativePath[]) => void;
  /** Told what is waited for, before each wait. */
  readonly onWait?: (what: string) => void;
}

/** How files are written; see `replaceFile`. */
export interface EditingWorld {
  readonly steps: ReplaceSteps;
  /** Fills a temporary below a root with a changed copy of a photo. */
  write(rootPath: string, order: WriteOrder, signal: AbortSignal): Promise<WriteReport>;
}

/**
 * Everything actors see of the world beside the catalogue: the disk, the readers, the clock. The real
 * one has workers and child processes; a simulated one has neither and can fail at every call.
 */
export interface World {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since some moment: how long something took, also when somebody sets the clock. */
  elapsedMs(): number;
  /** Lets the event loop serve others. */
  breathe(): Promise<void>;
  /** Looks at a root without walking it; never throws. */
  observeRoot(path: string, known: RootKnowledge): Promise<RootEvidence>;
  /**
   * Walks a scope and compares it with the catalogue.
   *
   * @throws {RootOfflineError} when the root cannot be looked at, or does not answer
   */
  walk(request: WalkRequest): Promise<WalkTotals>;
  /** Reads files and their sidecars completely, outcomes in the same order. */
  read(requests: readonly ReadRequest[], signal: AbortSignal): Promise<readonly ReadOutcome[]>;
  /**
   * Opens a reader of all bytes of files below a root.
   *
   * @throws {Error} when the file system of the root does not answer
   */
  openHasher(rootPath: string): Hasher;
  /** The only part of it that changes anything. */
  readonly editing: EditingWorld;
  /** Why no file is to be seen at a path below a root; `null` when there is one. */
  absence(root: string, path: RelativePath): Promise<Absence | null>;
  /** Fingerprint of what is at the absolute path, `null` when it cannot be looked at. */
  fingerprintAt(path: string): Promise<Fingerprint | null>;
  /** Looks for files that have gone from their places where something changed since a moment. */
  findDisplaced(search: DisplacedSearch): Promise<readonly DisplacedSight[]>;
  /** Watches a root until the function that is given back is called. */
  watch(order: Omit<WatchOrder, "own">, tell: (news: FromWatcher) => void): () => void;
  /** Which directory is at a path, and what is mounted at places below it; `null` for none. */
  lookAtPlace(rootPath: string, mounts: readonly RelativePath[]): Promise<WatchedPlace | null>;
}
