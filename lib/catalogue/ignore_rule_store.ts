import type { DatabaseSync } from "node:sqlite";
import type { RelativePath } from "../core/entry.ts";

/** A pattern a person gave for a folder of a root and all below it. */
export interface IgnoreRule {
  readonly folder: RelativePath;
  readonly pattern: string;
}

/** The ignore rules a person gave for one root; those of a folder stay in the order they were given. */
export class IgnoreRuleStore {
  constructor(private readonly database: DatabaseSync, private readonly rootId: number) {}

  /** All rules of the root, folder by folder. */
  all(): IgnoreRule[] {
    const rows = this.database.prepare(
      "SELECT folder, pattern FROM ignore_rule WHERE root_id = ? ORDER BY folder, position",
    ).all(this.rootId);
    return rows.map((row) => ({ folder: String(row["folder"]), pattern: String(row["pattern"]) }));
  }

  /** Adds a pattern as the last of its folder, where it wins; one that is there is moved to the end. */
  add({ folder, pattern }: IgnoreRule): void {
    this.remove({ folder, pattern });
    this.database.prepare(
      `INSERT INTO ignore_rule (root_id, folder, position, pattern)
       SELECT ?1, ?2, coalesce(max(position), 0) + 1, ?3 FROM ignore_rule
       WHERE root_id = ?1 AND folder = ?2`,
    ).run(this.rootId, folder, pattern);
  }

  /** Removes a pattern, if it is there. */
  remove({ folder, pattern }: IgnoreRule): void {
    this.database
      .prepare("DELETE FROM ignore_rule WHERE root_id = ? AND folder = ? AND pattern = ?")
      .run(this.rootId, folder, pattern);
  }
}
