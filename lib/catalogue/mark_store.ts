import type { DatabaseSync, StatementSync } from "node:sqlite";
import { isAnotherPhoto } from "../core/another_photo.ts";
import type { PhotoReading } from "../core/reading.ts";

/** By what the photo of a record is told from others. */
export class MarkStore {
  readonly #find: StatementSync;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare(
      `SELECT file.size, file.sample_hash, file.media_hash, photo.taken_at, photo.taken_source, photo.duration,
         photo.serial
       FROM file JOIN photo ON photo.file_id = file.id
       WHERE file.id = ? AND file.missing_since_ms IS NULL`,
    );
  }

  /**
   * Whether a reading is surely of another photo than the one a present record stands for. The same bytes
   * are the same photo, whatever a newer reader says of them.
   */
  isAnother(fileId: number, { fingerprint, sampleHash, mediaHash, fields }: PhotoReading): boolean {
    const row = mediaHash === null ? undefined : this.#find.get(fileId);
    if (row === undefined) return false;
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
}
