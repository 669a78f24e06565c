import { baseName, type Fingerprint, type RelativePath } from "./entry.ts";
import { type FingerprintPolicy, racyWindowMs } from "./fingerprint.ts";
import type { PhotoReading } from "./reading.ts";
import { withTakenGuess } from "./taken_guess.ts";

/** Where what was read of a temporary is now. */
export interface WrittenPlace {
  /** Of the photo. */
  readonly path: RelativePath;
  /** Name of the sidecar that was written; `null` where it was the photo itself. */
  readonly sidecar: string | null;
  /** Of the file that was written. */
  readonly fingerprint: Fingerprint;
  readonly policy: FingerprintPolicy;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/** What was read of a temporary, as if it had been read where the file is now. */
export function writtenReading(reading: PhotoReading, place: WrittenPlace): PhotoReading {
  return proven(inPlace(reading, place), place);
}

function inPlace(
  reading: PhotoReading,
  { path, sidecar, fingerprint, nowMs }: WrittenPlace,
): PhotoReading {
  if (sidecar !== null) {
    const beside = reading.sidecar ?? null;
    if (beside === null) throw new Error("Cannot find the sidecar in what was read with it");
    return { ...reading, sidecar: { ...beside, name: sidecar, fingerprint, lookedAtMs: nowMs } };
  }
  const { takenSource } = reading.fields;
  const isGuess = takenSource === "filename" || takenSource === "mtime";
  const unknown = { takenAt: null, takenOffset: null, takenSource: null };
  const fields = isGuess
    ? withTakenGuess({ ...reading.fields, ...unknown }, baseName(path), fingerprint.mtimeMs)
    : reading.fields;
  return { ...reading, fields, fingerprint, lookedAtMs: nowMs, sidecar: null };
}

/**
 * A look so soon after a change proves nothing, as a later write may leave the same stamps. Not so here:
 * the file was given a time of change from before it was filled, and whoever writes to it now gives it
 * another one. So the look counts as one that was made late enough, and no scan reads the file again.
 */
function proven(reading: PhotoReading, { sidecar, policy }: WrittenPlace): PhotoReading {
  if (policy.timeStepMs > 1) return reading;
  const later = <Look extends { readonly lookedAtMs: number }>(look: Look): Look => ({
    ...look,
    lookedAtMs: look.lookedAtMs + racyWindowMs(policy),
  });
  if (sidecar === null) return later(reading);
  return reading.sidecar == null ? reading : { ...reading, sidecar: later(reading.sidecar) };
}
