import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { RelativePath } from "../core/entry.ts";

/** Who found a problem, and so who clears it. */
export type ProblemSource = "scan" | "read";

/** A path that could not be read, and why. */
export interface FoundProblem {
  readonly path: RelativePath;
  readonly kind: string;
  readonly detail: string;
}

/** The open problems of one root. */
export class ProblemStore {
  readonly #see: StatementSync;
  readonly #clearRead: StatementSync;
  readonly #kinds: StatementSync;
  readonly #detail: StatementSync;
  readonly #moveRead: StatementSync;
  readonly #clearScan: StatementSync;
  readonly #clearScanAt: StatementSync;
  readonly #clearScanBelow: StatementSync;
  readonly #count: StatementSync;

  constructor(database: DatabaseSync, private readonly rootId: number) {
    this.#see = database.prepare(
      `INSERT INTO problem
         (root_id, path, source, kind, detail, first_seen_ms, last_seen_ms, scan_id)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)
       ON CONFLICT (root_id, path, source, kind)
       DO UPDATE SET detail = ?5, last_seen_ms = ?6, scan_id = ?7`,
    );
    this.#clearRead = database.prepare(
      "DELETE FROM problem WHERE root_id = ? AND path = ? AND source = 'read'",
    );
    this.#moveRead = database.prepare(
      "UPDATE problem SET path = ? WHERE root_id = ? AND path = ? AND source = 'read'",
    );
    this.#kinds = database.prepare(
      "SELECT kind FROM problem WHERE root_id = ? AND path = ?",
    );
    this.#detail = database.prepare(
      "SELECT detail FROM problem WHERE root_id = ? AND path = ? AND kind = ?",
    );
    const clear = "DELETE FROM problem WHERE root_id = ?1 AND source = 'scan' AND scan_id < ?2";
    this.#clearScan = database.prepare(clear);
    this.#clearScanAt = database.prepare(`${clear} AND path = ?3`);
    // All below `a` sorts from `a/` up to, not including, `a0`: so the key leads to it, and a scope of
    // thousands of paths does not look at all problems thousands of times.
    this.#clearScanBelow = database.prepare(`${clear} AND path > ?3 || '/' AND path < ?3 || '0'`);
    this.#count = database.prepare("SELECT count(*) AS n FROM open_problem WHERE root_id = ?");
  }

  /** Notes a problem: first seen stays what it was. */
  see(problem: FoundProblem, source: ProblemSource, scanId: number, nowMs: number): void {
    const { path, kind, detail } = problem;
    this.#see.run(this.rootId, path, source, kind, detail, nowMs, scanId);
  }

  /** Forgets what reading a file found: it was read again, moved, or is gone. */
  clearRead(path: RelativePath): void {
    this.#clearRead.run(this.rootId, path);
  }

  /** What reading a file found goes with the file; nothing of the kind may be noted at `to`. */
  moveRead(from: RelativePath, to: RelativePath): void {
    this.#moveRead.run(to, this.rootId, from);
  }

  /** Forgets what earlier scans found in the scope and this one did not. */
  clearScan(scope: readonly RelativePath[], scanId: number): void {
    for (const top of scope) {
      if (top === "") {
        this.#clearScan.run(this.rootId, scanId);
      } else {
        this.#clearScanAt.run(this.rootId, scanId, top);
        this.#clearScanBelow.run(this.rootId, scanId, top);
      }
    }
  }

  /** Kinds of the open problems of a path. */
  kindsAt(path: RelativePath): string[] {
    return this.#kinds.all(this.rootId, path).map((row) => String(row["kind"]));
  }

  /** What an open problem of a path says; `null` where there is none of the kind. */
  detailAt(path: RelativePath, kind: string): string | null {
    const row = this.#detail.get(this.rootId, path, kind);
    return row === undefined ? null : String(row["detail"]);
  }

  /** Open problems of the root. */
  count(): number {
    return Number(this.#count.get(this.rootId)?.["n"]);
  }
}
