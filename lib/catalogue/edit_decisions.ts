import type { DatabaseSync } from "node:sqlite";
import type { EditField, FieldValues } from "../core/editable.ts";
import { ChangeLog } from "./change_log.ts";
import { EditedPhoto } from "./edited_photo.ts";
import { EditStore } from "./edit_store.ts";
import { inTransaction } from "./transaction.ts";

/** What a person says about an edit. */
export type EditDecision = "retry" | "discard" | "seen";

/** An edit as a decision needs it. */
export interface ListedEdit {
  readonly id: number;
  readonly photoId: number;
  readonly rootId: number;
  readonly path: string;
  readonly field: EditField;
  readonly state: string;
  readonly winner: "ours" | "theirs" | null;
}

/** Edits that wait for something, or for somebody: all, or those with the ids. */
export function listEdits(database: DatabaseSync, ids: readonly number[] | null): ListedEdit[] {
  const rows = database.prepare(
    `SELECT edit.id, edit.file_id AS photoId, record.root_id AS rootId, record.path, edit.field,
       edit.state, edit.winner
     FROM edit JOIN record ON record.id = edit.file_id
     WHERE edit.state IN ('pending', 'failed', 'conflict') ORDER BY edit.id`,
  ).all() as unknown as ListedEdit[];
  return ids === null ? rows : rows.filter(({ id }) => ids.includes(id));
}

/**
 * Does what a person decided about edits, all in one transaction, and gives those that still were what
 * the list said: others have been written, or decided about, meanwhile.
 */
export function decideEdits(
  database: DatabaseSync,
  edits: readonly ListedEdit[],
  decision: EditDecision,
  nowMs: number,
): ListedEdit[] {
  const photo = new EditedPhoto(database);
  const decide = { retry, discard, seen }[decision];
  const isStill = database.prepare("SELECT 1 FROM edit WHERE id = ? AND state = ?");
  return inTransaction(database, () =>
    edits.filter((edit) => {
      if (isStill.get(edit.id, edit.state) === undefined) return false;
      decide({ database, photo, nowMs }, edit);
      return true;
    }));
}

interface Deciding {
  readonly database: DatabaseSync;
  readonly photo: EditedPhoto;
  readonly nowMs: number;
}

/** In a conflict the value that was passed over is given once more, as an edit of now. */
function retry(deciding: Deciding, edit: ListedEdit): void {
  const { database, photo, nowMs } = deciding;
  const { id, photoId, field, state } = edit;
  if (state !== "conflict") return writeAgain(deciding, id);
  const lost = valueOf(deciding, id, "lost") ?? null;
  if (hasOpenEdit(deciding, edit)) {
    // What is on its way already becomes that value.
    seen(deciding, edit);
    new EditStore(database).accept(photoId, { [field]: lost } as FieldValues, nowMs);
  } else {
    const now = photo.values(photoId)[field];
    database.prepare(
      `UPDATE edit SET base = ?, value = ?, sent = NULL, winner = NULL, lost = NULL,
         done_at_ms = NULL, accepted_at_ms = ? WHERE id = ?`,
    ).run(JSON.stringify(now), JSON.stringify(lost), nowMs, id);
    writeAgain(deciding, id);
    photo.show(photoId, { [field]: lost } as FieldValues);
  }
  logEdited(database, edit, nowMs);
}

function writeAgain({ database }: Deciding, id: number): void {
  database.prepare(
    "UPDATE edit SET state = 'pending', reason = NULL, tries = 0, tried_at_ms = NULL WHERE id = ?",
  ).run(id);
}

/** A photo has at most one edit of a field on its way. */
function hasOpenEdit({ database }: Deciding, { photoId, field }: ListedEdit): boolean {
  const sql = "SELECT 1 FROM edit WHERE file_id = ? AND field = ? AND " +
    "state IN ('pending', 'failed')";
  return database.prepare(sql).get(photoId, field) !== undefined;
}

/** The photo shows again what its file says; what may be in the file already is taken back there. */
function discard(deciding: Deciding, edit: ListedEdit): void {
  const { database, photo, nowMs } = deciding;
  const { id, photoId, field, state } = edit;
  const isInFile = state !== "conflict" && valueOf(deciding, id, "sent") !== undefined;
  if (isInFile) {
    database.prepare("UPDATE edit SET value = base, accepted_at_ms = ? WHERE id = ?")
      .run(nowMs, id);
    writeAgain(deciding, id);
  } else {
    database.prepare(
      "UPDATE edit SET state = 'discarded', reason = NULL, done_at_ms = ? WHERE id = ?",
    ).run(nowMs, id);
  }
  if (state === "conflict") return;
  photo.show(photoId, { [field]: valueOf(deciding, id, "base") ?? null } as FieldValues);
  logEdited(database, edit, nowMs);
}

function seen({ database }: Deciding, { id, winner }: ListedEdit): void {
  database.prepare("UPDATE edit SET state = ? WHERE id = ? AND state = 'conflict'")
    .run(winner === "ours" ? "written" : "discarded", id);
}

/** A value that is kept of an edit; `undefined` where none is. */
function valueOf({ database }: Deciding, id: number, column: "base" | "sent" | "lost"): unknown {
  const kept = database.prepare(`SELECT ${column} AS kept FROM edit WHERE id = ?`).get(id)
    ?.["kept"];
  return kept == null ? undefined : JSON.parse(String(kept));
}

/** Tells readers of the changes that a photo shows something else; the caller has a transaction. */
export function logEdited(
  database: DatabaseSync,
  { photoId, rootId, path }: Pick<ListedEdit, "photoId" | "rootId" | "path">,
  nowMs: number,
): void {
  const log = new ChangeLog(database, rootId);
  const seq = log.append({ kind: "edited", fileId: photoId, path, oldPath: null, atMs: nowMs });
  database.prepare("UPDATE file SET change_seq = ?, updated_at_ms = ? WHERE id = ?")
    .run(seq, nowMs, photoId);
}
