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
