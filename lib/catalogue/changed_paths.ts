import type { DatabaseSync } from "node:sqlite";
import { joinPath, type RelativePath } from "../core/entry.ts";

/**
 * Up to `limit` paths of the scan in hand at which something came, changed before that time, or went. What
 * is held, or stays as a person said so or as nobody can read what is in its place, is found by every scan and is no news.
 */
export function changedPaths(
  database: DatabaseSync,
  { rootId, beforeMs, limit }: { rootId: number; beforeMs: number; limit: number },
): RelativePath[] {
  return database.prepare(
    `SELECT directory, name FROM stage WHERE root_id = ?
       AND kind IN ('appeared', 'changed', 'vanished') AND reason IS NULL AND coalesce(ctime_ms, mtime_ms, 0) < ?
       AND NOT EXISTS (SELECT 1 FROM held_file WHERE held_file.file_id = stage.file_id)
       AND NOT EXISTS (SELECT 1 FROM file WHERE file.id = stage.file_id AND failed_size IS NOT NULL)
     LIMIT ?`,
  ).all(rootId, beforeMs, limit)
    .map((row) => joinPath(String(row["directory"]), String(row["name"])));
}
