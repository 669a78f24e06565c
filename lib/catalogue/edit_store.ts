import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  type EditableValues,
  type EditField,
  type FieldValues,
  isSameValue,
} from "../core/editable.ts";
import { type MergedEdit, mergeEdit } from "../core/merge_edit.ts";
import { EditedPhoto } from "./edited_photo.ts";

/** One field that is to be written. */
interface OpenEdit {
  readonly id: number;
  readonly field: EditField;
  readonly base: EditableValues[EditField];
  readonly value: EditableValues[EditField];
  /** What may be in the file already; absent where nothing was handed over to be written. */
  readonly sent?: EditableValues[EditField];
  readonly acceptedAtMs: number;
}

/** What the tables of photos and of edits say of edits that are not written yet. */
export class EditStore {
  readonly #open: StatementSync;
  readonly #insert: StatementSync;
  readonly #change: StatementSync;
  readonly #end: StatementSync;
  readonly #rebase: StatementSync;
  readonly #photo: EditedPhoto;

  constructor(database: DatabaseSync) {
    this.#photo = new EditedPhoto(database);
    this.#open = database.prepare(
      "SELECT * FROM edit WHERE file_id = ? AND state IN ('pending', 'failed') ORDER BY id",
    );
    this.#insert = database.prepare(
      `INSERT INTO edit (file_id, field, base, value, state, accepted_at_ms)
       VALUES (?, ?, ?, ?, 'pending', ?)`,
    );
    this.#change = database.prepare(
      `UPDATE edit SET value = ?, state = 'pending', reason = NULL, tries = 0, accepted_at_ms = ?
       WHERE id = ?`,
    );
    // Somebody's value was passed over earlier: that is a conflict still.
    this.#end = database.prepare(
      `UPDATE edit SET state = iif(?2 = 'written' AND winner IS NOT NULL, 'conflict', ?2),
         winner = coalesce(?3, winner), lost = coalesce(?4, lost), sidecar = ?5, reason = NULL,
         done_at_ms = ?6 WHERE id = ?1`,
    );
    this.#rebase = database.prepare(
      `UPDATE edit SET base = ?, value = ?, sent = NULL, state = 'pending', reason = NULL,
         winner = coalesce(?, winner), lost = coalesce(?, lost) WHERE id = ?`,
    );
  }

  /** What the catalogue shows of a photo; `null` when there is none of that number. */
  find(fileId: number): EditableValues | null {
    return this.#photo.find(fileId);
  }

  /**
   * Takes an edit and shows its effect; the caller has a transaction. What takes an earlier one back that
   * was not written yet leaves nothing to write; what may be in the file already has to be written over.
   */
  accept(fileId: number, changed: FieldValues, nowMs: number): void {
    const open = new Map(this.#openOf(fileId).map((edit) => [edit.field, edit]));
    const now = this.#photo.values(fileId);
    for (const field of Object.keys(changed) as EditField[]) {
      const [known, value] = [open.get(field), changed[field]!];
      if (known === undefined) {
        this.#insert.run(fileId, field, json(now[field]), json(value ?? null), nowMs);
      } else if (known.sent === undefined && isSameValue(field, known.base, value)) {
        this.#end.run(known.id, "discarded", null, null, null, nowMs);
      } else this.#change.run(json(value ?? null), nowMs, known.id);
    }
    this.#photo.show(fileId, changed);
  }

  /**
   * Merges what is not written yet with what the file says now, which the tables of the photo hold
   * already; the caller has a transaction.
   *
   * @param changedAtMs when the file, or its sidecar, was changed
   * @param sidecar name of the file beside the photo that it was read from
   */
  merge(
    fileId: number,
    { changedAtMs, sidecar }: { readonly changedAtMs: number; readonly sidecar: string | null },
    nowMs: number,
  ): void {
    const open = this.#openOf(fileId);
    if (open.length === 0) return;
    const theirs = this.#photo.values(fileId);
    const ours: Record<string, unknown> = {};
    for (const edit of open) {
      const { id, field, base, value, sent } = edit;
      const isTheirsLater = changedAtMs > edit.acceptedAtMs;
      const merged: MergedEdit = mergeEdit(field, {
        base,
        ...sent === undefined ? {} : { sent },
        ours: value,
        theirs: theirs[field],
        isTheirsLater,
      });
      if (merged.kind === "done") this.#end.run(id, "written", null, null, sidecar, nowMs);
      else if (merged.kind === "theirs") {
        this.#end.run(id, "conflict", "theirs", json(merged.lost), null, nowMs);
      } else {
        const lost = merged.kind === "ours" ? ["ours", json(merged.lost)] as const : [null, null];
        this.#rebase.run(json(theirs[field]), json(merged.value), ...lost, id);
        ours[field] = merged.value;
      }
    }
    this.#photo.show(fileId, ours as FieldValues);
  }

  #openOf(fileId: number): OpenEdit[] {
    return this.#open.all(fileId).map((row) => ({
      id: Number(row["id"]),
      field: String(row["field"]) as EditField,
      base: JSON.parse(String(row["base"])),
      value: JSON.parse(String(row["value"])),
      ...row["sent"] === null ? {} : { sent: JSON.parse(String(row["sent"])) },
      acceptedAtMs: Number(row["accepted_at_ms"]),
    }));
  }
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
