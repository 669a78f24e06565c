import type { DatabaseSync } from "node:sqlite";
import { isSeenInPlace, lookValues, type ScanLook } from "./seen_in_place.ts";
import { TO_HIDE } from "./staged_row.ts";

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

  /**
   * What a person said about all that is staged to be hidden. A decision covers the list it was given
   * for and everything less; a list that has grown is a new question.
   */
  decisionForStaged(): "approved" | "rejected" | "none" {
    if (this.#coversStaged("approved")) return "approved";
    return this.#coversStaged("rejected") ? "rejected" : "none";
  }

  /** Sets aside what stands on a list that is not approved. */
  keepListed(): void {
    this.#keep("held.decision IS NOT 'approved'");
  }

  /**
   * Sets aside what a person said is to stay, and gives how many photos that are: what is set aside as
   * it waits for an answer is not among them.
   */
  keepRejected(): number {
    this.#keep("held.decision = 'rejected'");
    const row = this.database.prepare(
      `SELECT count(*) AS n FROM stage JOIN file ON file.id = stage.file_id
       WHERE stage.root_id = ?1 AND stage.kind = 'kept' AND file.format IS NOT NULL
         AND stage.file_id IN (
           SELECT held_file.file_id FROM held_file JOIN held ON held.id = held_file.held_id
           WHERE held.root_id = ?1 AND held.decision = 'rejected')`,
    ).get(this.rootId);
    return Number(row?.["n"]);
  }

  /** Photos staged to be hidden about which a person was asked and has not answered yet. */
  askedCount(): number {
    const row = this.database.prepare(
      `SELECT count(*) AS n FROM stage JOIN file ON file.id = stage.file_id
       WHERE stage.root_id = ?1 AND ${TO_HIDE} AND file.format IS NOT NULL
         AND stage.file_id IN (
           SELECT held_file.file_id FROM held_file JOIN held ON held.id = held_file.held_id
           WHERE held.root_id = ?1 AND held.decision IS NULL)`,
    ).get(this.rootId);
    return Number(row?.["n"]);
  }

  /**
   * Asks a person about what is set aside. After a scan of the whole root that is all there is to
   * ask; after a scan of a part it is added. A list that grows is a new one, so that nobody answers
   * more than was shown; one of which photos came back stays the same.
   */
  hold(nowMs: number, isWholeRoot: boolean): void {
    const open = this.#undecided();
    if (open !== null && this.#coversKept(open)) return;
    const list = this.#begin(nowMs);
    if (isWholeRoot) {
      this.database.prepare(
        `DELETE FROM held_file WHERE held_id IN (SELECT id FROM held WHERE root_id = ?1)
           AND file_id IN (SELECT file_id FROM stage WHERE root_id = ?1 AND kind = 'kept')`,
      ).run(this.rootId);
    }
    // What of it could not be looked at now is asked about all the same.
    this.database.prepare("UPDATE held_file SET held_id = ? WHERE held_id = ?").run(list, open);
    this.database.prepare(
      `INSERT OR IGNORE INTO held_file (held_id, file_id) ${KEPT} AND file_id NOT IN (
         SELECT held_file.file_id FROM held_file JOIN held ON held.id = held_file.held_id
         WHERE held.decision = 'rejected')`,
    ).run(list, this.rootId);
    this.#forgetEmpty();
  }

  /**
   * Takes off all lists what the scan in hand found where and as it was known to be: nothing of it is
   * staged. What the scan could not look at is not found, so neither a question about it nor its answer is
   * forgotten. To be called before anything that is staged is dealt with.
   */
  forgetFound(look: ScanLook): void {
    // The table of lists is nearly always empty, and so this costs nothing.
    this.database.prepare(
      `DELETE FROM held_file
       WHERE held_id IN (SELECT id FROM held WHERE root_id = ?1)
         AND ${isSeenInPlace("held_file.file_id")}`,
    ).run(...lookValues(this.rootId, look));
    this.#forgetEmpty();
  }

  /** Takes off all lists what is hidden by now. */
  forgetHidden(): void {
    this.database.prepare(
      `DELETE FROM held_file WHERE held_id IN (SELECT id FROM held WHERE root_id = ?)
         AND file_id IN (SELECT id FROM file WHERE missing_since_ms IS NOT NULL)`,
    ).run(this.rootId);
    this.#forgetEmpty();
  }

  /** Closes the question that is open, unless so many photos are left of it that it still stands. */
  release(isStillAsked: (asked: number) => boolean): void {
    const open = this.#undecided();
    if (open === null || isStillAsked(this.openCount())) return;
    this.database.prepare("DELETE FROM held WHERE id = ?").run(open);
  }

  #forgetEmpty(): void {
    this.database.prepare(
      `DELETE FROM held WHERE root_id = ?
         AND NOT EXISTS (SELECT 1 FROM held_file WHERE held_id = held.id)`,
    ).run(this.rootId);
  }

  #keep(which: string): void {
    this.database.prepare(
      `UPDATE stage SET kind = 'kept' WHERE root_id = ?1 AND ${TO_HIDE} AND file_id IN (
         SELECT file_id FROM held_file JOIN held ON held.id = held_file.held_id
         WHERE held.root_id = ?1 AND ${which})`,
    ).run(this.rootId);
  }

  #coversStaged(decision: "approved" | "rejected"): boolean {
    const row = this.database.prepare(
      `SELECT EXISTS (SELECT 1 FROM held WHERE root_id = ?1 AND decision = ?2) AS is_made,
              EXISTS (SELECT 1 FROM stage WHERE root_id = ?1 AND ${TO_HIDE}
                AND file_id NOT IN (
                  SELECT file_id FROM held_file JOIN held ON held.id = held_file.held_id
                  WHERE held.root_id = ?1 AND held.decision = ?2)) AS is_more`,
    ).get(this.rootId, decision);
    return row?.["is_made"] === 1 && row["is_more"] === 0;
  }

  #undecided(): number | null {
    const row = this.database
      .prepare("SELECT id FROM held WHERE root_id = ? AND decision IS NULL").get(this.rootId);
    return row === undefined ? null : Number(row["id"]);
  }

  #begin(nowMs: number): number {
    const row = this.database
      .prepare("INSERT INTO held (root_id, since_ms) VALUES (?, ?) RETURNING id")
      .get(this.rootId, nowMs);
    return Number(row?.["id"]);
  }

  /** Whether everything set aside that nobody rejected is on a list. */
  #coversKept(heldId: number): boolean {
    const row = this.database.prepare(
      `SELECT EXISTS (SELECT 1 FROM stage WHERE root_id = ?1 AND kind = 'kept' AND file_id NOT IN (
         SELECT held_file.file_id FROM held_file JOIN held ON held.id = held_file.held_id
         WHERE held.id = ?2 OR (held.root_id = ?1 AND held.decision = 'rejected'))) AS more`,
    ).get(this.rootId, heldId);
    return row?.["more"] === 0;
  }
}

const KEPT = "SELECT ?1 AS held_id, file_id FROM stage WHERE root_id = ?2 AND kind = 'kept'";
