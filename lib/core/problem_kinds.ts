/** Every kind of problem a path can have, as `problems` tells it and `problem:` searches for it. */
export const PROBLEM_KINDS = [
  "damaged",
  "empty",
  "extension-mismatch",
  "io-error",
  "link-loop",
  "mount-away",
  "name-too-long",
  "not-a-directory",
  "not-a-file",
  "orphan-sidecar",
  "out-of-memory",
  "out-of-resources",
  "permission",
  "read-in-part",
  "reader-crashed",
  "sidecar-not-read",
  "stale-handle",
  "still-changing",
  "timed-out",
  "too-large",
  "too-slow",
  "unknown-format",
  "unreachable",
  "unreadable-name",
  "unusable-rules",
] as const;

/** One of them. */
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

/**
 * Of those that a walk meets: kinds of folders, disks and names that it could not look into. What is
 * there is out of sight: it may be anything, also what is believed to be gone.
 */
export const OUT_OF_SIGHT_KINDS = [
  "io-error",
  "mount-away",
  "name-too-long",
  "out-of-resources",
  "permission",
  "stale-handle",
  "timed-out",
  "unreachable",
  "unreadable-name",
  "unusable-rules",
] as const satisfies readonly ProblemKind[];
