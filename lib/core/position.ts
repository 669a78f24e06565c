import {
  firstOf,
  numberOf,
  numberWithin,
  type RawBlock,
  type RawValue,
  textOf,
} from "./metadata_values.ts";
import type { RawMetadata } from "./raw_metadata.ts";

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

/**
 * EXIF's GPS directory first, then XMP's exif:GPS properties (EXIF 2.32 §4.6.6), then what a film's
 * header says.
 */
export function positionOf(raw: Pick<RawMetadata, "gps" | "xmp" | "facts">): Position {
  const { gps, facts } = raw;
  const xmpExif = raw.xmp.exif ?? {};
  const inHeader = positionFromIso6709(facts.place ?? null);
  const inExif = pair(
    degrees(gps[GPS_TAGS.latitude], gps[GPS_TAGS.latitudeRef], "NS", 90),
    degrees(gps[GPS_TAGS.longitude], gps[GPS_TAGS.longitudeRef], "EW", 180),
  );
  const inXmp = pair(
    xmpDegrees(xmpExif.GPSLatitude, 90),
    xmpDegrees(xmpExif.GPSLongitude, 180),
  );
  const { latitude, longitude } = inExif ?? inXmp ?? inHeader ??
    { latitude: null, longitude: null };
  const altitude = firstOf(
    metres(gps[GPS_TAGS.altitude], gps[GPS_TAGS.altitudeRef]),
    metres(xmpExif.GPSAltitude, xmpExif.GPSAltitudeRef),
    inHeader?.altitude ?? null,
  );
  return { latitude, longitude, altitude, utc: satelliteTime(gps) };
}

function pair(latitude: number | null, longitude: number | null) {
  return latitude === null || longitude === null ? null : { latitude, longitude };
}

/** `+27.1281+100.2508+0000.5/`, or with minutes, or minutes and seconds (ISO 6709 annex H). */
function positionFromIso6709(text: string | null) {
  const match = /^([-+]\d+(?:\.\d+)?)([-+]\d+(?:\.\d+)?)([-+]\d+(?:\.\d+)?)?/.exec(
    text?.trim() ?? "",
  );
  if (match === null) return null;
  const both = pair(
    numberWithin(sexagesimal(match[1]!, 2), -90, 90),
    numberWithin(sexagesimal(match[2]!, 3), -180, 180),
  );
  return both === null ? null : { ...both, altitude: numberOf(match[3] ?? null) };
}

/** `+DD.d`, `+DDMM.m` or `+DDMMSS.s`; `degreeDigits` is 3 for a longitude. */
function sexagesimal(text: string, degreeDigits: number): number {
  const [whole = "", fraction = ""] = text.slice(1).split(".");
  const sign = text.startsWith("-") ? -1 : 1;
  const decimals = fraction === "" ? "" : `.${fraction}`;
  if (whole.length < degreeDigits + 2) return sign * Number(whole + decimals);
  const degrees = Number(whole.slice(0, degreeDigits));
  const rest = whole.slice(degreeDigits);
  if (rest.length < 4) return sign * (degrees + Number(rest + decimals) / 60);
  const seconds = Number(rest.slice(2) + decimals);
  return sign * (degrees + Number(rest.slice(0, 2)) / 60 + seconds / 3600);
}

/** Degrees, minutes and seconds; without its reference the hemisphere is unknown, so the value is. */
function degrees(value: RawValue, ref: RawValue, hemispheres: string, most: number): number | null {
  const parts = numbers(value);
  const hemisphere = textOf(ref)?.trim().charAt(0).toUpperCase() ?? "";
  if (parts.length === 0 || hemisphere === "" || !hemispheres.includes(hemisphere)) return null;
  const [whole = NaN, minutes = 0, seconds = 0] = parts;
  // A quotient of 0/0 is no number, and the sum with it is none.
  const sum = whole + minutes / 60 + seconds / 3600;
  const signed = hemisphere === "S" || hemisphere === "W" ? -sum : sum;
  return numberWithin(signed, -most, most);
}

const XMP_NUMBERS = /[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]\d+)?/gi;

/**
 * `52,30.5N` or `52,30,15N` (XMP specification part 2 §3.3.1, GPSCoordinate); a signed number is what
 * some tools write. Of anything else the first three numbers are degrees, minutes and seconds, as
 * ExifTool has it.
 */
function xmpDegrees(value: RawValue, most: number): number | null {
  const text = textOf(value)?.trim() ?? "";
  const [whole, minutes = 0, seconds = 0] = (text.match(XMP_NUMBERS) ?? []).map(Number);
  if (whole === undefined || /\b(?:inf|undef)\b/.test(text)) return null;
  const sum = whole + (minutes + seconds / 60) / 60;
  return numberWithin(/[^A-Z][SW]$/i.test(text) ? -sum : sum, -most, most);
}

/** Below the ellipsoid (1) or the sea (3; EXIF 3.0, GPSAltitudeRef). */
function metres(value: RawValue, ref: RawValue): number | null {
  const height = numberWithin(value, -1e5, 1e7);
  const isBelow = numberOf(ref) === 1 || numberOf(ref) === 3;
  return height !== null && isBelow ? -height : height;
}

function satelliteTime(gps: RawBlock): string | null {
  const day = /^(\d{4})[:-](\d{2})[:-](\d{2})/.exec(textOf(gps[GPS_TAGS.dateStamp]) ?? "");
  const clock = numbers(gps[GPS_TAGS.timeStamp]);
  if (day === null || clock.length < 3 || !clock.every(Number.isFinite)) return null;
  const time = clock.slice(0, 3).map((part) => String(Math.floor(part)).padStart(2, "0"));
  return `${day.slice(1, 4).join("-")}T${time.join(":")}`;
}

/** Text instead of numbers (`52,00,50`) is what some writers keep. */
function numbers(value: RawValue): number[] {
  if (typeof value === "number") return [value];
  if (typeof value === "string") return (value.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  if (Array.isArray(value)) return value.filter((part) => typeof part === "number");
  return ArrayBuffer.isView(value) ? Array.from(value as Uint32Array) : [];
}
