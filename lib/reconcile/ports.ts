import type {
  CopyCursor,
  CopyGroup,
  CopyIdentity,
  CopyPage,
  CopyPair,
  DepartedKind,
  PictureIdentity,
} from "../core/copies.ts";
import type { DisplacedPage, DisplacedSearch, DisplacedSight } from "../core/displaced.ts";
import type { Fingerprint, RelativePath } from "../core/entry.ts";
import type { FingerprintPolicy } from "../core/fingerprint.ts";
import type { FileErrorKind } from "../core/file_error.ts";
import type { MoveCandidates, MovePair } from "../core/moves.ts";
import type { FailedLook, PhotoReading, ReadOutcome, ReadRequest } from "../core/reading.ts";
import type {
  DoubtfulFile,
  FilePlace,
  Staged,
  StagedKind,
  StagedTwin,
  StoredAs,
  TombstonePlace,
} from "../core/staged.ts";
import type { RootVerdict } from "../core/root_identity.ts";

/** Records of one identity, and how one takes over another. */
export interface CopyCatalogue<Identity> {
  hasDeparted(): boolean;
  departed(kind: DepartedKind, after: CopyCursor, limit: number): CopyPage<Identity>;
  missing(after: CopyCursor, limit: number): CopyPage<Identity>;
  missingSince(scanId: number, isWholeRoot: boolean, nowMs: number): CopyCursor;
  added(after: CopyCursor, limit: number): CopyPage<Identity>;
  addedSince(scanId: number): CopyCursor;
  group(identity: Identity): CopyGroup;
  takeOver(pair: CopyPair, nowMs: number): void;
}

/** What a scan has looked at. */
interface ScanLook {
  readonly scope: readonly RelativePath[];
  readonly scanId: number;
  /** Paths that changed under it, which it did not look at. */
  readonly again: readonly RelativePath[];
}

/** The part of the catalogue of one root that reconciling writes to. */
export interface ReconcileCatalogue {
  readonly rootId: number;
  transact<Result>(work: () => Result): Result;
  readonly stage: {
    page(kind: StagedKind, afterId: number, limit: number): Staged[];
    remove(id: number): void;
    counts(): ReadonlyMap<string, number>;
    hasDepartures(): boolean;
    moveCandidates(
      afterInode: number,
      limit: number,
    ): { lastInode: number | null; groups: readonly MoveCandidates[] };
    twins(afterId: number, limit: number): { lastId: number | null; twins: readonly StagedTwin[] };
    displaced(afterId: number, limit: number): DisplacedPage;
    isKnownAt(place: FilePlace, inode: number): boolean;
    addUnseen(fileId: number, place: FilePlace): void;
    postpone(stageId: number): void;
    dropStrangers(): number;
    addEmptied(row: Staged, found: PhotoReading): void;
    markMoved(pair: MovePair): void;
    photosToHide(): number;
    keepVanished(): void;
    clear(): void;
  };
  /** Known photos in whose places other photos were found. */
  readonly displaced: {
    add(row: Staged, reading: PhotoReading): void;
    recognise(which: "all" | "rejected"): void;
    found(fileId: number): Fingerprint | null;
    noteKept(): number;
  };
  readonly restored: {
    page(afterId: number, limit: number): readonly DoubtfulFile[];
    keep(stageId: number): void;
  };
  /** Known photos in whose places are files that no reader survived. */
  readonly failed: {
    isOther(fileId: number, seen: Fingerprint, policy: FingerprintPolicy): boolean;
    note(fileId: number, seen: Fingerprint): void;
    recognise(policy: FingerprintPolicy): number;
    forgetFound(look: ScanLook): void;
  };
  readonly files: {
    add(place: FilePlace, reading: PhotoReading, scanId: number, nowMs: number): StoredAs;
    isShown(fileId: number): boolean;
    isPresent(fileId: number): boolean;
    standsAt(fileId: number, place: FilePlace): boolean;
    update(
      fileId: number,
      reading: PhotoReading,
      nowMs: number,
      from?: { readonly scanId: number },
    ): StoredAs;
    quarantine(fileId: number, look: FailedLook, nowMs: number): void;
    move(fileId: number, to: FilePlace, seen: Fingerprint, nowMs: number): "moved" | "revived";
    /** Whether the sidecar at the new place is the one that was read; it is the record's then. */
    followSidecar(fileId: number, to: Staged): boolean;
    pathOf(fileId: number): RelativePath | null;
    lift(fileId: number): void;
    hide(fileId: number, scanId: number, evidence: string, nowMs: number): boolean;
  };
  /** Missing photos that are back under their names. */
  readonly returned: {
    isSame(fileId: number, reading: PhotoReading): boolean;
    giveWay(fileId: number, place: FilePlace, reading: PhotoReading): number | null;
    find(fileId: number, place: FilePlace, reading: PhotoReading): number | null;
  };
  readonly marks: { isAnother(fileId: number, reading: PhotoReading): boolean };
  readonly copies: CopyCatalogue<CopyIdentity>;
  /** Photos with the same picture and other metadata. */
  readonly edited: CopyCatalogue<PictureIdentity>;
  readonly absent: {
    confirm(fileId: number, evidence: string, nowMs: number): boolean;
    /** A tombstone awaits a second look once more: what may be its photo has turned up. */
    doubt(fileId: number): void;
    isTaken(fileId: number): boolean;
    isTakenByPhoto(fileId: number): boolean;
    mayPurge(): boolean;
    tombstones(beforeMs: number, after: TombstonePlace | null, limit: number): TombstonePlace[];
    purge(record: TombstonePlace, beforeMs: number, nowMs: number): boolean;
    tidy(directory: RelativePath): void;
  };
  readonly ignored: {
    hide(
      record: FilePlace & { readonly fileId: number; readonly reason: string },
      scanId: number,
      nowMs: number,
    ): boolean;
    release(fileId: number, scanId: number, evidence: string, nowMs: number): void;
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
    decisionForStaged(): "approved" | "rejected" | "none";
    askedCount(): number;
    keepListed(): void;
    keepRejected(): number;
    hold(nowMs: number, isWholeRoot: boolean): void;
    forgetFound(look: ScanLook): void;
    forgetHidden(): void;
    release(isStillAsked: (asked: number) => boolean): void;
    openCount(): number;
  };
  readonly directories: { markMount(path: RelativePath): void };
  readonly roots: { photoCount(rootId: number, limit: number): number };
}

/** Why no file is seen at a path: an error, or something else stands there, or a link leads away. */
export type Absence = FileErrorKind | "not-a-file";

/** Everything reconciling does to the world. */
export interface ReconcilePorts {
  readonly catalogue: ReconcileCatalogue;
  /** Reads files and their sidecars completely, outcomes in the same order. */
  read(requests: readonly ReadRequest[], signal: AbortSignal): Promise<readonly ReadOutcome[]>;
  /** Whether the root is there and the same, right now. */
  checkRoot(): Promise<RootVerdict>;
  /** Whether another root is there and the same, right now. */
  isRootThere(rootId: number, rootPath: string): Promise<boolean>;
  /** Why there is no file to be seen at a path of the root, or another; `null` when there is one. */
  absence(path: RelativePath, rootPath?: string): Promise<Absence | null>;
  /** Fingerprint of what is at the absolute path, `null` when it cannot be looked at. */
  fingerprintAt(path: string): Promise<Fingerprint | null>;
  /** Looks for files that have gone from their places where something changed since a moment. */
  findDisplaced(search: DisplacedSearch): Promise<readonly DisplacedSight[]>;
  now(): number;
  /** Milliseconds since some moment, whatever anybody does to the clock. */
  elapsedMs(): number;
  /** Lets the event loop serve others. */
  breathe(): Promise<void>;
}

/** What is to be reconciled. */
export interface ReconcileInput {
  readonly rootPath: string;
  /** What of fingerprints can be believed on the root's file system. */
  readonly policy: FingerprintPolicy;
  readonly scanId: number;
  /** When the scan began, milliseconds since the epoch. */
  readonly scanStartedMs: number;
  readonly scope: readonly RelativePath[];
  /** Paths that changed under the scan, which did not look at them. */
  readonly again: readonly RelativePath[];
  readonly signal: AbortSignal;
  /** Called after every batch. */
  readonly onProgress: (done: number, total: number) => void;
}
