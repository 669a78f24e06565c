import type { DatabaseSync } from "node:sqlite";
import type { HidingDecision } from "../core/breaker.ts";

/** The list of records of one root whose hiding waits for a person. */
export class HeldStore {
  constructor(private readonly database: DatabaseSync, private readonly rootId: number) {}

  /** Notes what a person said about a list. */
  static decide(database: DatabaseSync, heldId: number, decision: "approved" | "rejected"): void {
    database.prepare("UPDATE held SET decision = ? WHERE id = ?").run(decision, heldId);
  }

  /** The open list, or `null`. */
  open(): { id: number; decision: HidingDecision } | null {
    const row = this.database.prepare("SELECT id, decision FROM held WHERE root_id = ?")
      .get(this.rootId);
    if (row === undefined) return null;
    return { id: Number(row["id"]), decision: (row["decision"] ?? "none") as HidingDecision };
  }

  /** Records on the open list that still wait for a person. */
  openCount(): number {
    const row = this.database.prepare(
      `SELECT count(*) AS n FROM held JOIN held_file ON held_file.held_id = held.id
       WHERE held.root_id = ? AND held.decision IS NULL`,
    ).get(this.rootId);
    return Number(row?.["n"]);
  }

  /**
   * What a person said about what is staged to be hidden. An approval or rejection covers the list it
   * was given for and everything less; a list that has grown is a new question.
   */
  decisionForStaged(): HidingDecision {
    const list = this.open();
    if (list === null) return "none";
    const row = this.database.prepare(
      `SELECT count(*) AS n FROM stage WHERE root_id = ? AND kind = 'vanished'
         AND file_id NOT IN (SELECT file_id FROM held_file WHERE held_id = ?)`,
    ).get(this.rootId, list.id);
    return Number(row?.["n"]) === 0 ? list.decision : "none";
  }

  /** Sets aside staged rows that an open, not approved list already speaks of. */
  keepListed(): void {
    this.database.prepare(
      `UPDATE stage SET kind = 'kept' WHERE root_id = ?1 AND kind = 'vanished' AND file_id IN (
         SELECT file_id FROM held_file JOIN held ON held.id = held_file.held_id
         WHERE held.root_id = ?1 AND held.decision IS NOT 'approved')`,
    ).run(this.rootId);
  }

  /** Makes what is staged to be hidden the open list; the same list again stays the same question. */
  hold(nowMs: number): void {
    const list = this.open();
    if (list !== null && list.decision === "none" && this.#sameAsStaged(list.id)) return;
    this.release();
    const row = this.database
      .prepare("INSERT INTO held (root_id, since_ms) VALUES (?, ?) RETURNING id")
      .get(this.rootId, nowMs);
    this.database.prepare(
      `INSERT INTO held_file (held_id, file_id)
       SELECT ?, file_id FROM stage WHERE root_id = ? AND kind = 'vanished'`,
    ).run(Number(row?.["id"]), this.rootId);
  }

  /** Closes the open list. */
  release(): void {
    this.database.prepare("DELETE FROM held WHERE root_id = ?").run(this.rootId);
  }

  #sameAsStaged(heldId: number): boolean {
    const row = this.database.prepare(
      `SELECT (SELECT count(*) FROM stage WHERE root_id = ?1 AND kind = 'vanished') AS staged,
              (SELECT count(*) FROM held_file WHERE held_id = ?2) AS held,
              (SELECT count(*) FROM stage JOIN held_file USING (file_id)
               WHERE root_id = ?1 AND kind = 'vanished' AND held_id = ?2) AS both_`,
    ).get(this.rootId, heldId);
    return row?.["staged"] === row?.["held"] && row?.["held"] === row?.["both_"];
  }
}
