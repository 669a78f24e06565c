import type { FieldValues } from "./editable.ts";

/** What is to be written of one photo, for who writes it. */
export interface WriteOrder {
  /** The photo; absolute. It is only read. */
  readonly path: string;
  /** The file that is made of it: it is there, empty, with everything but the content; absolute. */
  readonly temporary: string;
  /** As the catalogue has it. */
  readonly format: string;
  /** The photo itself, or the sidecar beside it. */
  readonly target: "photo" | "sidecar";
  /** Absolute path of the sidecar that is read with the photo; `null` where it has none. */
  readonly sidecar: string | null;
  /** The fields that change, with their new values. */
  readonly changed: FieldValues;
  /** When it is written, milliseconds since the epoch. */
  readonly nowMs: number;
}

/** How the temporary turned out. */
export type WriteReport =
  /** It is the photo with the changes that were meant and no others, and it is on the disk. */
  | { readonly status: "written" }
  /** Such a file is not written, or would not be as it was meant; a sentence says why. */
  | { readonly status: "refused"; readonly reason: string }
  /** Nothing can be said about the file: whoever writes failed, and it can be tried again. */
  | { readonly status: "failed"; readonly reason: string };

/** Larger files are not held in memory, twice at that; bytes. */
export const IN_FILE_BYTES_MAX = 100 * 1024 * 1024;
