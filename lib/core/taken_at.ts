import type { TakenSource } from "./reading.ts";

/** A moment as the file has it: local time, and the offset where it says one. */
export interface TakenAt {
  /** `2024-05-01T12:30:00.123`, as short as the file has it: `2024`, `2024-05`, `2024-05-01` … */
  readonly local: string;
  /** `+02:00`; `null` where the file does not say. */
  readonly offset: string | null;
}

/** A moment with the standard that told it. */
export interface TakenFrom extends TakenAt {
  readonly source: TakenSource;
}

const EXIF_DATE =
  /^\s*(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})(?:[ T]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(\.\d+)?)?(Z|[-+]\d{2}:?\d{2})?)?/;
const XMP_DATE =
  /^\s*(\d{4})(?:[-:](\d{2})(?:[-:](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?)?)?\s*(Z|[-+]\d{2}:?\d{2})?\s*$/;

/**
 * Date text of EXIF (`2024:05:01 12:30:00`), with its sub-second digits and offset, which EXIF keeps
 * in tags of their own (EXIF 2.31 §4.6.5). Blank, zero and impossible dates give `null`.
 */
export function takenFromExif(
  date: string | null,
  subSeconds: string | null,
  offset: string | null,
): TakenAt | null {
  const match = date === null ? null : EXIF_DATE.exec(date);
  if (match === null) return null;
  const digits = /^\d+/.exec(subSeconds?.trim() ?? "")?.[0];
  // Some writers append the fraction and the zone to the date itself, against the standard.
  const fraction = match[7] ?? (digits === undefined ? "" : `.${digits}`);
  const local = joinLocal(match.slice(1, 7), fraction);
  if (local === null) return null;
  return { local, offset: offsetOf(offset) ?? offsetOf(match[8] ?? null) };
}

/** ISO 8601 text of XMP, of any precision (XMP specification part 1, §8.2.1.1). */
export function takenFromXmp(text: string | null): TakenAt | null {
  const match = text === null ? null : XMP_DATE.exec(text);
  if (match === null) return null;
  const local = joinLocal(match.slice(1, 7), match[7] ?? "");
  return local === null ? null : { local, offset: offsetOf(match[8] ?? null) };
}

/** `CCYYMMDD` and `HHMMSS±HHMM` of IPTC (IIM 4.2, data sets 2:55 and 2:60). */
export function takenFromIptc(date: string | null, time: string | null): TakenAt | null {
  const day = /^(\d{4})[:-]?(\d{2})[:-]?(\d{2})/.exec(date ?? "");
  if (day === null) return null;
  const clock = /^(\d{2}):?(\d{2}):?(\d{2})([-+]\d{2}:?\d{2})?/.exec(time ?? "");
  const local = joinLocal([...day.slice(1, 4), ...(clock?.slice(1, 4) ?? [])], "");
  return local === null ? null : { local, offset: offsetOf(clock?.[4] ?? null) };
}

/** Seconds since 1970, of a film's header, whose zone nobody can know. */
export function takenFromSeconds(seconds: number | null): TakenAt | null {
  if (seconds === null || !Number.isFinite(seconds)) return null;
  const moment = new Date(seconds * 1000);
  if (Number.isNaN(moment.getTime())) return null;
  return takenFromXmp(moment.toISOString().slice(0, 19));
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const RFC_1123_DATE =
  /^\s*(?:[A-Z][a-z]{2},? +)?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))? *([-+]\d{4}|GMT|UTC)?/;

/** Date text of PNG: as RFC 1123 has it (PNG 3rd edition §11.3.3.1), as XMP or as EXIF. */
export function takenFromPng(text: string | null): TakenAt | null {
  const match = RFC_1123_DATE.exec(text ?? "");
  if (match === null) return takenFromXmp(text) ?? takenFromExif(text, null, null);
  const [, day, name, year, hour, minute, second, zone] = match;
  const month = MONTHS.indexOf(name!) + 1;
  const local = joinLocal([year, String(month), day, hour, minute, second ?? "00"], "");
  const offset = zone === "GMT" || zone === "UTC" ? "Z" : zone ?? null;
  return local === null ? null : { local, offset: offsetOf(offset) };
}

/** An offset as `+02:00`, `Z` as `+00:00`; `null` where the text is none. */
export function offsetOf(text: string | null): string | null {
  const trimmed = text?.trim() ?? "";
  if (trimmed === "Z") return "+00:00";
  const match = /^([-+])(\d{1,2}):?(\d{2})$/.exec(trimmed);
  if (match === null || Number(match[2]) > 14 || Number(match[3]) > 59) return null;
  return `${match[1]}${match[2]!.padStart(2, "0")}:${match[3]}`;
}

/** Local time minus GPS time (UTC), rounded to 15 minutes; `null` where that is no time zone. */
export function offsetFromGps(local: string, gpsUtc: string | null): string | null {
  if (gpsUtc === null || local.length < 19) return null;
  const difference = Date.parse(`${local.slice(0, 19)}Z`) - Date.parse(`${gpsUtc}Z`);
  const quarters = Math.round(difference / 900_000);
  if (!Number.isFinite(quarters) || Math.abs(quarters) > 14 * 4) return null;
  const minutes = Math.abs(quarters) * 15;
  const two = (number: number) => String(number).padStart(2, "0");
  return `${quarters < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Year, month, day, hour, minute, second, as far as they are there; `null` for no real date. */
function joinLocal(parts: readonly (string | undefined)[], fraction: string): string | null {
  const [year, month, day, hour, minute, second] = parts.map((part) => part?.padStart(2, "0"));
  if (year === undefined || Number(year) === 0) return null;
  if (month === undefined) return year;
  if (day === undefined) return isDate(year, month, "01") ? `${year}-${month}` : null;
  if (!isDate(year, month, day)) return null;
  if (hour === undefined || minute === undefined) return `${year}-${month}-${day}`;
  // 60 is a leap second.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return null;
  const clock = second === undefined
    ? `${hour}:${minute}`
    : `${hour}:${minute}:${second}${fraction}`;
  return `${year}-${month}-${day}T${clock}`;
}

const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(year: string, month: string, day: string): boolean {
  const [years, days] = [Number(year), Number(day)];
  const isLeap = years % 4 === 0 && (years % 100 !== 0 || years % 400 === 0);
  const most = Number(month) === 2 && !isLeap ? 28 : MONTH_DAYS[Number(month) - 1] ?? 0;
  return days >= 1 && days <= most;
}
