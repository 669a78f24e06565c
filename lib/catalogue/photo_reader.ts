import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { ColumnValue } from "../core/differing_fields.ts";
import {
  baseName,
  type Fingerprint,
  isWithin,
  joinPath,
  parentPath,
  type RelativePath,
} from "../core/entry.ts";
import { sidecarFingerprint } from "./sidecar_fingerprint.ts";
import { columnsOf, listColumn, PHOTO_COLUMNS } from "./photo_columns.ts";

/** A present photo with everything the catalogue says of its file. */
export interface StoredPhoto {
  readonly id: number;
  readonly path: RelativePath;
  readonly fingerprint: Fingerprint;
  readonly sampleHash: string | null;
  readonly contentHash: string | null;
  /** What it was read with. */
  readonly sidecar: StoredSidecar | null;
  /** Columns that hold what somebody edited and the file does not say yet. */
  readonly editedColumns: readonly string[];
  /** What its metadata says, by column. */
  readonly columns: Readonly<Record<string, ColumnValue>>;
}

/** The sidecar of a present photo. */
export interface StoredSidecar {
  readonly path: RelativePath;
  /** `null` where it could not be read. */
  readonly fingerprint: Fingerprint | null;
  /** sha256 of the one whose values are shown; `null` where none counts. */
  readonly hash: string | null;
  /** Columns that it decided. */
  readonly columns: readonly string[];
}

/** Present photos of a scope, counted. */
export interface PhotoTotals {
  readonly photos: number;
  readonly bytes: number;
}

const DIRECTORIES_AT_ONCE = 200;
const PHOTOS_AT_ONCE = 64;
const PRESENT = "missing_since_ms IS NULL AND format IS NOT NULL";
const COLUMNS = [
  "format",
  "mime",
  "media_hash",
  "taken_utc",
  ...PHOTO_COLUMNS.map(([, column]) => column),
];

const SIDECAR_COLUMNS = "file.sidecar, file.sidecar_size, file.sidecar_mtime_ms, " +
  "file.sidecar_ctime_ms, file.sidecar_inode, file.sidecar_hash, file.sidecar_fields";

type Row = Readonly<Record<string, unknown>>;

/** Reads the present photos of one root page by page, in the order of their folders and names. */
export class PhotoReader {
  readonly #directories: StatementSync;
  readonly #photos: StatementSync;
  readonly #photoAt: StatementSync;
  readonly #totals: StatementSync;
  readonly #keywords: StatementSync;
  readonly #keywordPaths: StatementSync;
  readonly #faces: StatementSync;
  readonly #edits: StatementSync;

  constructor(database: DatabaseSync, private readonly rootId: number) {
    this.#directories = database.prepare(
      `SELECT id, path FROM directory WHERE root_id = ?1 AND path >= coalesce(?4, ?2)
         AND path IS NOT ?4 AND (?3 IS NULL OR path < ?3) ORDER BY path LIMIT ${DIRECTORIES_AT_ONCE}`,
    );
    const photos = `SELECT file.id, file.name, file.size, file.mtime_ms, file.ctime_ms, file.inode,
         file.born_ms, file.sample_hash, file.content_hash, ${SIDECAR_COLUMNS}, ${
      COLUMNS.join(", ")
    }
       FROM file LEFT JOIN photo ON photo.file_id = file.id`;
    this.#photos = database.prepare(
      `${photos} WHERE directory_id = ? AND ${PRESENT} AND name > ? ORDER BY name
       LIMIT ${PHOTOS_AT_ONCE}`,
    );
    this.#photoAt = database.prepare(
      `${photos} WHERE directory_id = (SELECT id FROM directory WHERE root_id = ? AND path = ?)
         AND ${PRESENT} AND name = ?`,
    );
    this.#totals = database.prepare(
      `SELECT count(*) AS photos, coalesce(sum(size), 0) AS bytes FROM file
       WHERE directory_id = ? AND ${PRESENT}`,
    );
    this.#keywords = database.prepare(
      "SELECT keyword FROM keyword WHERE file_id = ? ORDER BY position",
    );
    this.#keywordPaths = database.prepare("SELECT path FROM keyword_path WHERE file_id = ?");
    this.#edits = database.prepare(
      "SELECT field FROM edit WHERE file_id = ? AND state IN ('pending', 'failed')",
    );
    this.#faces = database.prepare(
      "SELECT name, x, y, w, h FROM face WHERE file_id = ? ORDER BY position",
    );
  }

  /**
   * The present photos of a scope, in pages: those that it names, then those of each folder. Nothing
   * else is looked at, however many photos lie beside one that is named.
   */
  *pages(scope: readonly RelativePath[]): Generator<readonly StoredPhoto[]> {
    yield* this.#named(scope);
    for (const directory of this.#directoriesOf(scope)) {
      let afterName = "";
      for (;;) {
        const rows = this.#photos.all(directory.id, afterName);
        if (rows.length === 0) break;
        afterName = String(rows.at(-1)?.["name"]);
        yield rows.map((row) => this.#photo(directory.path, row));
      }
    }
  }

  /** How many present photos a scope has. */
  totals(scope: readonly RelativePath[]): PhotoTotals {
    let totals: PhotoTotals = { photos: 0, bytes: 0 };
    const add = (photos: number, bytes: number) => {
      totals = { photos: totals.photos + photos, bytes: totals.bytes + bytes };
    };
    for (const page of this.#named(scope)) {
      for (const { fingerprint } of page) add(1, fingerprint.size);
    }
    for (const { id } of this.#directoriesOf(scope)) {
      const row = this.#totals.get(id);
      add(Number(row?.["photos"]), Number(row?.["bytes"]));
    }
    return totals;
  }

  /** The photos that a scope names themselves. */
  *#named(scope: readonly RelativePath[]): Generator<readonly StoredPhoto[]> {
    for (let first = 0; first < scope.length; first += PHOTOS_AT_ONCE) {
      const page = scope.slice(first, first + PHOTOS_AT_ONCE).flatMap((path) => {
        const directory = parentPath(path);
        const row = path === ""
          ? undefined
          : this.#photoAt.get(this.rootId, directory, baseName(path));
        return row === undefined ? [] : [this.#photo(directory, row)];
      });
      if (page.length > 0) yield page;
    }
  }

  /** Directories in the scope. */
  *#directoriesOf(scope: readonly RelativePath[]): Generator<{ id: number; path: RelativePath }> {
    for (const top of scope) {
      // All that lies below has a slash behind it, and "0" is the character after that.
      const end = top === "" ? null : `${top}0`;
      let after: RelativePath | null = null;
      for (;;) {
        const rows: Row[] = this.#directories.all(this.rootId, top, end, after);
        for (const row of rows) {
          after = String(row["path"]);
          if (isWithin(after, top)) yield { id: Number(row["id"]), path: after };
        }
        if (rows.length < DIRECTORIES_AT_ONCE) break;
      }
    }
  }

  #photo(directory: RelativePath, row: Row): StoredPhoto {
    const id = Number(row["id"]);
    const columns = COLUMNS.map((column) => [column, row[column] as ColumnValue] as const);
    const text = (name: string) => row[name] === null ? null : String(row[name]);
    const number = (name: string) => row[name] === null ? null : Number(row[name]);
    return {
      id,
      path: joinPath(directory, String(row["name"])),
      fingerprint: {
        size: Number(row["size"]),
        mtimeMs: Number(row["mtime_ms"]),
        ctimeMs: number("ctime_ms"),
        inode: number("inode"),
        bornMs: number("born_ms"),
      },
      sidecar: storedSidecar(directory, row),
      sampleHash: text("sample_hash"),
      contentHash: text("content_hash"),
      editedColumns: this.#edits.all(id).flatMap(({ field }) => columnsOfField(String(field))),
      columns: { ...Object.fromEntries(columns), ...this.#lists(id) },
    };
  }

  #lists(id: number): Record<string, ColumnValue> {
    const texts = (statement: StatementSync, name: string) =>
      statement.all(id).map((row) => String(row[name]));
    const faces = this.#faces.all(id).map(({ name, x, y, w, h }) => ({ name, x, y, w, h }));
    return {
      keywords: listColumn(texts(this.#keywords, "keyword")),
      keyword_paths: listColumn(texts(this.#keywordPaths, "path").sort()),
      faces: listColumn(faces),
    };
  }
}

/** Most fields are a column; a date decides what follows from it, too. */
function columnsOfField(field: string): readonly string[] {
  if (field === "position") return ["latitude", "longitude", "altitude"];
  const isMoment = field === "taken_at" || field === "taken_offset";
  return isMoment ? ["taken_at", "taken_offset", "taken_utc", "taken_source"] : [field];
}

function storedSidecar(directory: RelativePath, row: Row): StoredSidecar | null {
  if (row["sidecar"] === null) return null;
  return {
    path: joinPath(directory, String(row["sidecar"])),
    fingerprint: sidecarFingerprint(row),
    hash: row["sidecar_hash"] === null ? null : String(row["sidecar_hash"]),
    columns: columnsOf(JSON.parse(String(row["sidecar_fields"] ?? "[]"))),
  };
}
