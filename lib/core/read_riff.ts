import { type ByteSource, bytesSource, latin1, viewOf } from "./byte_source.ts";
import { pictureAt } from "./picture_at.ts";
import { BLOCK_BYTES_MAX, type Extent, NO_PARTS, type PhotoParts } from "./photo_parts.ts";

/** ImageMagick ends the name with a NUL. */
const XMP_CHUNKS: ReadonlySet<string> = new Set(["XMP ", "XMP\0"]);
/** A lossy or lossless picture, its transparency, and the frames of an animation. */
const PICTURE_CHUNKS: ReadonlySet<string> = new Set(["VP8 ", "VP8L", "ALPH", "ANMF"]);

/** One chunk of a RIFF file. */
interface Chunk {
  readonly name: string;
  readonly start: number;
  readonly size: number;
}

/** Chunks of one level; an animation has one a frame. */
const CHUNKS_MAX = 20_000;
const HEADER_BYTES = 8;

/** The chunks of `[start, end)`: name, length, content, padded to an even length. */
function* chunks(source: ByteSource, start: number, end: number): Generator<Chunk> {
  let at = start;
  for (let count = 0; count < CHUNKS_MAX && at + HEADER_BYTES <= end; count++) {
    const head = source.read(at, HEADER_BYTES);
    if (head.length < HEADER_BYTES) return;
    const size = viewOf(head).getUint32(4, true);
    yield { name: latin1(head, 0, 4), start: at + HEADER_BYTES, size };
    at += HEADER_BYTES + size + (size & 1);
  }
}

/**
 * WebP (RFC 9649 §2.3 to §2.7): size from `VP8X`, or from the bitstream where there
 * is none; `EXIF` and `XMP ` stand behind the picture.
 */
export function readWebp(source: ByteSource): PhotoParts {
  let size: Size | null = null;
  const exif: Uint8Array[] = [];
  const xmp: Uint8Array[] = [];
  const damage: string[] = [];
  const picture: Extent[] = [];
  for (const { name, start, size: length } of chunks(source, 12, source.size)) {
    if (PICTURE_CHUNKS.has(name)) picture.push({ offset: start, length });
    if (name === "VP8X") size = extendedSize(source.read(start, 10));
    else if (name === "VP8 ") size ??= lossySize(source.read(start, 10));
    else if (name === "VP8L") size ??= losslessSize(source.read(start, 5));
    else if (name === "EXIF" || XMP_CHUNKS.has(name)) {
      const bytes = source.read(start, Math.min(length, BLOCK_BYTES_MAX));
      if (bytes.length < length) {
        damage.push(`The file ends inside its ${name.slice(0, 4).replace(/[\0 ]/, "")} chunk`);
      } else (name === "EXIF" ? exif : xmp).push(bytes);
    }
  }
  if (size === null) damage.push("The file ends before its picture begins");
  return {
    ...NO_PARTS,
    width: size?.width ?? null,
    height: size?.height ?? null,
    exif: exif.map((bytes) => ({ root: "ifd0", source: bytesSource(withoutHeader(bytes)) })),
    xmp,
    picture: pictureAt(picture),
    damage,
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function u24(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
}

function extendedSize(bytes: Uint8Array): Size | null {
  if (bytes.length < 10) return null;
  return { width: u24(bytes, 4) + 1, height: u24(bytes, 7) + 1 };
}

/** RFC 6386 §9.1: a start code, then 14 bits each and two of scaling. */
function lossySize(bytes: Uint8Array): Size | null {
  if (bytes.length < 10 || u24(bytes, 3) !== 0x2a019d) return null;
  const view = viewOf(bytes);
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
}

/** WebP Lossless Bitstream Specification §3: a signature byte, then 14 bits each. */
function losslessSize(bytes: Uint8Array): Size | null {
  if (bytes.length < 5 || bytes[0] !== 0x2f) return null;
  const bits = viewOf(bytes).getUint32(1, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Some writers put the header of a JPEG segment in front of the TIFF structure. */
function withoutHeader(bytes: Uint8Array): Uint8Array {
  return latin1(bytes, 0, 6) === "Exif\0\0" ? bytes.subarray(6) : bytes;
}

const AVI_HEADER_BYTES = 56;
const MICROSECONDS = 1e6;

/**
 * AVI (Microsoft, "AVI RIFF File Reference"): the main header tells size, frames and their rate; XMP
 * is a chunk of its own (XMP specification part 3 §1.3.1). Only headers are looked at, neither the
 * index nor the frames.
 */
export function readAvi(source: ByteSource): PhotoParts {
  let parts: PhotoParts | null = null;
  let [createdText, length]: [string | null, number | null] = [null, null];
  const xmp: Uint8Array[] = [];
  for (const { name, start, size } of chunks(source, 12, source.size)) {
    if (name === "_PMX") xmp.push(source.read(start, Math.min(size, BLOCK_BYTES_MAX)));
    if (name !== "LIST" || latin1(source.read(start, 4)) !== "hdrl") continue;
    for (const inner of chunks(source, start + 4, start + size)) {
      if (inner.name === "avih") parts ??= aviParts(source.read(inner.start, AVI_HEADER_BYTES));
      else if (inner.name === "IDIT") createdText = aviDate(source, inner);
      else if (inner.name === "LIST") length ??= streamLength(source, inner);
    }
  }
  parts ??= { ...NO_PARTS, damage: ["The file has no header (avih)"] };
  return { ...parts, xmp, facts: aviFacts(parts.facts.duration ?? null, length, createdText) };
}

/**
 * Some cameras count the frames of all streams in the main header: where it tells twice or three times
 * the length of the stream, the stream is right.
 */
function aviFacts(total: number | null, stream: number | null, createdText: string | null) {
  const ratio = (total ?? 0) / (stream ?? Infinity);
  const duration = ratio > 1.9 && ratio < 3.1 ? stream : total;
  return {
    ...duration === null ? {} : { duration },
    ...createdText === null ? {} : { createdText },
  };
}

/** Seconds of a stream of pictures, by its header (`strh`). */
function streamLength(source: ByteSource, list: Chunk): number | null {
  for (const { name, start } of chunks(source, list.start + 4, list.start + list.size)) {
    if (name !== "strh") continue;
    const bytes = source.read(start, 36);
    if (bytes.length < 36 || latin1(bytes, 0, 4) !== "vids") return null;
    const number = (at: number) => viewOf(bytes).getUint32(at, true);
    const [scale, rate, frames] = [number(20), number(24), number(32)];
    return scale > 0 && rate > 0 && frames > 0 ? frames * scale / rate : null;
  }
  return null;
}

const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

/** `Mon Mar 10 15:04:43 2003`, or a date as cameras write it (`2001/ 1/27  1:42PM`); local time. */
function aviDate(source: ByteSource, { start, size }: Chunk): string | null {
  const text = latin1(source.read(start, Math.min(size, 64)));
  const two = (part: string | number) => String(part).padStart(2, "0");
  const [, name, date, time, inYear] =
    /^\w+ +([a-z]{3}) +(\d{1,2}) +(\d{2}:\d{2}:\d{2}) +(\d{4})/i.exec(text) ?? [];
  if (name !== undefined) {
    const month = MONTHS.indexOf(name.toLowerCase()) / 3 + 1;
    return `${inYear}-${two(month)}-${two(date!)}T${time}`;
  }
  const [, year, month, day, hour, minute, second, noon] =
    /^(\d{4})[-/:] *(\d{1,2})[-/:] *(\d{1,2})\/? +(\d{1,2}): *(\d{2})(:\d{2})? *(P?)/i.exec(text) ??
      [];
  if (year === undefined) return null;
  const hours = Number(hour) + (noon === "" ? 0 : 12);
  return `${year}-${two(month!)}-${two(day!)}T${two(hours)}:${minute}${second ?? ":00"}`;
}

function aviParts(bytes: Uint8Array): PhotoParts {
  if (bytes.length < 40) return { ...NO_PARTS, damage: ["The file ends inside its header"] };
  const number = (at: number) => viewOf(bytes).getUint32(at, true);
  const duration = number(0) * number(16) / MICROSECONDS;
  return {
    ...NO_PARTS,
    width: number(32) || null,
    height: number(36) || null,
    facts: duration > 0 ? { duration } : {},
  };
}
