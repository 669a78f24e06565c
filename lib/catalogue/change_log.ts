import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { RelativePath } from "../core/entry.ts";

/** One applied change, as readers of the view `changes` are told. */
export interface LoggedChange {
  readonly kind: string;
  readonly fileId: number;
  readonly path: RelativePath;
  readonly oldPath: RelativePath | null;
  readonly atMs: number;
}

/** The change log of one root, appended to in the transaction that makes the change. */
export class ChangeLog {
  readonly #insert: StatementSync;

  constructor(database: DatabaseSync, private readonly rootId: number) {
    this.#insert = database.prepare(
      "INSERT INTO change (at_ms, kind, file_id, root_id, path, old_path) VALUES (?, ?, ?, ?, ?, ?)",
    );
  }

  /** Appends one change and returns its sequence number. */
  append({ kind, fileId, path, oldPath, atMs }: LoggedChange): number {
    const done = this.#insert.run(atMs, kind, fileId, this.rootId, path, oldPath);
    return Number(done.lastInsertRowid);
  }
}
