/** How an option's text is read. */
export type OptionKind =
  | "flag"
  | "text"
  | "texts"
  | "duration"
  | "port"
  | "choice"
  | "rate"
  | "hours"
  | "count"
  | "link";

/** One option of a command. */
export interface OptionSpec {
  readonly kind: OptionKind;
  readonly short?: string;
  /** What may be written, of a choice. */
  readonly choices?: readonly string[];
  /** Name of the value in help, in capitals. */
  readonly value?: string;
  /** Smallest and largest, of a duration in milliseconds and of a count. */
  readonly range?: readonly [number, number];
  /** It can be another one for each root, in the file of settings. */
  readonly perRoot?: true;
  readonly help: string;
}

/** Options of a command that logs while it works. */
export const LOGGING = {
  "log-level": {
    kind: "choice",
    value: "LEVEL",
    choices: ["debug", "info", "warning", "error"],
    help: "The least important that is logged: debug, info (default), warning, error",
  },
  "log-json": { kind: "flag", help: "Log JSON lines instead of text" },
  "log-file": {
    kind: "text",
    value: "FILE",
    help: "Log to this file too, as JSON lines; 5 full ones of 10 MB are kept",
  },
  verbose: { kind: "flag", short: "v", help: "The same as --log-level debug" },
} as const satisfies Record<string, OptionSpec>;

/** What every command knows that writes into photos. */
export const WRITING = {
  "keep-mtime": {
    kind: "flag",
    perRoot: true,
    help: "Leave the time of change of a photo as it is when an edit is written into it",
  },
  "write-dng": {
    kind: "flag",
    perRoot: true,
    help: "Write edits into a DNG itself, where it has no sidecar",
  },
  "adobe-sidecars": {
    kind: "flag",
    perRoot: true,
    help: "Name the new sidecar of a RAW name.xmp, as Lightroom reads it, instead of name.ext.xmp",
  },
} as const satisfies Record<string, OptionSpec>;

/** Half a day: longer pauses are a mistake, and timers have limits. */
const PAUSE_MAX_MS = 12 * 3_600_000;

/** Options of `watch` alone. */
export const WATCHING = {
  root: {
    kind: "texts",
    short: "r",
    value: "DIR",
    help: "A root; may be repeated (default: all known roots)",
  },
  debounce: {
    kind: "duration",
    value: "TIME",
    range: [0, PAUSE_MAX_MS],
    perRoot: true,
    help: "Quiet time before a scan (default 20s)",
  },
  "debounce-limit": {
    kind: "duration",
    value: "TIME",
    range: [0, PAUSE_MAX_MS],
    perRoot: true,
    help: "Longest wait while changes keep coming (default 60s)",
  },
  "rescan-interval": {
    kind: "duration",
    value: "TIME",
    range: [1_000, PAUSE_MAX_MS],
    perRoot: true,
    help: "Pause between safety recrawls (default 1h)",
  },
  "poll-interval": {
    kind: "duration",
    value: "TIME",
    range: [1_000, PAUSE_MAX_MS],
    perRoot: true,
    help: "Pause between looks at what cannot be watched (default 5m)",
  },
  "probe-interval": {
    kind: "duration",
    value: "TIME",
    range: [1_000, PAUSE_MAX_MS],
    perRoot: true,
    help: "Pause between looks whether a watched folder is still the same (default 20s)",
  },
  "no-watch": {
    kind: "texts",
    value: "DIR",
    perRoot: true,
    help: "A folder that is scanned but not watched: absolute, or in its root; may be repeated",
  },
  poll: {
    kind: "flag",
    perRoot: true,
    help: "Watch nothing; look at everything regularly instead",
  },
  "quiet-hours": {
    kind: "hours",
    value: "FROM-TO",
    perRoot: true,
    help: "Local time without safety recrawls and hashing, like 22:00-07:00 (default: none)",
  },
  "hash-rate": {
    kind: "rate",
    value: "MB/S",
    perRoot: true,
    help: "Most that is read for content hashes in idle times (default 50)",
  },
  "no-content-hash": {
    kind: "flag",
    perRoot: true,
    help: "Do not read whole photos in idle times",
  },
  ...WRITING,
  "pending-paths": {
    kind: "count",
    value: "N",
    range: [1, 100_000],
    perRoot: true,
    help: "With more changed paths than this, whole folders are looked at (default 4096)",
  },
  "roots-at-once": {
    kind: "count",
    value: "N",
    range: [1, 64],
    help: "Roots that scan at the same time; the others wait (default 2)",
  },
  "on-event": {
    kind: "texts",
    value: "PROGRAM",
    help: "Run this when a root goes offline, is held or recovers; repeat it for arguments",
  },
  webhook: {
    kind: "link",
    value: "URL",
    help: "Send a POST there when a root goes offline, is held or recovers",
  },
  port: {
    kind: "port",
    value: "N",
    help: "Of the page and the API; 0 for any that is free, which is printed (default 7580)",
  },
  host: {
    kind: "text",
    value: "ADDRESS",
    help: "Where the page and the API are; others than this machine need a token (127.0.0.1)",
  },
  "token-file": {
    kind: "text",
    value: "FILE",
    help: "A file with the token that whoever asks over HTTP has to know",
  },
  "no-http": { kind: "flag", help: "No page and no API" },
} as const satisfies Record<string, OptionSpec>;
