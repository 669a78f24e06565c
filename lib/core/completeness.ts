import { boxesLookIncomplete } from "./complete_boxes.ts";
import { tiffLooksIncomplete } from "./complete_tiff.ts";
import type { ByteSource } from "./byte_source.ts";

/** The end of a file that is read anyway, for its sample hash. */
const TAIL_BYTES = 64 * 1024;
/** Zeros at the end that are more than padding. */
const ZEROS_MIN = 1_024;

type Check = (source: ByteSource) => string | null;

/** Why a file looks as if only a part of it had been written. */
export interface Incompleteness {
  /** One sentence for a person. */
  readonly reason: string;
  /** False where a file that is complete can look the same: a reason to wait, and none to complain. */
  readonly isDamage: boolean;
}

/**
 * Whether a file of this format looks as if only a part of it had been written; `null` when nothing
 * speaks for that. Only the structure is looked at, with the fewest bytes: the end of the file and the
 * headers that tell how long it should be. A `format` of `null` is one that is not known (yet).
 */
export function looksIncomplete(
  format: string | null,
  source: ByteSource,
): Incompleteness | null {
  const reason = CHECKS[format ?? ""]?.(source) ?? null;
  if (reason !== null) return { reason, isDamage: true };
  // These have an end of their own, and what comes behind it is padding.
  if (format !== null && WITH_TRAILER.has(format)) return null;
  const tail = source.read(Math.max(0, source.size - ZEROS_MIN), ZEROS_MIN);
  return tail.length === ZEROS_MIN && tail.every((byte) => byte === 0)
    ? { reason: ZEROS, isDamage: false }
    : null;
}

const WITH_TRAILER: ReadonlySet<string> = new Set(["jpeg", "png", "gif"]);
const ZEROS = "The file ends in zeros, as if room was set aside and is not filled yet";

const CHECKS: Readonly<Record<string, Check>> = {
  jpeg,
  png,
  gif,
  webp: riff,
  avi: riff,
  psd: photoshop(4),
  psb: photoshop(8),
  raf,
  mkv: matroska,
  webm: matroska,
  ...each(["heic", "heics", "heif", "heifs", "avif"], boxesLookIncomplete(["meta", "moov"])),
  ...each(["mov", "mp4", "m4v", "3gp", "3g2", "cr3"], boxesLookIncomplete(["moov", "moof"])),
  ...each(["jp2", "jpx", "jpm"], boxesLookIncomplete(["jp2c"])),
  // A bare codestream has no boxes.
  jxl: (source) =>
    source.read(0, 1)[0] === 0 ? boxesLookIncomplete(["jxlc", "jxlp"])(source) : null,
  ...each(
    ["tiff", "nef", "arw", "dng", "pef", "srw", "iiq", "cr2", "orf", "rw2"],
    tiffLooksIncomplete,
  ),
};

function each(formats: readonly string[], check: Check): Record<string, Check> {
  return Object.fromEntries(formats.map((format) => [format, check]));
}

function tailOf(source: ByteSource): Uint8Array {
  return source.read(Math.max(0, source.size - TAIL_BYTES), TAIL_BYTES);
}

/**
 * ITU-T T.81 B.1.1.3: a JPEG ends with the marker EOI. Cameras put previews, notes and padding behind
 * it, so any EOI near the end will do; that of a thumbnail in the head is not near enough.
 */
function jpeg(source: ByteSource): string | null {
  const tail = tailOf(source);
  const segments = [...headerSegments(source)];
  const picture = Math.min(segments.at(-1)?.end ?? 2, source.size);
  const from = Math.max(0, picture - (source.size - tail.length));
  for (let at = tail.lastIndexOf(0xd9); at > from; at = tail.lastIndexOf(0xd9, at - 1)) {
    if (tail[at - 1] === 0xff) return null;
  }
  return hasAppendix(source, tail, segments) ? null : "The JPEG has no end: its picture is cut off";
}

interface HeaderSegment {
  readonly marker: number;
  /** Where its length stands, behind the marker. */
  readonly at: number;
  readonly end: number;
}

/** The segments before the picture, as far as they begin in the head. */
function* headerSegments(source: ByteSource): Generator<HeaderSegment> {
  const head = source.read(0, 2 * TAIL_BYTES);
  let at = 2;
  while (at + 4 <= head.length && head[at] === 0xff && head[at + 1] !== 0xda) {
    const marker = head[at + 1]!;
    const end = at + (marker === 0xff ? 1 : 2 + (head[at + 2]! << 8 | head[at + 3]!));
    yield { marker, at: at + 2, end };
    at = end;
  }
}

/**
 * Whether a video or a maker's block lies behind the picture, with the end of the JPEG far from the
 * end of the file: Google's motion photos tell the length of the video in their XMP, Samsung's end
 * with a directory of its own.
 */
function hasAppendix(
  source: ByteSource,
  tail: Uint8Array,
  segments: readonly HeaderSegment[],
): boolean {
  if (ascii(tail.subarray(-4)) === "SEFT") return true;
  for (const { marker, at, end } of segments) {
    // EXIF has thumbnails and makers' notes, which are long and no XMP.
    if (marker !== 0xe1 || ascii(source.read(at + 2, 4)) === "Exif") continue;
    const lengths = ascii(source.read(at, end - at)).matchAll(
      /(?:MicroVideoOffset|MotionPhotoOffset|Item:Length)(?:="|>)(\d{1,12})/g,
    );
    for (const [, length] of lengths) {
      if (ascii(source.read(source.size - Number(length) + 4, 4)) === "ftyp") return true;
    }
  }
  return false;
}

/** PNG (third edition) §11.2.5: IEND, with four bytes of checksum, is the last chunk. */
function png(source: ByteSource): string | null {
  const tail = tailOf(source);
  // From the end, where it is as a rule: decoding all of the tail costs more than the rest together.
  for (let at = tail.length - 8; at >= 0; at--) {
    if (tail[at] === 0x49 && ascii(tail.subarray(at, at + 4)) === "IEND") return null;
  }
  return "The PNG has no end: its picture is cut off";
}

/** GIF89a §27: after the 0 that ends a block the trailer 0x3B ends the data; some writers pad behind it. */
function gif(source: ByteSource): string | null {
  const tail = tailOf(source);
  let end = tail.length;
  while (end > 0 && tail[end - 1] === 0) end--;
  return tail[end - 1] === 0x3b && tail[end - 2] === 0
    ? null
    : "The GIF has no end: its picture is cut off";
}

/** RIFF tells the length of what follows its first eight bytes. */
function riff(source: ByteSource): string | null {
  const length = numbers(source, 4, 4).getUint32(0, true);
  return beyond(source, 8 + length);
}

/** Photoshop file format: header, then three sections that begin with their lengths, then the picture. */
function photoshop(layerLengthBytes: 4 | 8): Check {
  return (source) => {
    let at = 26;
    for (const bytes of [4, 4, layerLengthBytes] as const) {
      if (at + bytes >= source.size) return beyond(source, at + bytes + 1);
      const view = numbers(source, at, bytes);
      at += bytes + (bytes === 8 ? Number(view.getBigUint64(0)) : view.getUint32(0));
    }
    return beyond(source, at + 3);
  };
}

/** Fujifilm RAF: offsets and lengths of preview, header and sensor data from byte 84, big-endian. */
function raf(source: ByteSource): string | null {
  const view = numbers(source, 84, 24);
  const ends = [0, 8, 16].map((at) => view.getUint32(at) + view.getUint32(at + 4));
  return beyond(source, Math.max(...ends));
}

/** RFC 8794: the EBML header, then one Segment whose size is told, or all ones while recording. */
function matroska(source: ByteSource): string | null {
  const header = ebmlSize(source, 4);
  if (header === null) return null;
  const segmentAt = header.at + header.size;
  if (segmentAt + 12 > source.size) return beyond(source, segmentAt + 12);
  if (numbers(source, segmentAt, 4).getUint32(0) !== 0x18538067) return null;
  const segment = ebmlSize(source, segmentAt + 4);
  return segment === null ? null : beyond(source, segment.at + segment.size);
}

/** RFC 8794 §4: leading zero bits tell how many bytes a size has; all bits set is "unknown". */
function ebmlSize(source: ByteSource, at: number): { at: number; size: number } | null {
  const bytes = source.read(at, 8);
  const length = Math.clz32(bytes[0] ?? 0) - 23;
  if (length > 8 || bytes.length < length) return null;
  let size = (bytes[0] ?? 0) & (0xff >> length);
  let isUnknown = size === 0xff >> length;
  for (const byte of bytes.subarray(1, length)) {
    size = size * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return isUnknown ? null : { at: at + length, size };
}

/** `length` bytes as numbers; zeros stand for what the file does not have. */
function numbers(source: ByteSource, at: number, length: number): DataView {
  const bytes = new Uint8Array(length);
  bytes.set(source.read(at, length));
  return new DataView(bytes.buffer);
}

function beyond(source: ByteSource, end: number): string | null {
  return end <= source.size
    ? null
    : `The file is cut off: it should have ${end} bytes at least, and has ${source.size}`;
}

const decoder = new TextDecoder();

/** What is ASCII of the bytes, and anything in the place of the others; the quickest of all decoders. */
function ascii(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
