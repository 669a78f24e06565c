import type { Difference } from "./diff.ts";
import type { RelativePath, SeenSidecar } from "./entry.ts";

/** Where a file is: directory and name, relative to its root. */
export interface FilePlace {
  readonly directory: RelativePath;
  readonly name: string;
}

/** Kinds of staged rows: those of a difference, and what pairing and the breaker make of them. */
export type StagedKind = Difference["kind"] | "moved" | "kept" | "emptied" | "displaced";

/** One staged difference. */
export interface Staged extends FilePlace {
  readonly id: number;
  readonly kind: StagedKind;
  /** The record under that name, if there is one. */
  readonly fileId: number | null;
  /** The record whose file this turned out to be. */
  readonly movedFileId: number | null;
  /** Another known file stood here when the scan began. */
  readonly replaced: boolean;
  readonly mount: RelativePath;
  readonly size: number | null;
  readonly mtimeMs: number | null;
  readonly ctimeMs: number | null;
  readonly inode: number | null;
  readonly bornMs: number | null;
  /** When a known photo was found to be none any more, milliseconds since the epoch. */
  readonly lookedAtMs: number | null;
  /** What was seen beside it. */
  readonly sidecar: SeenSidecar | null;
  /** Why a rule hides it. */
  readonly reason: string | null;
}

/** A record that was found absent twice, and where its file was last seen. */
export interface TombstonePlace extends FilePlace {
  readonly fileId: number;
  readonly missingSinceMs: number;
}

/** An arrival, and a record elsewhere, at this place, that could be it. */
export interface StagedTwin extends FilePlace {
  readonly stageId: number;
  readonly arrival: RelativePath;
  readonly fileId: number;
  readonly inode: number;
  /** A rule hides it, or is about to, so no scan looks there. */
  readonly isHidden: boolean;
}

/** A file under its own name, size and mtime that has another inode than its record. */
export interface DoubtfulFile {
  /** Its row in the stage. */
  readonly stageId: number;
  readonly path: RelativePath;
  /** Of the file, as the scan saw it. */
  readonly inode: number;
  readonly size: number;
  readonly mtimeMs: number;
  /** Of the record. */
  readonly sampleHash: string;
}

/** What storing a reading did to the public views. */
export type StoredAs = "appeared" | "changed" | "revived" | "unchanged" | "unreadable";
