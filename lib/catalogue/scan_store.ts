import type { DatabaseSync } from "node:sqlite";
import type { RelativePath } from "../core/entry.ts";
import type { ScanSummary } from "../core/scan_summary.ts";

/** How a scan and its reconcile ended. */
export type ScanOutcome = "done" | "held" | "offline" | "failed" | "stopped";

/** The history of scans of one root. */
export class ScanStore {
  constructor(private readonly database: DatabaseSync, private readonly rootId: number) {}

  /** Begins a scan and returns its id. */
  begin(scope: readonly RelativePath[], nowMs: number): number {
    const row = this.database
      .prepare("INSERT INTO scan (root_id, scope, started_ms) VALUES (?, ?, ?) RETURNING id")
      .get(this.rootId, JSON.stringify(scope), nowMs);
    return Number(row?.["id"]);
  }

  /** When it began, milliseconds since the epoch. */
  startedMs(scanId: number): number {
    const row = this.database.prepare("SELECT started_ms FROM scan WHERE id = ?").get(scanId);
    return Number(row?.["started_ms"] ?? 0);
  }

  /** Ends it; one that was killed stays without an outcome. */
  end(
    scanId: number,
    end: { outcome: ScanOutcome; detail?: string; summary?: ScanSummary; nowMs: number },
  ): void {
    this.database
      .prepare("UPDATE scan SET finished_ms = ?, outcome = ?, detail = ?, summary = ? WHERE id = ?")
      .run(
        end.nowMs,
        end.outcome,
        end.detail ?? null,
        end.summary === undefined ? null : JSON.stringify(end.summary),
        scanId,
      );
  }
}
