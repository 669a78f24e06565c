/** What an error from the file system means for a catalogue, sorted by consequence. */
export type FileErrorKind =
  /** The one error that can prove an absence. */
  | "not-found"
  | "permission"
  | "not-a-directory"
  | "name-too-long"
  | "stale-handle"
  | "timed-out"
  | "io-error";

const BY_CODE: Readonly<Record<string, FileErrorKind>> = {
  ENOENT: "not-found",
  EACCES: "permission",
  EPERM: "permission",
  ENOTDIR: "not-a-directory",
  ENAMETOOLONG: "name-too-long",
  ESTALE: "stale-handle",
  ETIMEDOUT: "timed-out",
};

const BY_NAME: Readonly<Record<string, FileErrorKind>> = {
  NotFound: "not-found",
  PermissionDenied: "permission",
  NotCapable: "permission",
  NotADirectory: "not-a-directory",
  TimedOut: "timed-out",
};

/**
 * Sorts what the file system threw. Deno's errors carry a `code` for most errno values and a class
 * name for the rest; what is neither is an I/O error, which concludes nothing.
 */
export function fileErrorKind(error: unknown): FileErrorKind {
  if (!(error instanceof Error)) return "io-error";
  const code = (error as { code?: unknown }).code;
  if (typeof code === "string" && BY_CODE[code] !== undefined) return BY_CODE[code];
  return BY_NAME[error.name] ?? "io-error";
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
