import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { RelativePath } from "../core/entry.ts";

/** One applied change, as readers of the view `changes` are told. */
export interface LoggedChange {
  readonly kind: string;
  readonly fileId: number;
  readonly path: RelativePath;
  readonly oldPath: RelativePath | null;
  /** The record that went into `fileId`. */
  readonly oldFileId?: number | null;
  readonly atMs: number;
}

/** Stands for one connection that writes: an older catalogue put back under it is opened by another. */
const epochs = new WeakMap<DatabaseSync, string>();

/** The change log of one root, appended to in the transaction that makes the change. */
export class ChangeLog {
  readonly #insert: StatementSync;
  readonly #begin: StatementSync;
  readonly #epoch: string;

  constructor(database: DatabaseSync, private readonly rootId: number) {
    this.#epoch = epochs.get(database) ?? crypto.randomUUID();
    epochs.set(database, this.#epoch);
    this.#begin = database.prepare(
      "INSERT OR IGNORE INTO epoch (id, first_seq, at_ms) VALUES (?, ?, ?)",
    );
    this.#insert = database.prepare(
      `INSERT INTO change (at_ms, kind, file_id, root_id, path, old_path, old_file_id)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** Appends one change and returns its sequence number. */
  append({ kind, fileId, path, oldPath, oldFileId = null, atMs }: LoggedChange): number {
    const done = this.#insert.run(atMs, kind, fileId, this.rootId, path, oldPath, oldFileId);
    const seq = Number(done.lastInsertRowid);
    // Asked every time: the row of the first change may have been rolled back together with it.
    this.#begin.run(this.#epoch, seq, atMs);
    return seq;
  }
}
