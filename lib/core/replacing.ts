import type { Fingerprint } from "./entry.ts";
import type { WriteReport } from "./write_order.ts";

/** What of a file has to be the same after it was replaced. */
export interface FileTraits {
  readonly isFile: boolean;
  readonly isSymlink: boolean;
  /** Permission bits. */
  readonly mode: number | null;
  readonly owner: number | null;
  readonly group: number | null;
  /** Names that the file has. */
  readonly links: number | null;
  readonly fingerprint: Fingerprint;
}

/** Why a file is not replaced. */
export type ReplaceRefusal =
  /** It is not the file any more that the edit was made for: look at it first. */
  | "changed"
  /** It must not be replaced, or not without losing something; this will not pass by itself. */
  | "unsafe"
  /** Nothing could be written there; this may pass. */
  | "not-now";

/** What became of a file that was to be replaced. */
export type ReplaceOutcome =
  | { readonly status: "replaced"; readonly fingerprint: Fingerprint }
  | { readonly status: ReplaceRefusal; readonly reason: string };

/** Whether a file got a second name. */
export type LinkOutcome = "linked" | "taken" | "unsupported";

/** What replacing does to the disk; each step can fail. Paths are absolute. */
export interface ReplaceSteps {
  look(path: string): Promise<FileTraits>;
  /** Makes an empty file that is not there yet, for nobody else to read. */
  create(path: string): Promise<void>;
  /**
   * Gives `to` the mode, owner, access lists and extended attributes of `from`; says in a sentence what
   * this program may not give it, or its file system cannot hold, and `null` where it got everything.
   */
  cloneTraits(from: string, to: string): Promise<string | null>;
  /** Gives `to` the permissions of `from` and, where that can be, its owner. */
  adoptTraits(from: string, to: string): Promise<void>;
  /** Sets the time of change, milliseconds since the epoch. */
  setTime(path: string, mtimeMs: number): Promise<void>;
  /** Waits until a file, or the names in a directory, are on the disk. */
  flush(path: string): Promise<void>;
  /**
   * Gives `from` the name `to`, whose file goes, if that is `isStill` the one it is meant to be; `false`
   * if it is not. Between that look and the rename nothing else is done.
   */
  renameOver(from: string, to: string, isStill: (seen: FileTraits) => boolean): Promise<boolean>;
  /** Gives `from` the name `to` where nothing has it; `false` where something has. */
  renameNew(from: string, to: string): Promise<boolean>;
  /** Gives a file a second name, unless something has that, or the file system knows no second names. */
  linkAs(path: string, name: string): Promise<LinkOutcome>;
  /** Takes a file away, if it is there. */
  remove(path: string): Promise<void>;
}

/** What is to be replaced, and by what. */
export interface ReplaceRequest {
  readonly path: string;
  /** In the same directory. */
  readonly temporary: string;
  /** A second name of the file while it is replaced, in the same directory; see `keptName`. */
  readonly kept: string;
  /** The file that the edit was made for. */
  readonly expected: Fingerprint;
  /** Whether a file is another one than was known, as far as its file system tells. */
  readonly hasChanged: (known: Fingerprint, seen: Fingerprint) => boolean;
  /** The time of change it is to have, milliseconds since the epoch. */
  readonly mtimeMs: number;
  /** Fills the temporary, and says whether it is what was meant. */
  readonly fill: () => Promise<WriteReport>;
  /** Told when the name leads to the new file, whatever comes of it then. */
  readonly placed?: () => void;
  readonly signal: AbortSignal;
}

/** Why a file is never replaced as it is; `null` when it may be. */
export function whyNotReplaced({ isFile, isSymlink, mode, links }: FileTraits): string | null {
  if (isSymlink) return "It is a symbolic link";
  if (!isFile) return "It is no regular file";
  if (links !== null && links > 1) {
    return `It has ${links} names (hard links), and the others would keep the old content`;
  }
  if (mode !== null && (mode & 0o200) === 0) return "It is read-only";
  return null;
}

/** What of a file its replacement did not get; `null` when it got everything. */
export function lostTrait(from: FileTraits, to: FileTraits): string | null {
  if (from.owner !== to.owner || from.group !== to.group) {
    return `Its owner (${from.owner}:${from.group}) could not be kept, only ${to.owner}:${to.group}`;
  }
  if (from.mode !== to.mode) return "Its permissions could not be kept";
  return null;
}
