import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Fingerprint } from "../core/entry.ts";
import type { PhotoReading } from "../core/reading.ts";
import type { Staged } from "../core/staged.ts";
import { sidecarColumns } from "./sidecar_fingerprint.ts";

/**
 * Known photos of one root in whose places the scan in hand found other photos. A row of the stage says
 * what was found; it has `replaced` set, also when it is kept.
 */
export class DisplacedStore {
  readonly #add: StatementSync;
  readonly #found: StatementSync;

  constructor(private readonly database: DatabaseSync, private readonly rootId: number) {
    this.#add = database.prepare(
      `INSERT INTO stage
       (root_id, kind, directory, name, file_id, replaced, mount, size, mtime_ms, ctime_ms, inode, born_ms,
        sample_hash, sidecar, sidecar_size, sidecar_mtime_ms, sidecar_ctime_ms, sidecar_inode)
       VALUES (?, 'displaced', ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#found = database.prepare(
      `SELECT size, mtime_ms, ctime_ms, inode, born_ms FROM stage
       WHERE file_id = ? AND root_id = ? AND kind = 'displaced'`,
    );
  }

  /** Notes that another photo is in the place of a known one; whether that is hidden is decided later. */
  add(
    { directory, name, fileId, mount, sidecar }: Staged,
    { fingerprint, sampleHash }: PhotoReading,
  ) {
    const { size, mtimeMs, ctimeMs, inode, bornMs } = fingerprint;
    this.#add.run(
      ...[this.rootId, directory, name, fileId, mount],
      ...[size, mtimeMs, ctimeMs, inode, bornMs, sampleHash],
      ...sidecarColumns(sidecar),
    );
  }

  /**
   * Recognises, among what looks changed, what was found in the places of held records before: it need
   * not be read again to know that it is another photo.
   *
   * @param which lists of any kind, or those of which a person said that their photos are to stay
   */
  recognise(which: "all" | "rejected"): void {
    // The lists come first: they are nearly always empty, and what has changed may be everything.
    this.database.prepare(
      `UPDATE stage SET kind = 'displaced', replaced = 1 WHERE id IN (
         SELECT found.id FROM held CROSS JOIN held_file AS f ON f.held_id = held.id
         CROSS JOIN stage AS found ON found.file_id = f.file_id
         WHERE held.root_id = ?1 AND (?2 = 'all' OR held.decision = 'rejected')
           AND found.root_id = ?1 AND found.kind = 'changed'
           AND f.found_size = found.size AND f.found_mtime_ms = found.mtime_ms
           AND f.found_ctime_ms IS found.ctime_ms AND f.found_inode IS found.inode)`,
    ).run(this.rootId, which);
  }

  /** What the scan in hand found in the place of a known photo, if that is another photo; else `null`. */
  found(fileId: number): Fingerprint | null {
    const row = this.#found.get(fileId, this.rootId);
    if (row === undefined) return null;
    const number = (name: string) => row[name] === null ? null : Number(row[name]);
    return {
      size: Number(row["size"]),
      mtimeMs: Number(row["mtime_ms"]),
      ctimeMs: number("ctime_ms"),
      inode: number("inode"),
      bornMs: number("born_ms"),
    };
  }

  /**
   * Remembers what stands in the places of the records that are kept, and gives how many photos that
   * are: on disk, and in the catalogue only when somebody agrees to hide those whose places they have.
   */
  noteKept(): number {
    const found = ["size", "mtime_ms", "ctime_ms", "inode"];
    this.database.prepare(
      `UPDATE held_file SET ${
        found.map((name) => `found_${name} = iif(stage.replaced = 1, stage.${name}, NULL)`)
      }
       FROM stage WHERE stage.file_id = held_file.file_id AND stage.root_id = ? AND stage.kind = 'kept'`,
    ).run(this.rootId);
    const row = this.database.prepare(
      "SELECT count(*) AS n FROM stage WHERE root_id = ? AND kind = 'kept' AND replaced = 1",
    ).get(this.rootId);
    return Number(row?.["n"]);
  }

  /** Whether another photo stands in the place of a record that is kept all the same. */
  isKept(fileId: number): boolean {
    return this.database.prepare(
      "SELECT 1 FROM held_file WHERE file_id = ? AND found_size IS NOT NULL LIMIT 1",
    ).get(fileId) !== undefined;
  }
}
