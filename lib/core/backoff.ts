/** Bounds of a growing pause. */
export interface BackoffOptions {
  /** Pause after the first failure, milliseconds. */
  readonly firstMs: number;
  /** No pause is longer, milliseconds. */
  readonly limitMs: number;
}

/**
 * Pause before try number `failures + 1`: doubling from `firstMs`, capped at `limitMs`, then spread
 * over its upper half by `jitter` (0 to 1), so that roots that failed together do not retry together.
 */
export function backoffMs(failures: number, jitter: number, options: BackoffOptions): number {
  const doubled = options.firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 30);
  const capped = Math.min(doubled, options.limitMs);
  return Math.round(capped * (0.5 + 0.5 * Math.min(Math.max(jitter, 0), 1)));
}
