/** One line of the result: what was measured, against what, and what the design asks for. */
export interface BenchRow {
  readonly what: string;
  /** The measured figure as a person reads it: `1.92 s`. */
  readonly measured: string;
  /** What it is compared with, empty where nothing is: `find 0.81 s`. */
  readonly baseline: string;
  /** The figure the budget is about. */
  readonly value: number;
  /** How `value` is written: `×`, `KiB`, `ms`. */
  readonly unit: string;
  /** `null` where the design asks for nothing. */
  readonly budget: Budget | null;
}

/** The limit that must hold and the one to aim for, in the unit of the row. */
export interface Budget {
  /** `null` where there is only an aim. */
  readonly must: number | null;
  readonly aim: number;
  /** Whether less is better (a time) or more (a speed). */
  readonly isUpperLimit: boolean;
}

/** The rows as a Markdown table, which is readable as it stands. */
export function formatBench(rows: readonly BenchRow[]): string {
  const head = ["what", "measured", "baseline", "value", "must", "aim", "met"];
  const cells = [head, ...rows.map(formatRow)];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const lines = cells.map((row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function formatRow({ what, measured, baseline, value, unit, budget }: BenchRow): string[] {
  const figure = `${value.toFixed(2)} ${unit}`;
  const facts = [what, measured, baseline, figure];
  if (budget === null) return [...facts, "", "", ""];
  const sign = budget.isUpperLimit ? "≤" : "≥";
  const limit = (number: number) => `${sign} ${number} ${unit}`;
  const must = budget.must === null ? "" : limit(budget.must);
  return [...facts, must, limit(budget.aim), judge(value, budget)];
}

/** `aim`, `must` or `NO`: the better of the two limits that holds; `not yet` where an aim is all there is. */
export function judge(
  value: number,
  { must, aim, isUpperLimit }: Budget,
): "aim" | "must" | "NO" | "not yet" {
  const holds = (limit: number) => isUpperLimit ? value <= limit : value >= limit;
  if (holds(aim)) return "aim";
  if (must === null) return "not yet";
  return holds(must) ? "must" : "NO";
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError("Cannot take the median of no values");
  return sorted.length % 2 === 1 ? upper : (upper + sorted[middle - 1]!) / 2;
}
