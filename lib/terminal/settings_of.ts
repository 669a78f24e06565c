import { formatDuration } from "../core/duration.ts";
import { DEFAULT_PACE } from "../core/hash_pace.ts";
import { DEFAULT_SETTINGS, type RootSettings } from "../core/root_settings.ts";
import type { OptionValue } from "./command_line.ts";
import { UsageError } from "./usage_error.ts";

/** Half a day: longer pauses are a mistake, and timers have limits. */
const DURATION_MAX_MS = 12 * 3_600_000;

/**
 * What governs a root, from what the command line, the environment and the file say.
 *
 * @param jitter 0 to 1
 * @throws {UsageError} when they contradict each other
 */
export function settingsOf(
  options: Readonly<Record<string, OptionValue>>,
  jitter: number,
): RootSettings {
  const duration = (name: string, otherwise: number) => Number(options[name] ?? otherwise);
  const debounceWindowMs = duration("debounce", DEFAULT_SETTINGS.debounceWindowMs);
  const usualLimitMs = Math.max(DEFAULT_SETTINGS.debounceLimitMs, debounceWindowMs);
  const settings = {
    ...DEFAULT_SETTINGS,
    debounceWindowMs,
    debounceLimitMs: duration("debounce-limit", usualLimitMs),
    rescanIntervalMs: duration("rescan-interval", DEFAULT_SETTINGS.rescanIntervalMs),
    jitter,
    hashPace: options["no-content-hash"] === true ? null : {
      ...DEFAULT_PACE,
      bytesPerSecondMax: Number(options["hash-rate"] ?? DEFAULT_PACE.bytesPerSecondMax),
    },
  };
  const complaints = ["debounce", "debounce-limit", "rescan-interval"]
    .filter((name) => duration(name, 0) > DURATION_MAX_MS)
    .map((name) => `Cannot wait ${formatDuration(duration(name, 0))}: --${name} is 12h at most`);
  if (settings.rescanIntervalMs < 1_000) {
    complaints.push("Cannot recrawl all the time: --rescan-interval is 1s at least");
  }
  if (settings.debounceLimitMs < debounceWindowMs) {
    complaints.push(
      `Cannot wait ${formatDuration(settings.debounceLimitMs)} at most and ` +
        `${formatDuration(debounceWindowMs)} at least: make --debounce-limit as long as --debounce`,
    );
  }
  if (complaints.length > 0) throw new UsageError(complaints);
  return settings;
}
