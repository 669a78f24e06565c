/**
 * Kinds of problems that may pass by themselves, without the file changing: asked again at every
 * scan, never remembered as an answer, and no difference between catalogue and disk.
 */
export const PASSING_PROBLEMS: ReadonlySet<string> = new Set([
  "permission",
  "io-error",
  "timed-out",
  "stale-handle",
  "unreachable",
  "out-of-resources",
  // A disk that stalls makes any file slow; only a file that eats memory or crashes is to blame.
  "too-slow",
]);
