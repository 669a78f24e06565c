import type { PhotoFields } from "../core/reading.ts";

/** Column of table `photo` for every field of a reading, in one fixed order for binding by position. */
export const PHOTO_COLUMNS: readonly (readonly [keyof PhotoFields, string])[] = [
  ["width", "width"],
  ["height", "height"],
  ["orientation", "orientation"],
  ["duration", "duration"],
  ["takenAt", "taken_at"],
  ["takenOffset", "taken_offset"],
  ["takenSource", "taken_source"],
  ["title", "title"],
  ["description", "description"],
  ["rating", "rating"],
  ["label", "label"],
  ["latitude", "latitude"],
  ["longitude", "longitude"],
  ["altitude", "altitude"],
  ["city", "city"],
  ["state", "state"],
  ["country", "country"],
  ["countryCode", "country_code"],
  ["creator", "creator"],
  ["rights", "rights"],
  ["make", "make"],
  ["model", "model"],
  ["lens", "lens"],
  ["serial", "serial"],
  ["iso", "iso"],
  ["fNumber", "f_number"],
  ["exposureTime", "exposure_time"],
  ["focalLength", "focal_length"],
  ["focalLength35mm", "focal_length_35mm"],
  ["flash", "flash"],
  ["software", "software"],
];

/** The values of `fields` in the order of `PHOTO_COLUMNS`. */
export function photoValues(fields: PhotoFields): (string | number | null)[] {
  return PHOTO_COLUMNS.map(([field]) => storable(fields[field]));
}

/** SQLite would cut a text at its first NUL without a word. */
function storable(value: string | number | null): string | number | null {
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "") : value;
}
