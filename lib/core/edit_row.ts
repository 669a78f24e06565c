import type { EditField } from "./editable.ts";

/** One edit of one field of one photo, as the view `edits` has it; values are those of JSON. */
export interface EditRow {
  readonly id: number;
  readonly photoId: number;
  readonly root: string;
  readonly path: string;
  readonly field: EditField;
  readonly old: unknown;
  readonly new: unknown;
  readonly state: string;
  /** Why it is not written yet, or was not. */
  readonly reason: string | null;
  /** Whose value stayed where two changed the field, and the other value. */
  readonly winner: string | null;
  readonly lost: unknown;
  /** The file it was written to, relative to the root; `null` as long as it is not. */
  readonly target: string | null;
  readonly acceptedAt: string;
  readonly doneAt: string | null;
}
