import type { ColumnValue } from "../core/differing_fields.ts";
import type { PhotoFields, PhotoReading } from "../core/reading.ts";
import { takenUtc } from "../core/taken_utc.ts";

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
export function storable<Value extends string | number | null>(value: Value): Value | string {
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "") : value;
}

/** Everything a reading says of a photo, by column, as the catalogue would give it back. */
export function readingColumns(reading: PhotoReading): Record<string, ColumnValue> {
  const { format, mime, fields, keywords } = reading;
  const values = photoValues(fields);
  const columns = PHOTO_COLUMNS.map(([, column], index) =>
    [column, values[index] ?? null] as const
  );
  return {
    format,
    mime,
    ...Object.fromEntries(columns),
    taken_utc: takenUtc(fields.takenAt, fields.takenOffset),
    keywords: keywordsColumn(keywords.map(storable)),
  };
}

/** All keywords of a photo as one value. */
export function keywordsColumn(keywords: readonly string[]): string | null {
  return keywords.length === 0 ? null : JSON.stringify(keywords);
}
