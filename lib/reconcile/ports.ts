import type { HidingDecision } from "../core/breaker.ts";
import type { Fingerprint, RelativePath } from "../core/entry.ts";
import type { FileErrorKind } from "../core/file_error.ts";
import type { MoveCandidates, MovePair } from "../core/moves.ts";
import type { PhotoReading, ReadOutcome } from "../core/reading.ts";
import type { RootVerdict } from "../core/root_identity.ts";

/** Where a file is, relative to its root. */
export interface Place {
  readonly directory: RelativePath;
  readonly name: string;
}

/** A staged difference as far as applying it needs it. */
export interface Staged extends Place {
  readonly id: number;
  readonly fileId: number | null;
  readonly movedFileId: number | null;
  readonly replaced: boolean;
  readonly mount: RelativePath;
  readonly size: number | null;
  readonly mtimeMs: number | null;
  readonly ctimeMs: number | null;
  readonly inode: number | null;
}

/** An arrival, and a present record elsewhere that could be it. */
export interface Twin extends Place {
  readonly stageId: number;
  readonly arrival: RelativePath;
  readonly fileId: number;
  readonly inode: number;
}

/** Kinds of staged rows that reconciling asks for. */
export type StagedKind = "appeared" | "changed" | "returned" | "racy" | "vanished" | "moved";

/** The part of the catalogue of one root that reconciling writes to. */
export interface ReconcileCatalogue {
  readonly rootId: number;
  transact<Result>(work: () => Result): Result;
  readonly stage: {
    page(kind: StagedKind, afterId: number, limit: number): Staged[];
    remove(id: number): void;
    counts(): ReadonlyMap<string, number>;
    moveCandidates(): Iterable<MoveCandidates>;
    twins(afterId: number, limit: number): { lastId: number | null; twins: readonly Twin[] };
    addVanished(fileId: number, place: Place): void;
    markMoved(pair: MovePair): void;
    photosToHide(): number;
    keepAllVanished(): void;
    clear(): void;
  };
  readonly files: {
    add(place: Place, reading: PhotoReading, nowMs: number): StoredAs;
    update(fileId: number, reading: PhotoReading, nowMs: number): StoredAs;
    quarantine(fileId: number, seen: Fingerprint, lookedAtMs: number, nowMs: number): void;
    move(fileId: number, to: Place, seen: Fingerprint, nowMs: number): "moved" | "revived";
    pathOf(fileId: number): RelativePath | null;
    lift(fileId: number): void;
    hide(fileId: number, scanId: number, evidence: string, nowMs: number): boolean;
  };
  readonly problems: {
    see(
      problem: { path: RelativePath; kind: string; detail: string },
      source: "scan" | "read",
      scanId: number,
      nowMs: number,
    ): void;
    clearRead(path: RelativePath): void;
    moveRead(from: RelativePath, to: RelativePath): void;
    clearScan(scope: readonly RelativePath[], scanId: number): void;
    count(): number;
  };
  readonly held: {
    decisionForStaged(): HidingDecision;
    open(): { readonly id: number; readonly decision: HidingDecision } | null;
    keepListed(): void;
    hold(nowMs: number): void;
    release(): void;
  };
  readonly directories: { markMount(path: RelativePath): void };
  readonly roots: { photoCount(rootId: number): number };
}

/** What storing a reading did to the public views. */
export type StoredAs = "appeared" | "changed" | "revived" | "unchanged" | "unreadable";

/** Why no file is seen at a path: an error, or something else stands there, or a link leads away. */
export type Absence = FileErrorKind | "not-a-file";

/** Everything reconciling does to the world. */
export interface ReconcilePorts {
  readonly catalogue: ReconcileCatalogue;
  /** Reads files completely, outcomes in the order of the absolute paths. */
  read(paths: readonly string[], signal: AbortSignal): Promise<readonly ReadOutcome[]>;
  /** Whether the root is there and the same, right now. */
  checkRoot(): Promise<RootVerdict>;
  /** Why there is no file to be seen at the absolute path, or `null` when there is one. */
  absence(path: string): Promise<Absence | null>;
  /** Inode of what is at the absolute path, `null` when it cannot be looked at. */
  inodeAt(path: string): Promise<number | null>;
  now(): number;
  /** Lets the event loop serve others. */
  breathe(): Promise<void>;
}

/** What is to be reconciled. */
export interface ReconcileInput {
  readonly rootPath: string;
  readonly scanId: number;
  readonly scope: readonly RelativePath[];
  readonly signal: AbortSignal;
  /** Called after every batch. */
  readonly onProgress: (done: number, total: number) => void;
}
