import {
  firstOf,
  numberOf,
  numberWithin,
  type RawBlock,
  type RawValue,
  textOf,
} from "./metadata_values.ts";

/** Where, and by the satellites' clock when, a photo was taken. */
export interface Position {
  /** Signed degrees; latitude and longitude are there together or not at all. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Metres above sea level. */
  readonly altitude: number | null;
  /** `2024-05-01T10:30:00`, UTC. */
  readonly utc: string | null;
}

/** Tags of the GPS directory that are asked for. */
export const GPS_TAGS = {
  latitudeRef: 0x0001,
  latitude: 0x0002,
  longitudeRef: 0x0003,
  longitude: 0x0004,
  altitudeRef: 0x0005,
  altitude: 0x0006,
  timeStamp: 0x0007,
  dateStamp: 0x001d,
} as const;

/** EXIF's GPS directory first, then XMP's exif:GPS properties (EXIF 2.31 §4.6.6). */
export function positionOf(gps: RawBlock, xmpExif: RawBlock = {}): Position {
  const inExif = pair(
    degrees(gps[GPS_TAGS.latitude], gps[GPS_TAGS.latitudeRef], "NS", 90),
    degrees(gps[GPS_TAGS.longitude], gps[GPS_TAGS.longitudeRef], "EW", 180),
  );
  const inXmp = pair(
    xmpDegrees(xmpExif.GPSLatitude, "NS", 90),
    xmpDegrees(xmpExif.GPSLongitude, "EW", 180),
  );
  const { latitude, longitude } = inExif ?? inXmp ?? { latitude: null, longitude: null };
  const altitude = firstOf(
    metres(gps[GPS_TAGS.altitude], gps[GPS_TAGS.altitudeRef]),
    metres(xmpExif.GPSAltitude, xmpExif.GPSAltitudeRef),
  );
  return { latitude, longitude, altitude, utc: satelliteTime(gps) };
}

function pair(latitude: number | null, longitude: number | null) {
  return latitude === null || longitude === null ? null : { latitude, longitude };
}

/** Degrees, minutes and seconds; without its reference the hemisphere is unknown, so the value is. */
function degrees(value: RawValue, ref: RawValue, hemispheres: string, most: number): number | null {
  const parts = numbers(value);
  const hemisphere = textOf(ref)?.trim().charAt(0).toUpperCase() ?? "";
  if (parts.length === 0 || hemisphere === "" || !hemispheres.includes(hemisphere)) return null;
  const [whole = NaN, minutes = 0, seconds = 0] = parts;
  // Minutes and seconds of 0/0 are how some writers leave them out.
  const sum = whole + (numberOf(minutes) ?? 0) / 60 + (numberOf(seconds) ?? 0) / 3600;
  const signed = hemisphere === "S" || hemisphere === "W" ? -sum : sum;
  return numberWithin(signed, -most, most);
}

/** `52,30.5N` or `52,30,15N`; a plain signed number is what some tools write. */
function xmpDegrees(value: RawValue, hemispheres: string, most: number): number | null {
  const text = textOf(value)?.trim();
  if (text === undefined) return null;
  const match = /^([\d.]+)(?:,([\d.]+))?(?:,([\d.]+))?\s*([NSEW])$/i.exec(text);
  if (match === null) return numberWithin(text, -most, most);
  return degrees(match.slice(1, 4).map((part) => Number(part ?? 0)), match[4], hemispheres, most);
}

function metres(value: RawValue, ref: RawValue): number | null {
  const height = numberWithin(value, -1e5, 1e7);
  return height !== null && numberOf(ref) === 1 ? -height : height;
}

function satelliteTime(gps: RawBlock): string | null {
  const day = /^(\d{4})[:-](\d{2})[:-](\d{2})/.exec(textOf(gps[GPS_TAGS.dateStamp]) ?? "");
  const clock = numbers(gps[GPS_TAGS.timeStamp]);
  if (day === null || clock.length < 3 || !clock.every(Number.isFinite)) return null;
  const time = clock.slice(0, 3).map((part) => String(Math.floor(part)).padStart(2, "0"));
  return `${day.slice(1, 4).join("-")}T${time.join(":")}`;
}

function numbers(value: RawValue): number[] {
  if (typeof value === "number") return [value];
  if (Array.isArray(value)) return value.filter((part) => typeof part === "number");
  return ArrayBuffer.isView(value) ? Array.from(value as Uint32Array) : [];
}
