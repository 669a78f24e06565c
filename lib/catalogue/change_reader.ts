import type { DatabaseSync } from "node:sqlite";
import type { ChangeLogState } from "../core/change_cursor.ts";

/** One change as readers are told. */
export type ChangeRow = Readonly<Record<string, string | number | null>>;

/** Reads the change log in the order of what was applied. */
export class ChangeReader {
  constructor(private readonly database: DatabaseSync) {}

  /** What a cursor is held against. */
  state(): ChangeLogState {
    const epochs = this.database
      .prepare("SELECT id, first_seq FROM epoch ORDER BY first_seq, at_ms").all()
      .map((row) => ({ id: String(row["id"]), firstSeq: Number(row["first_seq"]) }));
    const row = this.database.prepare(
      `SELECT (SELECT min(seq) FROM change) AS oldest,
         (SELECT seq FROM sqlite_sequence WHERE name = 'change') AS last`,
    ).get();
    const oldest = row?.["oldest"];
    return {
      epochs,
      oldestSeq: oldest === null || oldest === undefined ? null : Number(oldest),
      lastSeq: Number(row?.["last"] ?? 0),
    };
  }

  /** Changes after a number, the oldest first. */
  after(seq: number, limit: number): ChangeRow[] {
    const sql = "SELECT * FROM changes WHERE seq > ? ORDER BY seq LIMIT ?";
    return this.database.prepare(sql).all(seq, limit) as unknown as ChangeRow[];
  }
}
