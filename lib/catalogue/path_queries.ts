import type { DatabaseSync } from "node:sqlite";
import { baseName, joinPath, parentPath, type RelativePath } from "../core/entry.ts";
import type { PathFacts } from "../core/explain_path.ts";

/** Kinds of problems of a directory that say something about what is in it. */
const OF_ALL_BELOW = "'permission', 'io-error', 'timed-out', 'stale-handle', 'name-too-long', " +
  "'not-a-directory', 'unreachable', 'mount-away', 'unusable-rules'";

const AT = `SELECT file.* FROM directory JOIN file ON file.directory_id = directory.id
  WHERE directory.root_id = ?1 AND directory.path = ?2 AND file.name = ?3`;

/** What the catalogue knows that decides about one path of one root. */
export class PathQueries {
  constructor(private readonly database: DatabaseSync, private readonly rootId: number) {}

  /** Why the root is offline, or `null` when it was there at the last look. */
  offline(): PathFacts["offline"] {
    const [row] = this.#all(
      "SELECT offline_since AS since, offline_reason AS reason FROM roots WHERE id = ?1",
    );
    return row?.["reason"] == null
      ? null
      : { since: String(row["since"]), reason: String(row["reason"]) };
  }

  /** The present record at a path. */
  record(path: RelativePath): PathFacts["record"] {
    const [row] = this.#at(path, "missing_since_ms IS NULL");
    if (row === undefined) return null;
    return {
      id: Number(row["id"]),
      isPhoto: row["format"] !== null,
      fingerprint: { size: Number(row["size"]), mtimeMs: Number(row["mtime_ms"]) },
    };
  }

  /** Paths of the photos that were read together with the sidecar at a path. */
  sidecarOf(path: RelativePath): RelativePath[] {
    const directory = parentPath(path);
    const rows = this.#all(
      `SELECT file.name FROM directory JOIN file INDEXED BY file_sidecar
         ON file.directory_id = directory.id
       WHERE directory.root_id = ?1 AND directory.path = ?2 AND file.sidecar = ?3
         AND file.sidecar IS NOT NULL AND file.missing_since_ms IS NULL ORDER BY file.name`,
      directory,
      baseName(path),
    );
    return rows.map(({ name }) => joinPath(directory, String(name)));
  }

  /** Records of a path that are not shown. */
  hiddenRecords(path: RelativePath): PathFacts["hiddenRecords"] {
    return this.#at(path, "missing_since_ms IS NOT NULL").map((row) => ({
      id: Number(row["id"]),
      sinceMs: Number(row["missing_since_ms"]),
      tombstoneSinceMs: row["tombstone_since_ms"] === null
        ? null
        : Number(row["tombstone_since_ms"]),
      ignoredBy: row["ignored_by"] === null ? null : String(row["ignored_by"]),
      evidence: String(row["missing_evidence"]),
    }));
  }

  /** Lists of what is held on which the present record of a path stands. */
  lists(path: RelativePath): PathFacts["lists"] {
    const id = this.record(path)?.id ?? 0;
    const rows = this.#all(
      `SELECT held.id, held.decision, found_size IS NOT NULL AS is_replaced FROM held_file JOIN held ON held.id = held_file.held_id
       WHERE held.root_id = ?1 AND held_file.file_id = ?2 ORDER BY held.id`,
      id,
    );
    return rows.map(({ id, decision, is_replaced }) => ({
      id: Number(id),
      decision: decision === null ? null : String(decision),
      isReplaced: is_replaced === 1,
    }));
  }

  /** Open problems of a path, and those of the directories above that concern all in them. */
  problems(path: RelativePath): PathFacts["problems"] {
    // Problems of rules stand at the file they are in.
    const rows = this.#all(
      `SELECT path, kind, detail FROM open_problem WHERE root_id = ?1 AND (path = ?2
         OR primary_path = ?2
         OR kind IN (${OF_ALL_BELOW}) AND (path = '' OR substr(?2, 1, length(path) + 1) = path || '/')
         OR kind IN ('unusable-rules', 'permission') AND substr(path, -17) = '.proofsheetignore'
           AND substr(?2, 1, length(path) - 17) = substr(path, 1, length(path) - 17))
       ORDER BY path, kind`,
      path,
    );
    return rows.map((row) => ({
      path: String(row["path"]),
      kind: String(row["kind"]),
      detail: String(row["detail"]),
    }));
  }

  /** Counts at and below a directory the catalogue knows, or `null`. */
  folder(path: RelativePath): PathFacts["folder"] {
    const [known] = this.#all("SELECT 1 FROM directory WHERE root_id = ?1 AND path = ?2", path);
    if (known === undefined) return null;
    const below = "(?2 = '' OR path = ?2 OR substr(path, 1, length(?2) + 1) = ?2 || '/')";
    const [row] = this.#all(
      `SELECT count(*) FILTER (WHERE missing_since_ms IS NULL) AS photos,
         count(*) FILTER (WHERE missing_since_ms IS NOT NULL AND ignored_by IS NULL) AS missing,
         count(*) FILTER (WHERE ignored_by IS NOT NULL) AS ignored,
         (SELECT count(*) FROM open_problem WHERE root_id = ?1 AND ${below}) AS problems
       FROM record WHERE root_id = ?1 AND format IS NOT NULL AND ${below}`,
      path,
    );
    return {
      photos: Number(row?.["photos"]),
      missing: Number(row?.["missing"]),
      ignored: Number(row?.["ignored"]),
      problems: Number(row?.["problems"]),
    };
  }

  #at(path: RelativePath, which: string) {
    return this.#all(`${AT} AND file.${which} ORDER BY file.id`, parentPath(path), baseName(path));
  }

  #all(sql: string, ...values: (string | number)[]) {
    return this.database.prepare(sql).all(this.rootId, ...values);
  }
}
