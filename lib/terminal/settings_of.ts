import { formatDuration } from "../core/duration.ts";
import { DEFAULT_PACE } from "../core/hash_pace.ts";
import { parseQuietHours } from "../core/quiet_hours.ts";
import { DEFAULT_SETTINGS, type RootSettings } from "../core/root_settings.ts";
import type { Options, OptionValue } from "./read_option.ts";

/**
 * What governs a root, from what the command line, the environment and the file say.
 *
 * @param jitter 0 to 1
 */
export function settingsOf(options: Options, jitter: number): RootSettings {
  const number = (name: string, otherwise: number) => Number(options[name] ?? otherwise);
  const debounceWindowMs = number("debounce", DEFAULT_SETTINGS.debounceWindowMs);
  const usualLimitMs = Math.max(DEFAULT_SETTINGS.debounceLimitMs, debounceWindowMs);
  const quietHours = options["quiet-hours"];
  return {
    ...DEFAULT_SETTINGS,
    debounceWindowMs,
    debounceLimitMs: number("debounce-limit", usualLimitMs),
    rescanIntervalMs: number("rescan-interval", DEFAULT_SETTINGS.rescanIntervalMs),
    pollIntervalMs: number("poll-interval", DEFAULT_SETTINGS.pollIntervalMs),
    probeIntervalMs: number("probe-interval", DEFAULT_SETTINGS.probeIntervalMs),
    isPolled: options["poll"] === true,
    unwatched: textsOf(options["no-watch"]),
    jitter,
    hashPace: options["no-content-hash"] === true ? null : {
      ...DEFAULT_PACE,
      bytesPerSecondMax: number("hash-rate", DEFAULT_PACE.bytesPerSecondMax),
    },
    quietHours: typeof quietHours === "string" ? parseQuietHours(quietHours) : null,
    keepsMtime: options["keep-mtime"] === true,
    writesDng: options["write-dng"] === true,
    namesAsAdobe: options["adobe-sidecars"] === true,
    pendingPathsMax: number("pending-paths", DEFAULT_SETTINGS.pendingPathsMax),
  };
}

/** Complaints about settings that contradict each other, for all roots and for single ones. */
export function complainAboutSettings(
  options: Options,
  roots: readonly { readonly path: string; readonly options: Options }[],
): readonly string[] {
  const all = complainAbout(options);
  if (all.length > 0) return all;
  return roots.flatMap((root) => complainAbout(root.options).map((one) => `${one} (${root.path})`));
}

function complainAbout(options: Options): string[] {
  const { debounceWindowMs, debounceLimitMs, unwatched } = settingsOf(options, 0);
  const complaints: string[] = [];
  const astray = unwatched.find((folder) => folder.split("/").includes(".."));
  if (astray !== undefined) {
    complaints.push(`Cannot use '${astray}': --no-watch is an absolute path, or one in a root`);
  }
  if (debounceLimitMs < debounceWindowMs) {
    complaints.push(
      `Cannot wait ${formatDuration(debounceLimitMs)} at most and ` +
        `${formatDuration(debounceWindowMs)} at least: make --debounce-limit as long as --debounce`,
    );
  }
  return complaints;
}

function textsOf(value: OptionValue | undefined): readonly string[] {
  return Array.isArray(value) ? value : [];
}
