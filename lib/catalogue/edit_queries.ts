import type { DatabaseSync } from "node:sqlite";
import type { EditRow } from "../core/edit_row.ts";

const ROWS =
  `SELECT id, photo_id AS photoId, root, path, field, old_value AS old, new_value AS new, state,
     reason, winner, lost, target, accepted_at AS acceptedAt, done_at AS doneAt FROM edits`;
const OPEN = "state IN ('pending', 'failed', 'conflict')";

/** Edits, the oldest first: those that wait for something or somebody, or all that are kept. */
export function editRows(database: DatabaseSync, which: "open" | "all"): EditRow[] {
  const rows = database.prepare(
    `${ROWS} ${which === "open" ? `WHERE ${OPEN}` : ""} ORDER BY id`,
  ).all();
  return rows.map(shown);
}

/** The edits of one photo that wait for something or somebody, the oldest first. */
export function openEditsOf(database: DatabaseSync, photoId: number): EditRow[] {
  return database.prepare(`${ROWS} WHERE photo_id = ? AND ${OPEN} ORDER BY id`).all(photoId)
    .map(shown);
}

/** The newest edit of every field of some photos. */
export function newestEdits(
  database: DatabaseSync,
  photoIds: readonly number[],
): EditRow[] {
  const find = database.prepare(
    `${ROWS} WHERE id IN (SELECT max(id) FROM edit WHERE file_id = ? GROUP BY field)`,
  );
  return photoIds.flatMap((id) => find.all(id).map(shown));
}

/** Whether an edit of a photo waits to be written, and nothing is known that keeps it from being. */
export function isUnderWay(database: DatabaseSync, photoId: number): boolean {
  const sql = "SELECT 1 FROM edit WHERE file_id = ? AND state = 'pending' AND reason IS NULL";
  return database.prepare(sql).get(photoId) !== undefined;
}

function shown(row: Record<string, unknown>): EditRow {
  const value = (name: string) => row[name] === null ? null : JSON.parse(String(row[name]));
  return {
    ...row as unknown as EditRow,
    old: value("old"),
    new: value("new"),
    lost: value("lost"),
  };
}
