import type { DatabaseSync, StatementSync } from "node:sqlite";
import { isAnotherPhoto } from "../core/another_photo.ts";
import type { PhotoReading } from "../core/reading.ts";

/** By what the photo of a record is told from others. */
export class MarkStore {
  readonly #find: StatementSync;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare(
      `SELECT file.media_hash, photo.taken_at, photo.taken_source, photo.serial
       FROM file JOIN photo ON photo.file_id = file.id
       WHERE file.id = ? AND file.missing_since_ms IS NULL`,
    );
  }

  /** Whether a reading is surely of another photo than the one a present record stands for. */
  isAnother(fileId: number, { mediaHash, fields }: PhotoReading): boolean {
    const row = mediaHash === null ? undefined : this.#find.get(fileId);
    if (row === undefined) return false;
    const known = (name: string) => row[name] === null ? null : String(row[name]);
    const { takenAt, takenSource, serial } = fields;
    return isAnotherPhoto({
      mediaHash: known("media_hash"),
      takenAt: known("taken_at"),
      takenSource: known("taken_source"),
      serial: known("serial"),
    }, { mediaHash, takenAt, takenSource, serial });
  }
}
