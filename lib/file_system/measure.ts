import { messageOf } from "../core/file_error.ts";
import type { Measured } from "../core/finding.ts";

/** What a measurement may take. */
export interface MeasureLimits {
  readonly limitMs: number;
  /** Ends the waiting, not what hangs. */
  readonly signal: AbortSignal;
}

/**
 * Waits for a measurement, but not for ever: a call into a dead mount never returns, so it is left
 * alone.
 *
 * @throws the reason of the signal, once it is aborted
 */
export async function measure<Value>(
  work: () => Promise<Value> | Value,
  { limitMs, signal }: MeasureLimits,
): Promise<Measured<Value>> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Measured<Value>>();
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const timer = setTimeout(() => resolve({ status: "silent", limitMs }), limitMs);
  const working = Promise.resolve().then(work).then(
    (value) => ({ status: "measured", value } as const),
    (error) => ({ status: "failed", reason: messageOf(error) } as const),
  );
  try {
    return await Promise.race([working, promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
