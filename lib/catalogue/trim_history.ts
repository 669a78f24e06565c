import type { DatabaseSync } from "node:sqlite";

/** Changes and scans are kept for so long. */
const KEPT_MS = 90 * 24 * 3_600_000;
/** And no more changes than this. */
const CHANGES_MAX = 1_000_000;
/** Rows dropped at once, so that a transaction stays short; the next scan drops the next ones. */
const DROPPED_MAX = 5_000;

/**
 * Drops the oldest changes, written edits and scans of the history; the last scan of a root and the last
 * edit of a photo always stay. Of the changes only a beginning is dropped, so that a reader can tell
 * whether it has missed any.
 */
export function trimHistory(database: DatabaseSync, rootId: number, nowMs: number): void {
  const limitMs = nowMs - KEPT_MS;
  const row = database.prepare(
    `SELECT max(first.seq) AS last, min(first.seq) FILTER (WHERE first.at_ms >= ?1) AS young,
       (SELECT max(seq) FROM change) - ?2 AS surplus
     FROM (SELECT seq, at_ms FROM change ORDER BY seq LIMIT ?3) AS first`,
  ).get(limitMs, CHANGES_MAX, DROPPED_MAX);
  if (row?.["last"] !== null && row?.["last"] !== undefined) {
    const old = row["young"] === null ? Number(row["last"]) : Number(row["young"]) - 1;
    const until = Math.min(Number(row["last"]), Math.max(old, Number(row["surplus"])));
    if (until > 0) database.prepare("DELETE FROM change WHERE seq <= ?").run(until);
  }
  // What waits for something, or for somebody, stays; of each photo its last edit, too, which tells
  // that it is no mere copy of another one.
  database.prepare(
    `DELETE FROM edit WHERE id IN (SELECT id FROM edit AS old
       WHERE done_at_ms < ? AND state IN ('written', 'discarded')
         AND (state = 'discarded' OR EXISTS (SELECT 1 FROM edit AS later
           WHERE later.file_id = old.file_id AND later.id > old.id AND later.state <> 'discarded'))
       ORDER BY done_at_ms LIMIT ?)`,
  ).run(limitMs, DROPPED_MAX);
  database.prepare(
    `DELETE FROM scan WHERE id IN (
       SELECT id FROM scan WHERE root_id = ?1 AND started_ms < ?2
         AND id < (SELECT max(id) FROM scan WHERE root_id = ?1)
       ORDER BY id LIMIT ?3)`,
  ).run(rootId, limitMs, DROPPED_MAX);
}
