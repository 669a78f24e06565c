import { isIptcNewer, text, type Truth } from "./agreement_truth.ts";

/** When a photo was taken, by ExifTool's values in the order of the table of fields. */
export interface ExpectedMoment {
  /** `2024-05-01T12:30:00.12`, as precise as the file. */
  readonly local: string;
  readonly offset: string | null;
}

const IPTC_DATES = {
  xmp: "XMP-photoshop:DateCreated",
  iptc: "IPTC:DateCreated",
  mwg: "MWG:DateTimeOriginal",
};

/** The first real date of the truth; file name and mtime are not counted. */
export function expectedMoment(truth: Truth): ExpectedMoment | null {
  const iptc = iptcDate(truth);
  const isNewer = isIptcNewer(joined(truth), IPTC_DATES);
  const candidates = [
    exifDate(truth, "DateTimeOriginal", "SubSecTimeOriginal", "OffsetTimeOriginal"),
    exifDate(truth, "CreateDate", "SubSecTimeDigitized", "OffsetTimeDigitized"),
    isNewer ? iptc : null,
    parse(text(truth, "XMP-photoshop:DateCreated")),
    parse(text(truth, "XMP-exif:DateTimeOriginal")),
    iptc,
    parse(text(truth, "XMP-xmp:CreateDate")),
    parse(text(truth, "Keys:CreationDate")),
    parse(text(truth, "QuickTime:CreateDate")),
    parse(text(truth, "Info:DateTimeOriginal", "RIFF:DateTimeOriginal", "H264:DateTimeOriginal")),
    parse(text(truth, "PNG:CreationTime")),
  ];
  const found = candidates.find((moment) => moment !== null) ?? null;
  if (found === null || found.offset !== null) return found;
  return { ...found, offset: offsetElsewhere(truth, found.local, candidates) };
}

/** ExifTool joins IPTC's date and time in its choice. */
function joined(truth: Truth): Truth {
  const day = text(truth, IPTC_DATES.iptc);
  const time = text(truth, "IPTC:TimeCreated");
  return { ...truth, [IPTC_DATES.iptc]: time === null ? day : `${day} ${time}` };
}

function exifDate(truth: Truth, date: string, subSeconds: string, offset: string) {
  const tag = (name: string) => [`ExifIFD:${name}`, `IFD0:${name}`];
  const found = parse(text(truth, ...tag(date)));
  if (found === null) return null;
  const digits = /^\d+/.exec(text(truth, ...tag(subSeconds)) ?? "")?.[0];
  const fraction = digits === undefined || found.local.length !== 19 ? "" : `.${digits}`;
  const zone = zoneOf(text(truth, ...tag(offset))) ?? zoneOf(text(truth, ...tag("OffsetTime")));
  return { local: found.local + fraction, offset: zone ?? found.offset };
}

function iptcDate(truth: Truth): ExpectedMoment | null {
  const day = text(truth, "IPTC:DateCreated");
  const time = text(truth, "IPTC:TimeCreated");
  return day === null ? null : parse(time === null ? day : `${day} ${time}`) ?? parse(day);
}

/** A zone of another date with the same local time, else local minus GPS time. */
function offsetElsewhere(
  truth: Truth,
  local: string,
  candidates: readonly (ExpectedMoment | null)[],
): string | null {
  const same = candidates.find((other) =>
    other?.offset != null && local.length >= 19 && other.local.slice(0, 19) === local.slice(0, 19)
  );
  if (same?.offset != null) return same.offset;
  const day = text(truth, "GPS:GPSDateStamp");
  const clock = text(truth, "GPS:GPSTimeStamp");
  if (day === null || clock === null || local.length < 19) return null;
  const gps = parse(`${day} ${clock}`);
  if (gps === null) return null;
  const minutes =
    (Date.parse(`${local.slice(0, 19)}Z`) - Date.parse(`${gps.local.slice(0, 19)}Z`)) /
    60_000;
  const rounded = Math.round(minutes / 15) * 15;
  if (!Number.isFinite(rounded) || Math.abs(rounded) > 14 * 60) return null;
  const two = (value: number) => String(value).padStart(2, "0");
  const absolute = Math.abs(rounded);
  return `${rounded < 0 ? "-" : "+"}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
}

function parse(date: string | null): ExpectedMoment | null {
  const match =
    /^(\d{4})(?:[-:/](\d\d?)(?:[-:/](\d\d?)(?:[ T]+(\d\d?):(\d\d?)(?::(\d\d?)(\.\d+)?)?)?)?)? ?(Z|[-+]\d\d?:?\d\d)?$/
      .exec(date?.trim() ?? "");
  if (match === null) return null;
  const parts = match.slice(1, 7).map((part) => part?.padStart(2, "0"));
  const [year, month, day, hour, minute, second] = parts;
  const [fraction, zone] = match.slice(7);
  if (Number(year) === 0 || (month !== undefined && !isReal(year!, month, day ?? "01"))) {
    return null;
  }
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 60) return null;
  const clock = [hour, minute, second].filter((part) => part !== undefined).join(":");
  const local = [year, month, day].filter((part) => part !== undefined).join("-") +
    (clock === "" ? "" : `T${clock}`) + (fraction ?? "");
  return { local, offset: zoneOf(zone ?? null) };
}

function zoneOf(zone: string | null): string | null {
  if (zone === "Z") return "+00:00";
  const match = /^([-+])(\d\d?):?(\d\d)$/.exec(zone ?? "");
  return match === null ? null : `${match[1]}${match[2]!.padStart(2, "0")}:${match[3]}`;
}

function isReal(year: string, month: string, day: string): boolean {
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}
