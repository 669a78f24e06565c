import type { DatabaseSync } from "node:sqlite";
import type { EditField, FieldValues } from "../core/editable.ts";
import { ChangeLog } from "./change_log.ts";
import { EditedPhoto } from "./edited_photo.ts";
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

/** Does what a person decided about edits, all in one transaction. */
export function decideEdits(
  database: DatabaseSync,
  edits: readonly ListedEdit[],
  decision: EditDecision,
  nowMs: number,
): void {
  const photo = new EditedPhoto(database);
  const decide = { retry, discard, seen }[decision];
  inTransaction(database, () => {
    for (const edit of edits) decide({ database, photo, nowMs }, edit);
  });
}

interface Deciding {
  readonly database: DatabaseSync;
  readonly photo: EditedPhoto;
  readonly nowMs: number;
}

/** In a conflict the value that was passed over is given once more, as an edit of now. */
function retry(
  { database, photo, nowMs }: Deciding,
  { id, photoId, field, state }: ListedEdit,
): void {
  if (state !== "conflict") {
    database.prepare(
      "UPDATE edit SET state = 'pending', reason = NULL, tries = 0, tried_at_ms = NULL WHERE id = ?",
    ).run(id);
    return;
  }
  const row = database.prepare("SELECT lost FROM edit WHERE id = ?").get(id);
  const lost = JSON.parse(String(row?.["lost"] ?? "null"));
  const now = photo.values(photoId)[field];
  database.prepare(
    `UPDATE edit SET state = 'pending', base = ?, value = ?, sent = NULL, winner = NULL, lost = NULL,
       reason = NULL, tries = 0, tried_at_ms = NULL, done_at_ms = NULL, accepted_at_ms = ? WHERE id = ?`,
  ).run(JSON.stringify(now), JSON.stringify(lost), nowMs, id);
  photo.show(photoId, { [field]: lost } as FieldValues);
}

/** The photo shows again what its file says. */
function discard(
  { database, photo, nowMs }: Deciding,
  { id, photoId, rootId, path, field, state }: ListedEdit,
): void {
  database.prepare(
    "UPDATE edit SET state = 'discarded', reason = NULL, done_at_ms = ? WHERE id = ?",
  ).run(nowMs, id);
  if (state === "conflict") return;
  const row = database.prepare("SELECT base FROM edit WHERE id = ?").get(id);
  photo.show(photoId, { [field]: JSON.parse(String(row?.["base"] ?? "null")) } as FieldValues);
  logEdited(database, { photoId, rootId, path }, nowMs);
}

function seen({ database }: Deciding, { id, winner }: ListedEdit): void {
  database.prepare("UPDATE edit SET state = ? WHERE id = ? AND state = 'conflict'")
    .run(winner === "ours" ? "written" : "discarded", id);
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
