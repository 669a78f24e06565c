import type { Fingerprint } from "./entry.ts";

/** What tells when a file was changed. */
export type ChangeTimes = Pick<Fingerprint, "mtimeMs" | "ctimeMs">;

/**
 * When the last of some files was changed, milliseconds since the epoch: a photo and its sidecar.
 *
 * The time of change can be set by anybody, that of status cannot; but that is known in whole seconds
 * only, so within its second the time of change says it better.
 */
export function changedAtMs(files: readonly ChangeTimes[]): number {
  return Math.max(...files.map(({ mtimeMs, ctimeMs }) => {
    if (ctimeMs === null) return mtimeMs;
    const isOfThatSecond = mtimeMs >= ctimeMs && mtimeMs < ctimeMs + 1_000;
    return isOfThatSecond ? mtimeMs : ctimeMs;
  }));
}
