import type { ColumnValue } from "../core/differing_fields.ts";
import type { PhotoFields, PhotoReading, SidecarField } from "../core/reading.ts";
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
  const { format, mime, mediaHash, fields, keywords, keywordPaths, faces } = reading;
  const values = photoValues(fields);
  const columns = PHOTO_COLUMNS.map(([, column], index) =>
    [column, values[index] ?? null] as const
  );
  return {
    format,
    mime,
    media_hash: mediaHash,
    ...Object.fromEntries(columns),
    taken_utc: takenUtc(fields.takenAt, fields.takenOffset),
    keywords: listColumn(keywords.map(storable)),
    // The table keeps each path once, in an order of its own.
    keyword_paths: listColumn([...new Set(keywordPaths.map(storable))].sort()),
    faces: listColumn(
      faces.map(({ name, x, y, w, h }) => ({ name: storable(name), x, y, w, h })),
    ),
  };
}

/** Columns of fields, by the names `readingColumns` gives them. */
export function columnsOf(fields: readonly SidecarField[]): string[] {
  const names = new Map<SidecarField, string>([
    ...PHOTO_COLUMNS,
    ["keywords", "keywords"],
    ["keywordPaths", "keyword_paths"],
    ["faces", "faces"],
  ]);
  const columns = fields.map((field) => names.get(field) ?? field);
  return columns.includes("taken_at") ? [...columns, "taken_utc"] : columns;
}

/** All keywords, paths or faces of a photo as one value. */
export function listColumn(items: readonly unknown[]): string | null {
  return items.length === 0 ? null : JSON.stringify(items);
}
