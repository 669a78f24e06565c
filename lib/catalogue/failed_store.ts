import type { DatabaseSync } from "node:sqlite";
import type { Fingerprint } from "../core/entry.ts";
import { type FingerprintPolicy, hasChanged } from "../core/fingerprint.ts";
import { READER_VERSION } from "../core/reader_version.ts";
import { isSeenInPlace, lookValues, type ScanLook } from "./seen_in_place.ts";

/** Known photos of one root in whose places are files that no reader survived. */
export class FailedStore {
  constructor(private readonly database: DatabaseSync, private readonly rootId: number) {}

  /** Whether a file looks other than the known photo of a record did. */
  isOther(fileId: number, seen: Fingerprint, policy: FingerprintPolicy): boolean {
    const row = this.database.prepare(
      "SELECT size, mtime_ms, ctime_ms, inode FROM file WHERE id = ?",
    ).get(fileId);
    return row !== undefined && hasChanged(lookOf(row, ""), seen, policy);
  }

  /** Remembers how the file looked; the record stays what it was. */
  note(fileId: number, { size, mtimeMs, ctimeMs, inode }: Fingerprint): void {
    this.database.prepare(
      `UPDATE file SET failed_size = ?, failed_mtime_ms = ?, failed_ctime_ms = ?, failed_inode = ?,
         failed_reader_version = ${READER_VERSION} WHERE id = ?`,
    ).run(size, mtimeMs, ctimeMs, inode, fileId);
  }

  /**
   * Takes off the stage what still looks as it did when its reader had to be given up, and gives how many
   * files that are.
   */
  recognise(policy: FingerprintPolicy): number {
    const rows = this.database.prepare(
      `SELECT stage.id, stage.size, stage.mtime_ms, stage.ctime_ms, stage.inode,
         failed_size, failed_mtime_ms, failed_ctime_ms, failed_inode
       FROM file INDEXED BY file_failed CROSS JOIN stage ON stage.file_id = file.id
       WHERE failed_size IS NOT NULL AND failed_reader_version = ${READER_VERSION}
         AND stage.root_id = ? AND stage.kind IN ('changed', 'racy')`,
    ).all(this.rootId);
    const known = rows.filter((row) =>
      !hasChanged(lookOf(row, "failed_"), lookOf(row, ""), policy)
    );
    const remove = this.database.prepare("DELETE FROM stage WHERE id = ?");
    for (const row of known) remove.run(Number(row["id"]));
    return known.length;
  }

  /** Forgets the looks at places where the scan in hand found the known photos again, and what was wrong there. */
  forgetFound(look: ScanLook): void {
    const found = this.database.prepare(
      `SELECT file.id, record.path FROM file INDEXED BY file_failed JOIN record ON record.id = file.id
       WHERE failed_size IS NOT NULL AND file.missing_since_ms IS NULL AND ${
        isSeenInPlace("file.id")
      }`,
    ).all(...lookValues(this.rootId, look));
    const forget = this.database.prepare("UPDATE file SET failed_size = NULL WHERE id = ?");
    const clear = this.database.prepare(
      "DELETE FROM problem WHERE root_id = ? AND path = ? AND source = 'read'",
    );
    for (const { id, path } of found) {
      forget.run(Number(id));
      clear.run(this.rootId, String(path));
    }
  }
}

function lookOf(row: Readonly<Record<string, unknown>>, prefix: string): Fingerprint {
  const number = (name: string) => row[prefix + name] === null ? null : Number(row[prefix + name]);
  return {
    size: Number(row[`${prefix}size`]),
    mtimeMs: Number(row[`${prefix}mtime_ms`]),
    ctimeMs: number("ctime_ms"),
    inode: number("inode"),
    bornMs: null,
  };
}
