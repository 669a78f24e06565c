import { formatDuration } from "../core/duration.ts";
import type { RootProgress } from "../core/root_work.ts";
import { shownPath } from "../core/shown_path.ts";

/** Progress of one root at one moment. */
export interface ProgressView {
  readonly progress: RootProgress;
  /** Since the phase began. */
  readonly elapsedMs: number;
  /** Columns of the terminal. */
  readonly columns: number;
}

const RATE_AFTER_MS = 200;

/** One line that says where the work is, how fast it goes and how long it will take. */
export function renderProgress({ progress, elapsedMs, columns }: ProgressView): string {
  const { phase, done, total, directory } = progress;
  // A rate over the first moments would be a guess.
  const rate = elapsedMs >= RATE_AFTER_MS ? done / (elapsedMs / 1_000) : 0;
  const parts = [
    phase === "scanning" ? "Scanning" : "Reconciling",
    total === null ? `${count(done)} files` : `${count(done)} of ${count(total)}`,
  ];
  if (rate > 0) parts.push(`${count(Math.round(rate))}/s`);
  if (total !== null && rate > 0) {
    parts.splice(2, 0, `${Math.floor(100 * done / Math.max(total, 1))} %`);
    parts.push(`${formatDuration((total - done) / rate * 1_000)} left`);
  }
  if (directory !== null && directory !== "") parts.push(shownPath(directory));
  return shorten(parts.join("  "), columns - 1);
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(length - 1, 0))}…`;
}
