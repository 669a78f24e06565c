import type { DatabaseSync } from "node:sqlite";
import type { EditRow } from "../core/edit_row.ts";
import { columnsOf } from "./photo_columns.ts";
import { findDamage } from "./damage.ts";
import { openEditsOf } from "./edit_queries.ts";
import { countOutOfSightNow } from "./out_of_sight.ts";

/** One row of a public view, by column name. */
export type ViewRow = Readonly<Record<string, string | number | null>>;

/** What is counted of a root without any record. */
const NO_FILES = { photos: 0, missing: 0, tombstones: 0, unhashed: 0 };

/** What commands ask of a catalogue; it answers from the public views where they know. */
export class CatalogueQueries {
  constructor(private readonly database: DatabaseSync) {}

  /** All roots with their counts. */
  roots(): {
    id: number;
    path: string;
    offlineSince: string | null;
    offlineReason: string | null;
    pausedSince: string | null;
    fileSystem: string | null;
    photos: number;
    missing: number;
    tombstones: number;
    held: number;
    problems: number;
    outOfSight: number;
    unhashed: number;
  }[] {
    const counts = this.#countsByRoot();
    const rows = this.#all(
      `SELECT roots.id, roots.path,
         roots.offline_since AS offlineSince, roots.offline_reason AS offlineReason,
         roots.paused_since AS pausedSince,
         (SELECT file_system FROM root WHERE root.id = roots.id) AS fileSystem,
         (SELECT count(*) FROM held JOIN held_file ON held_file.held_id = held.id
          WHERE held.decision IS NULL AND held.root_id = roots.id) AS held,
         (SELECT count(*) FROM problems WHERE problems.root = roots.path) AS problems
       FROM roots ORDER BY roots.id`,
    );
    return rows.map((row) => ({
      ...row,
      ...counts.get(Number(row["id"])) ?? NO_FILES,
      outOfSight: countOutOfSightNow(this.database, Number(row["id"])),
    })) as unknown as ReturnType<CatalogueQueries["roots"]>;
  }

  /** All records are gone through once, whatever is counted of them. */
  #countsByRoot(): Map<number, ViewRow> {
    const rows = this.#all(
      `SELECT directory.root_id AS id,
         count(*) FILTER (WHERE photo.file_id IS NOT NULL AND file.missing_since_ms IS NULL
           AND file.format IS NOT NULL) AS photos,
         count(*) FILTER (WHERE photo.file_id IS NOT NULL
           AND (file.missing_since_ms IS NOT NULL OR file.format IS NULL)) AS missing,
         count(*) FILTER (WHERE file.tombstone_since_ms IS NOT NULL) AS tombstones,
         count(*) FILTER (WHERE file.content_hash IS NULL AND file.missing_since_ms IS NULL
           AND file.format IS NOT NULL) AS unhashed
       FROM file CROSS JOIN directory ON directory.id = file.directory_id
       LEFT JOIN photo ON photo.file_id = file.id
       GROUP BY directory.root_id`,
    );
    return new Map(rows.map((row) => [Number(row["id"]), row]));
  }

  /** What the catalogue holds, in numbers. */
  counts(): { roots: number; photos: number; missing: number } {
    const row = this.#one(
      `SELECT (SELECT count(*) FROM roots) AS roots, (SELECT count(*) FROM photos) AS photos,
              (SELECT count(*) FROM missing) AS missing`,
    );
    return row as unknown as ReturnType<CatalogueQueries["counts"]>;
  }

  /** The last scan of a root, ended or not. */
  lastScan(root: string): ViewRow | null {
    return this.#one("SELECT * FROM scans WHERE root = ? ORDER BY id DESC LIMIT 1", root);
  }

  /** Open problems, at or below `path` when one is given. */
  problems(root: string, path: string): Iterable<ViewRow> {
    return this.database.prepare(
      `SELECT * FROM problems WHERE root = ?1
         AND (?2 = '' OR path = ?2 OR substr(path, 1, length(?2) + 1) = ?2 || '/')
       ORDER BY path, kind`,
    ).iterate(root, path) as Iterable<ViewRow>;
  }

  /** The present photo at a path with all its columns. */
  photo(root: string, path: string): ViewRow | null {
    return this.#one(
      `SELECT photos.* FROM photos WHERE id = (
         SELECT file.id FROM directory JOIN root ON root.id = directory.root_id
         JOIN file ON file.directory_id = directory.id AND file.missing_since_ms IS NULL
         WHERE root.path = ?1 AND directory.path = ?2 AND file.name = ?3)`,
      root,
      folderOf(path),
      path.slice(path.lastIndexOf("/") + 1),
    );
  }

  /** Keywords, paths of the keyword tree, names of faces, and the columns its sidecar decided. */
  listsOf(photoId: number): Record<string, string[]> {
    const texts = (view: string, column: string) =>
      this.#all(`SELECT ${column} AS text FROM ${view} WHERE photo_id = ?`, photoId)
        .map((row) => String(row["text"] ?? "?"));
    return {
      keywords: texts("keywords", "keyword"),
      keyword_paths: texts("keyword_paths", "path"),
      faces: texts("faces", "name"),
      from_sidecar: this.#sidecarColumns(photoId),
    };
  }

  /** The edits of a photo that wait for something or somebody. */
  editsOf(photoId: number): EditRow[] {
    return openEditsOf(this.database, photoId);
  }

  /** What the change log says of a path. */
  changesAt(root: string, path: string): ViewRow[] {
    return this.#all(
      "SELECT * FROM changes WHERE root = ?1 AND (path = ?2 OR old_path = ?2) ORDER BY seq",
      root,
      path,
    );
  }

  /** Whether the catalogue has any record, present or missing, photo or not, at a path or below it. */
  knows(root: string, path: string): boolean {
    const known = this.#one(
      `SELECT 1 AS known FROM root JOIN directory ON directory.root_id = root.id
       WHERE root.path = ?1 AND (directory.path = ?2 OR directory.path = ?3 AND EXISTS (
         SELECT 1 FROM file WHERE file.directory_id = directory.id AND file.name = ?4))`,
      ...[root, path, folderOf(path), path.slice(path.lastIndexOf("/") + 1)],
    );
    return known !== null || !isEmpty(this.problems(root, path));
  }

  /** The open lists of records whose hiding waits for a person. */
  heldLists(): {
    id: number;
    root: string;
    since: string;
    decision: string | null;
    count: number;
    replaced: number;
  }[] {
    const rows = this.database.prepare(
      `SELECT held.id, root.path AS root, held.decision,
         strftime('%Y-%m-%dT%H:%M:%fZ', held.since_ms / 1000.0, 'unixepoch') AS since,
         (SELECT count(*) FROM held_file WHERE held_id = held.id) AS count,
         (SELECT count(found_size) FROM held_file WHERE held_id = held.id) AS replaced
       FROM held JOIN root ON root.id = held.root_id ORDER BY held.id`,
    ).all();
    return rows as unknown as ReturnType<CatalogueQueries["heldLists"]>;
  }

  /** Paths on one list. */
  heldPaths(heldId: number): Iterable<{ path: string }> {
    return this.database.prepare(
      `SELECT record.path FROM held_file JOIN record ON record.id = held_file.file_id
       WHERE held_file.held_id = ? ORDER BY record.path`,
    ).iterate(heldId) as Iterable<{ path: string }>;
  }

  /** What SQLite finds wrong with the file itself; empty when nothing is. */
  damage(): string[] {
    return findDamage(this.database);
  }

  #sidecarColumns(photoId: number): string[] {
    const row = this.#one("SELECT sidecar_fields AS fields FROM record WHERE id = ?", photoId);
    return columnsOf(JSON.parse(String(row?.["fields"] ?? "[]")));
  }

  #one(sql: string, ...values: (string | number)[]): ViewRow | null {
    return this.database.prepare(sql).get(...values) as ViewRow | undefined ?? null;
  }

  #all(sql: string, ...values: (string | number)[]): ViewRow[] {
    return this.database.prepare(sql).all(...values) as unknown as ViewRow[];
  }
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

function isEmpty(rows: Iterable<unknown>): boolean {
  for (const _ of rows) return false;
  return true;
}
