import { type EditableValues, editableValues } from "../lib/core/editable.ts";
import type { ReadRequest } from "../lib/core/reading.ts";
import type { WriteOrder } from "../lib/core/write_order.ts";
import { readPhoto } from "../lib/metadata/read_photo.ts";

/** The new file would not be the old one with the changes that were meant, so it is not kept. */
export class NotAsMeantError extends Error {
  override readonly name = "NotAsMeantError";
}

/** What a photo says, by the program's own reader. */
export interface SettledReading {
  readonly values: EditableValues;
  /** What is damaged in it, in words. */
  readonly damage: string | null;
  /** Whether a slower reader would know more. */
  readonly isPartial: boolean;
}

/** What was written a moment ago is complete: nobody else writes to it. */
const SETTLED_MS = 24 * 3_600_000;

/** Reads a photo, with a sidecar if one is named, as a scan would read it tomorrow. */
export async function readSettled(
  { path, sidecar }: ReadRequest,
  { nowMs }: Pick<WriteOrder, "nowMs">,
): Promise<SettledReading> {
  const outcome = await readPhoto(path, { sidecar, now: () => nowMs + SETTLED_MS });
  if (outcome.status !== "read") throw new Error(`Cannot read '${path}': ${outcome.status}`);
  const { reading } = outcome;
  const besideIt = reading.sidecar?.problem ?? null;
  if (besideIt !== null) throw new NotAsMeantError(besideIt.detail);
  return {
    values: editableValues(reading),
    damage: reading.problems.find(({ kind }) => kind === "damaged")?.detail ?? null,
    isPartial: reading.slow === "wanted",
  };
}

/** Fills a temporary, which is brought to the disk before it takes its name. */
export function storeBytes(path: string, bytes: Uint8Array): void {
  using file = Deno.openSync(path, { write: true, truncate: true });
  for (let written = 0; written < bytes.length;) {
    written += file.writeSync(bytes.subarray(written));
  }
}
