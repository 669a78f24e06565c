import { formatDuration } from "../core/duration.ts";
import { DEFAULT_PACE } from "../core/hash_pace.ts";
import { DEFAULT_SETTINGS, type RootSettings } from "../core/root_settings.ts";
import type { OptionValue } from "./command_line.ts";
import { UsageError } from "./usage_error.ts";

/** Half a day: longer pauses are a mistake, and timers have limits. */
const DURATION_MAX_MS = 12 * 3_600_000;

const SECOND_MS = 1_000;

/** Pauses between looks at everything, and at the root alone. */
const LOOKS = ["rescan-interval", "poll-interval", "probe-interval"];
const DURATIONS = ["debounce", "debounce-limit", ...LOOKS];

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
    pollIntervalMs: duration("poll-interval", DEFAULT_SETTINGS.pollIntervalMs),
    probeIntervalMs: duration("probe-interval", DEFAULT_SETTINGS.probeIntervalMs),
    isPolled: options["poll"] === true,
    unwatched: textsOf(options["no-watch"]),
    jitter,
    hashPace: options["no-content-hash"] === true ? null : {
      ...DEFAULT_PACE,
      bytesPerSecondMax: Number(options["hash-rate"] ?? DEFAULT_PACE.bytesPerSecondMax),
    },
  };
  const complaints = DURATIONS
    .filter((name) => duration(name, 0) > DURATION_MAX_MS)
    .map((name) => `Cannot wait ${formatDuration(duration(name, 0))}: --${name} is 12h at most`);
  for (const name of LOOKS.filter((name) => duration(name, SECOND_MS) < SECOND_MS)) {
    complaints.push(`Cannot look all the time: --${name} is 1s at least`);
  }
  const astray = settings.unwatched.find((folder) => folder.split("/").includes(".."));
  if (astray !== undefined) {
    complaints.push(`Cannot use '${astray}': --no-watch is an absolute path, or one in a root`);
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

function textsOf(value: OptionValue | undefined): readonly string[] {
  return Array.isArray(value) ? value : [];
}
