/** What an error from the file system means for a catalogue, sorted by consequence. */
export type FileErrorKind =
  /** With the next one the only error that can prove an absence. */
  | "not-found"
  /** Something on the way to the path is no directory. */
  | "not-a-directory"
  | "permission"
  | "name-too-long"
  /** Symbolic links lead in a circle. */
  | "link-loop"
  | "stale-handle"
  | "timed-out"
  /** The machine, the disk or the program that holds the files is not there. */
  | "unreachable"
  /** This system has no room for another open file, or none in memory. */
  | "out-of-resources"
  /** Everything else: it concludes nothing. */
  | "io-error";

/** errno(3), with the numbers of Linux where an error carries nothing but those in its message. */
const BY_CODE: Readonly<Record<string, readonly [FileErrorKind, number]>> = {
  ENOENT: ["not-found", 2],
  ENOTDIR: ["not-a-directory", 20],
  EPERM: ["permission", 1],
  EACCES: ["permission", 13],
  ENAMETOOLONG: ["name-too-long", 36],
  ELOOP: ["link-loop", 40],
  ESTALE: ["stale-handle", 116],
  ETIMEDOUT: ["timed-out", 110],
  ENXIO: ["unreachable", 6],
  ENODEV: ["unreachable", 19],
  ENOLINK: ["unreachable", 67],
  ECOMM: ["unreachable", 70],
  ENETDOWN: ["unreachable", 100],
  ENETUNREACH: ["unreachable", 101],
  ECONNABORTED: ["unreachable", 103],
  ECONNRESET: ["unreachable", 104],
  ENOTCONN: ["unreachable", 107],
  ESHUTDOWN: ["unreachable", 108],
  ECONNREFUSED: ["unreachable", 111],
  EHOSTDOWN: ["unreachable", 112],
  EHOSTUNREACH: ["unreachable", 113],
  ENOMEDIUM: ["unreachable", 123],
  ENOMEM: ["out-of-resources", 12],
  ENFILE: ["out-of-resources", 23],
  EMFILE: ["out-of-resources", 24],
  ENOBUFS: ["out-of-resources", 105],
};

const BY_NUMBER: ReadonlyMap<number, FileErrorKind> = new Map(
  Object.values(BY_CODE).map(([kind, number]) => [number, kind]),
);

const BY_NAME: Readonly<Record<string, FileErrorKind>> = {
  NotFound: "not-found",
  PermissionDenied: "permission",
  NotCapable: "permission",
  NotADirectory: "not-a-directory",
  FilesystemLoop: "link-loop",
  TimedOut: "timed-out",
  NotConnected: "unreachable",
  ConnectionAborted: "unreachable",
  ConnectionRefused: "unreachable",
  ConnectionReset: "unreachable",
  NetworkUnreachable: "unreachable",
};

/**
 * Sorts what the file system threw. Deno's errors carry a `code` for most errno values, the number in
 * the message (`… (os error 112)`) for the others, and a class name for some; what tells none of the
 * three is an I/O error.
 */
export function fileErrorKind(error: unknown): FileErrorKind {
  if (!(error instanceof Error)) return "io-error";
  const code = (error as { code?: unknown }).code;
  if (typeof code === "string" && code !== "") return BY_CODE[code]?.[0] ?? "io-error";
  const number = /\(os error (\d+)\)/.exec(error.message)?.[1];
  if (number !== undefined) return BY_NUMBER.get(Number(number)) ?? "io-error";
  return BY_NAME[error.name] ?? "io-error";
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
