import type { DatabaseSync } from "node:sqlite";
import { joinPath } from "../core/entry.ts";
import type { DoubtfulFile } from "../core/staged.ts";

/** What of the stage of one root looks moved by its inode, and may only have been copied. */
export class RestoredStore {
  constructor(private readonly database: DatabaseSync, private readonly rootId: number) {}

  /**
   * Files that could be taken for others: their place, or their record, has the inode, size and mtime
   * of another one. Up to `limit` after row `afterId` of the stage.
   */
  page(afterId: number, limit: number): DoubtfulFile[] {
    const rows = this.database.prepare(
      `SELECT s.id, s.directory, s.name, s.inode, s.size, s.mtime_ms, f.sample_hash
       FROM stage s CROSS JOIN file f ON f.id = s.file_id
       WHERE s.root_id = ?1 AND s.kind = 'changed' AND s.replaced = 1 AND s.id > ?2
         AND s.size = f.size AND s.mtime_ms = f.mtime_ms AND f.sample_hash IS NOT NULL
         AND (EXISTS (SELECT 1 FROM file other WHERE other.inode = s.inode AND other.size = s.size
                        AND other.mtime_ms = s.mtime_ms AND other.id <> f.id)
           OR EXISTS (SELECT 1 FROM stage other WHERE other.root_id = ?1 AND other.inode = f.inode
                        AND other.size = f.size AND other.mtime_ms = f.mtime_ms AND other.id <> s.id))
       ORDER BY s.id LIMIT ?3`,
    ).all(this.rootId, afterId, limit);
    return rows.map((row) => ({
      stageId: Number(row["id"]),
      path: joinPath(String(row["directory"]), String(row["name"])),
      inode: Number(row["inode"]),
      size: Number(row["size"]),
      mtimeMs: Number(row["mtime_ms"]),
      sampleHash: String(row["sample_hash"]),
    }));
  }

  /** Notes that no other file took the place: what is there is read again, and pairs with nothing. */
  keep(stageId: number): void {
    this.database.prepare("UPDATE stage SET replaced = 0 WHERE id = ?").run(stageId);
  }
}
