import type { DatabaseSync, StatementSync } from "node:sqlite";
import { isAnotherPhoto } from "../core/another_photo.ts";
import type { PhotoReading } from "../core/reading.ts";

/** By what the photo of a record is told from others. */
export class MarkStore {
  readonly #find: StatementSync;
  readonly #emptied: StatementSync;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare(
      `SELECT ${MARKS} FROM file JOIN photo ON photo.file_id = file.id
       WHERE file.id = ? AND file.missing_since_ms IS NULL`,
    );
    // The record of what is no photo was made by the scan that hid the photo for it.
    this.#emptied = database.prepare(
      `SELECT ${MARKS}, file.id FROM file AS place CROSS JOIN file ON file.directory_id = place.directory_id
         AND file.name = place.name AND file.missing_scan_id = place.added_scan_id
       JOIN photo ON photo.file_id = file.id
       WHERE place.id = ? AND place.format IS NULL AND file.missing_since_ms IS NOT NULL
         AND file.ignored_by IS NULL AND file.format IS NOT NULL ORDER BY file.id DESC LIMIT 1`,
    );
  }

  /**
   * Whether a reading is surely of another photo than the one a present record stands for. The same bytes
   * are the same photo, whatever a newer reader says of them.
   */
  isAnother(fileId: number, reading: PhotoReading): boolean {
    const row = reading.mediaHash === null ? undefined : this.#find.get(fileId);
    return row !== undefined && isOfAnother(row, reading);
  }

  /**
   * The missing photo in whose place the file of a record was found to be no photo, unless a reading of
   * that file is surely of another one; `null` where there is none.
   */
  emptied(fileId: number, reading: PhotoReading): number | null {
    const row = reading.format === null ? undefined : this.#emptied.get(fileId);
    return row === undefined || isOfAnother(row, reading) ? null : Number(row["id"]);
  }
}

const MARKS = "file.size, file.sample_hash, file.media_hash, photo.taken_at, photo.taken_source, " +
  "photo.duration, photo.serial";

function isOfAnother(row: Readonly<Record<string, unknown>>, reading: PhotoReading): boolean {
  const { fingerprint, sampleHash, mediaHash, fields } = reading;
  if (row["size"] === fingerprint.size && row["sample_hash"] === sampleHash) return false;
  const known = (name: string) => row[name] === null ? null : String(row[name]);
  const { takenAt, takenSource, duration, serial } = fields;
  return isAnotherPhoto({
    mediaHash: known("media_hash"),
    takenAt: known("taken_at"),
    takenSource: known("taken_source"),
    duration: row["duration"] === null ? null : Number(row["duration"]),
    serial: known("serial"),
  }, { mediaHash, takenAt, takenSource, duration, serial });
}
