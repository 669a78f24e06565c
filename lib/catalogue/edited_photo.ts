import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { EditableValues, EditField, FieldValues } from "../core/editable.ts";
import { takenUtc } from "../core/taken_utc.ts";
import { storable } from "./photo_columns.ts";
import { SearchIndex } from "./search_index.ts";

/** Fields that have a column of their own in the table `photo`, under the same name. */
const COLUMNS = [
  ...["title", "description", "rating", "label", "taken_at", "taken_offset", "city", "state"],
  ...["country", "country_code", "creator", "rights"],
] as const;

const LISTS = { keywords: "keyword", keyword_paths: "keyword_path" } as const;

/** The fields of photos that can be edited, as the tables hold them. */
export class EditedPhoto {
  readonly #read: StatementSync;
  readonly #keywords: StatementSync;
  readonly #keywordPaths: StatementSync;
  readonly #search: SearchIndex;

  constructor(private readonly database: DatabaseSync) {
    this.#search = new SearchIndex(database);
    this.#read = database.prepare(
      `SELECT ${COLUMNS.join(", ")}, taken_source, latitude, longitude, altitude
       FROM photo WHERE file_id = ?`,
    );
    this.#keywords = database.prepare(
      "SELECT keyword FROM keyword WHERE file_id = ? ORDER BY position",
    );
    this.#keywordPaths = database.prepare("SELECT path FROM keyword_path WHERE file_id = ?");
  }

  /** What the catalogue shows of a photo that is there. */
  values(fileId: number): EditableValues {
    const values = this.find(fileId);
    if (values === null) throw new Error(`Cannot find the photo of record ${fileId}`);
    return values;
  }

  /** The same, `null` when there is none; a date that was only guessed is none. */
  find(fileId: number): EditableValues | null {
    const row = this.#read.get(fileId);
    if (row === undefined) return null;
    const { taken_source: source, latitude, longitude, altitude, ...columns } = row;
    const isGuess = source === "filename" || source === "mtime";
    const texts = (statement: StatementSync) =>
      statement.all(fileId).map((row) => String(Object.values(row)[0]));
    return {
      ...columns as unknown as EditableValues,
      ...isGuess ? { taken_at: null, taken_offset: null } : {},
      position: latitude === null || longitude === null ? null : {
        latitude: Number(latitude),
        longitude: Number(longitude),
        altitude: altitude === null ? null : Number(altitude),
      },
      keywords: texts(this.#keywords),
      keyword_paths: texts(this.#keywordPaths),
    };
  }

  /** Shows other values; the caller has a transaction. */
  show(fileId: number, values: FieldValues): void {
    for (const [field, value] of Object.entries(values)) {
      this.#showOne(fileId, field as EditField, value);
    }
    if (values.taken_at !== undefined || values.taken_offset !== undefined) {
      this.#showMoment(fileId);
    }
    this.#search.note(fileId);
    this.#search.write();
  }

  #showMoment(fileId: number): void {
    const { taken_at, taken_offset } = this.values(fileId);
    // Where a date will be kept follows from how much of it is known: EXIF has whole moments only.
    const source = taken_at === null ? null : taken_at.length >= 19 ? "exif" : "xmp";
    this.database.prepare("UPDATE photo SET taken_utc = ?, taken_source = ? WHERE file_id = ?")
      .run(takenUtc(taken_at, taken_offset), source, fileId);
  }

  #showOne(fileId: number, field: EditField, value: FieldValues[EditField]): void {
    if (field === "keywords" || field === "keyword_paths") {
      return this.#showList(fileId, field, value as readonly string[]);
    }
    if (field === "position") {
      const { latitude = null, longitude = null, altitude = null } =
        (value as EditableValues["position"]) ?? {};
      const sql = "UPDATE photo SET latitude = ?, longitude = ?, altitude = ? WHERE file_id = ?";
      this.database.prepare(sql).run(latitude, longitude, altitude, fileId);
      return;
    }
    // A guess must not be left beside a date that somebody gave.
    if (field === "taken_at") {
      this.database.prepare(
        `UPDATE photo SET taken_offset = NULL, taken_source = 'exif'
         WHERE file_id = ? AND taken_source IN ('filename', 'mtime')`,
      ).run(fileId);
    }
    this.database.prepare(`UPDATE photo SET ${field} = ? WHERE file_id = ?`)
      .run(storable(value as string | number | null), fileId);
  }

  #showList(fileId: number, field: keyof typeof LISTS, texts: readonly string[]): void {
    this.database.prepare(`DELETE FROM ${LISTS[field]} WHERE file_id = ?`).run(fileId);
    const sql = field === "keywords"
      ? "INSERT INTO keyword (file_id, position, keyword) VALUES (?, ?, ?)"
      : "INSERT OR IGNORE INTO keyword_path (file_id, path) VALUES (?, ?)";
    const insert = this.database.prepare(sql);
    texts.forEach((text, position) =>
      insert.run(fileId, ...field === "keywords" ? [position] : [], storable(text))
    );
  }
}
