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

const PHASES: Readonly<Record<RootProgress["phase"], string>> = {
  scanning: "Scanning",
  reconciling: "Reconciling",
  checking: "Checking",
};

/** One line that says where the work is, how fast it goes and how long it will take. */
export function renderProgress({ progress, elapsedMs, columns }: ProgressView): string {
  const { phase, total, directory, bytes } = progress;
  // Large files take long: where all bytes are read they tell the time better than files.
  const { done } = bytes ?? progress;
  const whole = bytes?.total ?? total;
  // A rate over the first moments would be a guess.
  const rate = elapsedMs >= RATE_AFTER_MS ? done / (elapsedMs / 1_000) : 0;
  const parts = [
    PHASES[phase],
    total === null ? `${count(progress.done)} files` : `${count(progress.done)} of ${count(total)}`,
  ];
  if (rate > 0) parts.push(bytes === undefined ? `${count(Math.round(rate))}/s` : megabytes(rate));
  if (whole !== null && rate > 0) {
    parts.splice(2, 0, `${Math.floor(100 * done / Math.max(whole, 1))} %`);
    parts.push(`${formatDuration(Math.max(whole - done, 0) / rate * 1_000)} left`);
  }
  if (directory !== null && directory !== "") parts.push(shownPath(directory));
  return shorten(parts.join("  "), columns - 1);
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function megabytes(rate: number): string {
  return `${count(Math.round(rate / 1_000_000))} MB/s`;
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(length - 1, 0))}…`;
}
