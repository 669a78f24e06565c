import { EXIT, worstExitCode } from "../core/exit_code.ts";
import type { RootOutcome } from "../core/root_work.ts";
import type { RootReport } from "./describe_summary.ts";

const CODES: Readonly<Record<RootOutcome, number>> = {
  done: EXIT.done,
  held: EXIT.held,
  offline: EXIT.offline,
  failed: EXIT.failed,
  // Whoever ended it by a signal is told that; anybody else, as one who asked a daemon, has to know.
  stopped: EXIT.failed,
};

/** What a sync ends with: the worst of its roots; problems count with `strict` only. */
export function exitCodeOf(reports: readonly RootReport[], strict: boolean): number {
  const codes = reports.map(({ outcome }) => CODES[outcome]);
  const problems = reports.some(({ summary }) => (summary?.problems ?? 0) > 0);
  return worstExitCode(strict && problems ? [...codes, EXIT.problems] : codes);
}
