import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { PhotoReading } from "../core/reading.ts";
import type { FilePlace } from "../core/staged.ts";
import { MarkStore } from "./mark_store.ts";

/** Which missing photo it is that is back under its name. */
export class ReturnedStore {
  readonly #known: StatementSync;
  readonly #find: StatementSync;
  readonly #drop: StatementSync;
  readonly #marks: MarkStore;

  constructor(database: DatabaseSync) {
    this.#marks = new MarkStore(database);
    this.#known = database.prepare(
      `SELECT sample_hash, ignored_by, EXISTS (SELECT 1 FROM photo WHERE file_id = file.id) AS was_photo
       FROM file WHERE id = ?`,
    );
    this.#find = database.prepare(
      `SELECT missing.id FROM file JOIN file AS missing ON missing.directory_id = file.directory_id
       WHERE file.id = ? AND missing.id <> file.id AND missing.missing_since_ms IS NOT NULL
         AND missing.name = ? AND missing.sample_hash = ? AND missing.size = ?
         AND missing.format IS NOT NULL ORDER BY missing.id DESC LIMIT 1`,
    );
    this.#drop = database.prepare("DELETE FROM file WHERE id = ?");
  }

  /**
   * Whether a record is of the same bytes as a reading, as far as samples tell. A file that was only
   * hidden was there all the time, and is the same whatever was written to it. A record that never was of
   * a photo, so that nobody has seen anything of it, may become that of any.
   */
  isSame(fileId: number, { sampleHash }: PhotoReading): boolean {
    const row = this.#known.get(fileId);
    const wasOnlyHidden = typeof row?.["ignored_by"] === "string";
    return wasOnlyHidden || row?.["was_photo"] === 0 ||
      sampleHash !== null && row?.["sample_hash"] === sampleHash;
  }

  /**
   * Whether a file that was never a photo until now is a missing photo that came back under its name, by
   * its bytes, or edited where it was emptied: then its own record, of which nobody has seen anything, is
   * dropped for that of the photo.
   */
  giveWay(fileId: number, place: FilePlace, reading: PhotoReading): number | null {
    if (this.#known.get(fileId)?.["was_photo"] !== 0) return null;
    const missing = this.find(fileId, place, reading) ?? this.#marks.emptied(fileId, reading);
    if (missing !== null) this.#drop.run(fileId);
    return missing;
  }

  /**
   * The missing photo that is back under its name, by the bytes; `null` for none. `fileId` is another
   * record of that place: of what stood there meanwhile.
   */
  find(fileId: number, place: FilePlace, reading: PhotoReading): number | null {
    const { sampleHash, format, fingerprint } = reading;
    if (sampleHash === null || format === null) return null;
    const row = this.#find.get(fileId, place.name, sampleHash, fingerprint.size);
    return row === undefined ? null : Number(row["id"]);
  }
}
