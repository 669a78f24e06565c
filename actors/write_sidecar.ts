import { propertiesOfEdit } from "../lib/core/edit_properties.ts";
import { judgeWritten } from "../lib/core/judge_written.ts";
import type { WriteOrder } from "../lib/core/write_order.ts";
import { editXmp, keepsForeign } from "../lib/metadata/edit_xmp.ts";
import { NotAsMeantError, readSettled, storeBytes } from "./written_file.ts";

/**
 * Fills the temporary with the sidecar and its changed properties, or with a new one, and compares what
 * came of it with what was meant: the photo with it as the program reads both, and everything in it that
 * is not ours.
 *
 * @throws {NotAsMeantError} when the sidecar is not to be written so
 * @throws {UnwritableXmpError} when it is no well-formed XMP
 */
export async function writeSidecar(order: WriteOrder): Promise<void> {
  const { path, sidecar, temporary, changed, nowMs } = order;
  const beside = sidecar === null ? {} : { sidecar };
  const before = await readSettled({ path, ...beside }, order);
  const embedded = await readSettled({ path }, order);
  const { taken_at = before.values.taken_at, taken_offset = before.values.taken_offset } = changed;
  const changes = propertiesOfEdit({
    changed,
    taken: { taken_at, taken_offset },
    // Where not everything is known, taking back what is not there does no harm.
    isEmbedded: (field) => {
      const value = embedded.values[field];
      return embedded.isPartial || (Array.isArray(value) ? value.length > 0 : value !== null);
    },
    now: new Date(nowMs).toISOString(),
  });
  const bytes = sidecar === null ? null : Deno.readFileSync(sidecar);
  storeBytes(temporary, editXmp(bytes, changes));
  const after = await readSettled({ path, sidecar: temporary }, order);
  const wrong = judgeWritten(before.values, after.values, changed);
  if (wrong.length > 0) throw new NotAsMeantError(`It would not be as meant: ${wrong.join("; ")}`);
  if (!keepsForeign(bytes, Deno.readFileSync(temporary), changes)) {
    throw new NotAsMeantError("Not everything that other programs wrote there would be kept");
  }
}
