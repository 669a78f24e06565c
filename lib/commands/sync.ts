import type { RootOutcome } from "../core/root_work.ts";
import { emptySummary } from "../core/scan_summary.ts";
import { describeReport, type RootReport } from "./describe_summary.ts";
import { exitCodeOf } from "./exit_code_of.ts";

/** How the result of a sync is told. */
export interface SyncOptions {
  readonly json: boolean;
  readonly strict: boolean;
  readonly print: (text: string) => void;
}

/** Tells what a sync did, and gives the exit code. */
export function reportSync(reports: readonly RootReport[], options: SyncOptions): number {
  if (options.json) {
    options.print(JSON.stringify({ roots: reports.map(jsonReport) }, null, 2));
  } else {
    options.print(reports.map(describeReport).join("\n"));
  }
  return exitCodeOf(reports, options.strict);
}

function jsonReport(report: RootReport): { outcome: RootOutcome; trouble: string | null } {
  const { path, outcome, summary, trouble } = report;
  return { ...(summary ?? emptySummary(path)), outcome, trouble };
}
