import type { PhotoFields } from "./reading.ts";
import { type TakenAt, takenFromSeconds, takenFromXmp } from "./taken_at.ts";

const DAY = String.raw`((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])`;
const CLOCK = String.raw`([01]\d|2[0-3])([-_.]?)([0-5]\d)\6([0-5]\d)`;
/** `IMG_20240501_123000`, `2024-05-01 12.30.00`, `Screenshot 2024-05-01 at 12.30.00` … */
const MOMENT = new RegExp(`(?<!\\d)${DAY}(?:[-_T ]{1,3}|,? at )${CLOCK}(?:\\d{3})?(?!\\d)`);
/** A day with its marks, or between the letters WhatsApp puts around it. */
const DATE = /(?<!\d)((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\d-])/;
const WHATSAPP = /(?:IMG|VID)-((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])-WA\d{4}/;
/** Google's cameras name their files by UTC, all others by local time. */
const UTC_NAME = /^PXL_/;

/**
 * Completes a photo that does not say when it was taken: by the date in its name, where it is one
 * beyond doubt, else by its time of change. `takenSource` says that it is a guess.
 */
export function withTakenGuess(fields: PhotoFields, name: string, mtimeMs: number): PhotoFields {
  if (fields.takenAt !== null) return fields;
  const named = takenFromName(name);
  if (named !== null) return filled(fields, named, "filename");
  const changed = takenFromSeconds(Math.floor(mtimeMs / 1000));
  return changed === null ? fields : filled(fields, { ...changed, offset: "+00:00" }, "mtime");
}

function filled(
  fields: PhotoFields,
  { local, offset }: TakenAt,
  takenSource: "filename" | "mtime",
): PhotoFields {
  return { ...fields, takenAt: local, takenOffset: offset, takenSource };
}

function takenFromName(name: string): TakenAt | null {
  const moment = MOMENT.exec(name);
  if (moment !== null) {
    const [, year, , month, day, hour, , minute, second] = moment;
    const zone = UTC_NAME.test(name) ? "Z" : "";
    return takenFromXmp(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  }
  const date = WHATSAPP.exec(name) ?? DATE.exec(name);
  return date === null ? null : takenFromXmp(date.slice(1, 4).join("-"));
}
