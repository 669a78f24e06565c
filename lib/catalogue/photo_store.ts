import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { PhotoReading } from "../core/reading.ts";
import { takenUtc } from "../core/taken_utc.ts";
import { PHOTO_COLUMNS, photoValues, storable } from "./photo_columns.ts";

/** What photos say of themselves, in the tables that hang on `file`. */
export class PhotoStore {
  readonly #photo: StatementSync;
  readonly #dropLists: readonly StatementSync[];
  readonly #keyword: StatementSync;
  readonly #keywordPath: StatementSync;
  readonly #face: StatementSync;

  constructor(database: DatabaseSync) {
    const columns = PHOTO_COLUMNS.map(([, column]) => column);
    this.#photo = database.prepare(
      `INSERT OR REPLACE INTO photo (file_id, taken_utc, ${columns.join(", ")})
       VALUES (?, ?, ${columns.map(() => "?").join(", ")})`,
    );
    this.#dropLists = ["keyword", "keyword_path", "face"].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE file_id = ?`)
    );
    this.#keyword = database.prepare(
      "INSERT INTO keyword (file_id, position, keyword) VALUES (?, ?, ?)",
    );
    this.#keywordPath = database.prepare(
      "INSERT OR IGNORE INTO keyword_path (file_id, path) VALUES (?, ?)",
    );
    this.#face = database.prepare(
      "INSERT INTO face (file_id, position, name, x, y, w, h) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
  }

  /** Writes what a photo says of which nothing is known yet. */
  add(fileId: number, reading: PhotoReading): void {
    const { fields } = reading;
    const utc = takenUtc(fields.takenAt, fields.takenOffset);
    this.#photo.run(fileId, utc, ...photoValues(fields));
    reading.keywords.map(storable)
      .forEach((keyword, position) => this.#keyword.run(fileId, position, keyword));
    reading.keywordPaths.map(storable).forEach((path) => this.#keywordPath.run(fileId, path));
    reading.faces.forEach(({ name, x, y, w, h }, position) =>
      this.#face.run(fileId, position, storable(name), x, y, w, h)
    );
  }

  /** Writes it in place of what was known. */
  replace(fileId: number, reading: PhotoReading): void {
    for (const drop of this.#dropLists) drop.run(fileId);
    this.add(fileId, reading);
  }
}
