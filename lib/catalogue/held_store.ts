import type { DatabaseSync } from "node:sqlite";

/** Records of one root whose hiding waits for a person, or was decided by one. */
export class HeldStore {
  constructor(private readonly database: DatabaseSync, private readonly rootId: number) {}

  /** Notes what a person said about a list. */
  static decide(database: DatabaseSync, heldId: number, decision: "approved" | "rejected"): void {
    database.prepare("UPDATE held SET decision = ? WHERE id = ?").run(decision, heldId);
  }

  /** Records that still wait for a person. */
  openCount(): number {
    const row = this.database.prepare(
      `SELECT count(*) AS n FROM held JOIN held_file ON held_file.held_id = held.id
       WHERE held.root_id = ? AND held.decision IS NULL`,
    ).get(this.rootId);
    return Number(row?.["n"]);
  }

  /** Sets aside what a person said is to stay, whatever the scan; gives how many photos that are. */
  keepRejected(): number {
    this.#keep("held.decision = 'rejected'");
    const row = this.database.prepare(
      `SELECT count(*) AS n FROM stage JOIN file ON file.id = stage.file_id
       WHERE stage.root_id = ? AND stage.kind = 'kept' AND file.format IS NOT NULL`,
    ).get(this.rootId);
    return Number(row?.["n"]);
  }

  /** Sets aside what a person has not decided about yet. */
  keepUndecided(): void {
    this.#keep("held.decision IS NULL");
  }

  /** Makes what is set aside and not rejected the open list; the same list stays the same question. */
  hold(nowMs: number): void {
    const list = this.#undecided();
    if (list !== null && this.#isWhatIsKept(list)) return;
    if (list !== null) this.#drop(list);
    const row = this.database
      .prepare("INSERT INTO held (root_id, since_ms) VALUES (?, ?) RETURNING id")
      .get(this.rootId, nowMs);
    this.database.prepare(`INSERT INTO held_file (held_id, file_id) ${KEPT_AND_NOT_REJECTED}`)
      .run(Number(row?.["id"]), this.rootId);
  }

  /** Takes off all lists what a scan of the whole root did not have to set aside: it is there again. */
  forgetFound(): void {
    this.database.prepare(
      `DELETE FROM held_file
       WHERE held_id IN (SELECT id FROM held WHERE root_id = ?1 AND decision IS NOT 'approved')
         AND file_id NOT IN (SELECT file_id FROM stage WHERE root_id = ?1 AND kind = 'kept')`,
    ).run(this.rootId);
  }

  /** Closes what is answered: lists without a decision, or approved, and lists nothing is left of. */
  release(): void {
    this.database.prepare(
      `DELETE FROM held WHERE root_id = ? AND (decision IS NOT 'rejected'
         OR NOT EXISTS (SELECT 1 FROM held_file WHERE held_id = held.id))`,
    ).run(this.rootId);
  }

  #keep(which: string): void {
    this.database.prepare(
      `UPDATE stage SET kind = 'kept' WHERE root_id = ?1 AND kind = 'vanished' AND file_id IN (
         SELECT file_id FROM held_file JOIN held ON held.id = held_file.held_id
         WHERE held.root_id = ?1 AND ${which})`,
    ).run(this.rootId);
  }

  #undecided(): number | null {
    const row = this.database
      .prepare("SELECT id FROM held WHERE root_id = ? AND decision IS NULL").get(this.rootId);
    return row === undefined ? null : Number(row["id"]);
  }

  #isWhatIsKept(heldId: number): boolean {
    const held = "SELECT ?1 AS held_id, file_id FROM held_file WHERE held_id = ?1";
    const row = this.database.prepare(
      `SELECT EXISTS (${held} EXCEPT ${KEPT_AND_NOT_REJECTED}) AS less,
              EXISTS (${KEPT_AND_NOT_REJECTED} EXCEPT ${held}) AS more`,
    ).get(heldId, this.rootId);
    return row?.["less"] === 0 && row?.["more"] === 0;
  }

  #drop(heldId: number): void {
    this.database.prepare("DELETE FROM held WHERE id = ?").run(heldId);
  }
}

const KEPT_AND_NOT_REJECTED = `SELECT ?1 AS held_id, file_id FROM stage
  WHERE root_id = ?2 AND kind = 'kept' AND file_id NOT IN (
    SELECT held_file.file_id FROM held_file JOIN held ON held.id = held_file.held_id
    WHERE held.decision = 'rejected')`;
