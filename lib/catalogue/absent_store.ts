import type { DatabaseSync, StatementSync } from "node:sqlite";
import { joinPath, parentPath, type RelativePath } from "../core/entry.ts";
import { OUT_OF_SIGHT_KINDS } from "../core/problem_kinds.ts";
import type { TombstonePlace } from "../core/staged.ts";
import { ChangeLog } from "./change_log.ts";
import type { DirectoryStore } from "./directory_store.ts";

/** The last part of the life of a record: confirmed absent, kept for the retention time, given up. */
export class AbsentStore {
  readonly #confirm: StatementSync;
  readonly #doubt: StatementSync;
  readonly #isTaken: StatementSync;
  readonly #page: StatementSync;
  readonly #isPhoto: StatementSync;
  readonly #delete: StatementSync;
  readonly #tidy: StatementSync;
  readonly #log: ChangeLog;

  constructor(
    private readonly database: DatabaseSync,
    private readonly rootId: number,
    private readonly directories: DirectoryStore,
  ) {
    this.#log = new ChangeLog(database, rootId);
    this.#confirm = database.prepare(
      `UPDATE file SET tombstone_since_ms = ?,
         missing_evidence = coalesce(missing_evidence || '. ', '') || ?
       WHERE id = ? AND missing_since_ms IS NOT NULL AND tombstone_since_ms IS NULL
         AND ignored_by IS NULL`,
    );
    this.#doubt = database.prepare(
      "UPDATE file SET tombstone_since_ms = NULL WHERE id = ? AND tombstone_since_ms IS NOT NULL",
    );
    this.#isTaken = database.prepare(
      `SELECT max(other.format IS NOT NULL) AS is_photo
       FROM file AS gone JOIN file AS other ON other.directory_id = gone.directory_id
         AND other.name = gone.name AND other.missing_since_ms IS NULL
       WHERE gone.id = ?`,
    );
    // Missing for longer than a tombstone, so the index by that time leads to all of them.
    this.#page = database.prepare(
      `SELECT file.id, file.missing_since_ms, directory.path, file.name
       FROM file CROSS JOIN directory ON directory.id = file.directory_id AND directory.root_id = ?1
       WHERE file.missing_since_ms < ?2 AND (file.missing_since_ms, file.id) > (?3, ?4)
         AND ${IS_DUE}
       ORDER BY file.missing_since_ms, file.id LIMIT ?5`,
    );
    this.#isPhoto = database.prepare("SELECT 1 FROM photo WHERE file_id = ?");
    this.#delete = database.prepare(`DELETE FROM file WHERE id = ?1 AND ${IS_DUE}`);
    // Asked in two parts, as there is an index for each.
    this.#tidy = database.prepare(
      `DELETE FROM directory WHERE root_id = ? AND path = ? AND path <> '' AND is_mount = 0
         AND NOT EXISTS (SELECT 1 FROM file WHERE directory_id = directory.id
           AND missing_since_ms IS NULL)
         AND NOT EXISTS (SELECT 1 FROM file WHERE directory_id = directory.id
           AND missing_since_ms IS NOT NULL)
         AND NOT EXISTS (SELECT 1 FROM directory AS child WHERE child.parent_id = directory.id)`,
    );
  }

  /** Makes a missing record a tombstone; `false` when it is none of a photo, or is one already. */
  confirm(fileId: number, evidence: string, nowMs: number): boolean {
    const isNews = Number(this.#confirm.run(nowMs, evidence, fileId).changes) > 0;
    return isNews && this.#isPhoto.get(fileId) !== undefined;
  }

  /**
   * A tombstone awaits a second look once more, as what may be its photo has turned up and nobody could
   * look into its old place.
   */
  doubt(fileId: number): void {
    this.#doubt.run(fileId);
  }

  /** Whether another record is present where this one was. */
  isTaken(fileId: number): boolean {
    return this.#isTaken.get(fileId)?.["is_photo"] != null;
  }

  /** Whether that is the record of a photo, not of what was emptied or nobody can read. */
  isTakenByPhoto(fileId: number): boolean {
    return this.#isTaken.get(fileId)?.["is_photo"] === 1;
  }

  /**
   * Whether records may be given up at all: not while a root, or a disk, folder or name inside one, is
   * out of sight, and not while a list waits for a person. What is out of sight may hold what is
   * believed to be gone; nobody looks at a root that is paused.
   */
  mayPurge(): boolean {
    const row = this.database.prepare(
      `SELECT EXISTS (SELECT 1 FROM root
                WHERE offline_since_ms IS NOT NULL OR paused_since_ms IS NOT NULL)
           OR EXISTS (SELECT 1 FROM held WHERE decision IS NULL)
           OR EXISTS (SELECT 1 FROM problem WHERE source = 'scan'
                AND kind IN (SELECT value FROM json_each(?))) AS is_forbidden`,
    ).get(JSON.stringify(OUT_OF_SIGHT_KINDS));
    return row?.["is_forbidden"] === 0;
  }

  /** Up to `limit` records of the root that became tombstones before a time, behind `after`. */
  tombstones(beforeMs: number, after: TombstonePlace | null, limit: number): TombstonePlace[] {
    const from = [after?.missingSinceMs ?? 0, after?.fileId ?? 0];
    return this.#page.all(this.rootId, beforeMs, ...from, limit).map((row) => ({
      fileId: Number(row["id"]),
      missingSinceMs: Number(row["missing_since_ms"]),
      directory: String(row["path"]),
      name: String(row["name"]),
    }));
  }

  /** Gives one up, with all that hangs on it; `false` when it is none of a photo, or not to go. */
  purge({ fileId, directory, name }: TombstonePlace, beforeMs: number, nowMs: number): boolean {
    const isPhoto = this.#isPhoto.get(fileId) !== undefined;
    if (Number(this.#delete.run(fileId, beforeMs).changes) === 0) return false;
    const path = joinPath(directory, name);
    if (isPhoto) this.#log.append({ kind: "purged", fileId, path, oldPath: null, atMs: nowMs });
    return isPhoto;
  }

  /** Forgets a directory nothing is known below any more, and those above it that held only that. */
  tidy(directory: RelativePath): void {
    for (let folder = directory; folder !== ""; folder = parentPath(folder)) {
      if (Number(this.#tidy.run(this.rootId, folder).changes) === 0) return;
      this.directories.forget();
    }
  }
}

/**
 * `?2` is the time. What a person said is to stay stays; a record hidden by a rule is no tombstone. Every
 * other root has to have been looked at since: one that was paused or away may hold the photo, and is
 * scanned after this one now that it is back.
 */
const IS_DUE = `tombstone_since_ms < ?2 AND missing_since_ms IS NOT NULL AND ignored_by IS NULL
  AND NOT EXISTS (SELECT 1 FROM held_file WHERE held_file.file_id = file.id)
  AND NOT EXISTS (SELECT 1 FROM root
    WHERE root.id <> (SELECT root_id FROM directory WHERE directory.id = file.directory_id)
      AND NOT EXISTS (SELECT 1 FROM scan WHERE scan.root_id = root.id AND scan.scope = '[""]'
        AND scan.outcome IN ('done', 'held') AND scan.started_ms > file.tombstone_since_ms))`;
