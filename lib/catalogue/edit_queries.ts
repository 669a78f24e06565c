import type { DatabaseSync } from "node:sqlite";

/** Rows of the view `edits` as commands show them. */
export interface EditViewRow {
  readonly id: number;
  readonly photoId: number;
  readonly root: string;
  readonly path: string;
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
  readonly state: string;
  readonly reason: string | null;
  readonly winner: string | null;
  readonly lost: unknown;
  readonly target: string | null;
  readonly acceptedAt: string;
  readonly doneAt: string | null;
}

const OPEN = "state IN ('pending', 'failed', 'conflict')";

/** Edits, the oldest first: those that wait for something or somebody, or all that are kept. */
export function editRows(database: DatabaseSync, which: "open" | "all"): EditViewRow[] {
  const rows = database.prepare(
    `SELECT id, photo_id AS photoId, root, path, field, old_value AS old, new_value AS new, state,
       reason, winner, lost, target, accepted_at AS acceptedAt, done_at AS doneAt
     FROM edits ${which === "open" ? `WHERE ${OPEN}` : ""} ORDER BY id`,
  ).all();
  return rows.map(shown);
}

/** The newest edit of every field of some photos. */
export function newestEdits(
  database: DatabaseSync,
  photoIds: readonly number[],
): EditViewRow[] {
  const find = database.prepare(
    `SELECT id, photo_id AS photoId, root, path, field, old_value AS old, new_value AS new, state,
       reason, winner, lost, target, accepted_at AS acceptedAt, done_at AS doneAt
     FROM edits WHERE id IN (SELECT max(id) FROM edit WHERE file_id = ? GROUP BY field)`,
  );
  return photoIds.flatMap((id) => find.all(id).map(shown));
}

function shown(row: Record<string, unknown>): EditViewRow {
  const value = (name: string) => row[name] === null ? null : JSON.parse(String(row[name]));
  return {
    ...row as unknown as EditViewRow,
    old: value("old"),
    new: value("new"),
    lost: value("lost"),
  };
}
