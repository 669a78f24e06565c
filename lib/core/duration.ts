const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Reads a duration as the command line writes it: `500ms`, `20s`, `10m`, `1h`, `30d`.
 *
 * @returns milliseconds
 * @throws {RangeError} when `text` is anything else; the message names it and shows the form
 */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  const unit = UNITS_MS[match?.[2] ?? ""];
  if (match === null || unit === undefined) {
    throw new RangeError(
      `Cannot read '${text}' as a duration: write it like 500ms, 20s, 10m or 1h`,
    );
  }
  return Math.round(Number(match[1]) * unit);
}

/** A duration as the command line writes it, exactly. */
export function writeDuration(durationMs: number): string {
  const units = Object.entries(UNITS_MS).filter(([, ms]) => durationMs % ms === 0);
  const [unit, ms] = durationMs === 0 ? ["s", 1] : units.at(-1) ?? ["ms", 1];
  return `${durationMs / ms}${unit}`;
}

/** A duration for a person: `0.4 s`, `12 s`, `3 m 20 s`, `2 h 5 m`. */
export function formatDuration(durationMs: number): string {
  const seconds = durationMs / 1_000;
  const whole = Math.round(seconds);
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} m ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} m`;
}
