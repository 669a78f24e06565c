import type { DatabaseSync, StatementSync } from "node:sqlite";
import { joinPath } from "../core/entry.ts";
import type { FilePlace } from "../core/staged.ts";
import { ChangeLog } from "./change_log.ts";

/** The records of one root that a rule hides: not absent, so never tombstones and never purged. */
export class IgnoredStore {
  readonly #hide: StatementSync;
  readonly #release: StatementSync;
  readonly #unhold: StatementSync;
  readonly #sequence: StatementSync;
  readonly #log: ChangeLog;

  constructor(database: DatabaseSync, rootId: number) {
    this.#log = new ChangeLog(database, rootId);
    this.#hide = database.prepare(
      `UPDATE file SET missing_since_ms = ?, missing_scan_id = ?, missing_evidence = ?,
         ignored_by = ? WHERE id = ? AND missing_since_ms IS NULL RETURNING format`,
    );
    this.#release = database.prepare(
      `UPDATE file SET missing_since_ms = ?, missing_scan_id = ?, missing_evidence = ?,
         ignored_by = NULL WHERE id = ? AND ignored_by IS NOT NULL`,
    );
    this.#unhold = database.prepare("DELETE FROM held_file WHERE file_id = ?");
    this.#sequence = database.prepare("UPDATE file SET change_seq = ? WHERE id = ?");
  }

  /** Hides a present record for a reason; tells whether it was a photo that was shown until now. */
  hide(
    { fileId, reason, ...place }: FilePlace & { readonly fileId: number; readonly reason: string },
    scanId: number,
    nowMs: number,
  ): boolean {
    const evidence = `Scan ${scanId}: not absent: ${reason}`;
    const row = this.#hide.get(nowMs, scanId, evidence, reason, fileId);
    this.#unhold.run(fileId);
    if (row === undefined || row["format"] === null) return false;
    const path = joinPath(place.directory, place.name);
    const seq = this.#log.append({ kind: "missing", fileId, path, oldPath: null, atMs: nowMs });
    this.#sequence.run(seq, fileId);
    return true;
  }

  /** No rule hides the record any more, and its file is absent: it is missing like any other. */
  release(fileId: number, scanId: number, evidence: string, nowMs: number): void {
    this.#release.run(nowMs, scanId, evidence, fileId);
  }
}
