import { type ByteSource, latin1, viewOf } from "./byte_source.ts";
import { boxBytes, findBoxes, type MediaBox, mediaBoxes } from "./media_boxes.ts";
import { BLOCK_BYTES_MAX } from "./photo_parts.ts";

/** What a film's user data and its list of keys say, as text. */
export interface MovieMetadata {
  readonly createdText?: string | null;
  readonly place?: string | null;
  readonly make?: string | null;
  readonly model?: string | null;
  readonly lens?: string | null;
  readonly xmp?: Uint8Array;
}

/** Bytes of one text. */
const TEXT_BYTES_MAX = 4 * 1024;
const KEYS_BYTES_MAX = 64 * 1024;
const KEYS_MAX = 1_000;
const KEYS: Readonly<Record<string, keyof MovieMetadata>> = {
  "com.apple.quicktime.creationdate": "createdText",
  "com.apple.quicktime.location.ISO6709": "place",
  "com.apple.quicktime.make": "make",
  "com.apple.quicktime.model": "model",
  "com.apple.quicktime.camera.lens_model": "lens",
  "com.android.manufacturer": "make",
  "com.android.model": "model",
};
const USER_DATA: Readonly<Record<string, keyof MovieMetadata>> = {
  "\xa9xyz": "place",
  "\xa9mak": "make",
  "\xa9mod": "model",
};
const utf8 = new TextDecoder();

/**
 * A `meta` box with `keys` and `ilst` (QuickTime File Format, "Metadata"): each value's type is the
 * index of its key.
 */
export function readKeys(source: ByteSource, meta: MediaBox): MovieMetadata {
  const head = latin1(boxBytes(source, meta, 8), 4);
  // In QuickTime it has no version before its boxes, in MPEG-4 it has.
  const start = head === "hdlr" || head === "keys" ? meta.start : meta.start + 4;
  const { keys, ilst } = findBoxes(source, { start, end: meta.end }, ["keys", "ilst"]);
  if (keys === undefined || ilst === undefined) return {};
  const names = keyNames(boxBytes(source, keys, KEYS_BYTES_MAX));
  const found: Record<string, string> = {};
  for (const item of mediaBoxes(source, ilst.start, ilst.end)) {
    const index = viewOf(Uint8Array.from(item.type, (letter) => letter.charCodeAt(0))).getUint32(0);
    const field = KEYS[names[index - 1] ?? ""];
    if (field === undefined || found[field] !== undefined) continue;
    const { data } = findBoxes(source, item, ["data"]);
    if (data === undefined) continue;
    const text = clean(utf8.decode(boxBytes(source, data, TEXT_BYTES_MAX).subarray(8)));
    if (text !== "") found[field] = text;
  }
  return found;
}

function keyNames(bytes: Uint8Array): string[] {
  const names: string[] = [];
  const view = viewOf(bytes);
  for (let at = 8; at + 8 <= bytes.length && names.length < KEYS_MAX;) {
    const size = view.getUint32(at);
    if (size < 8) break;
    names.push(latin1(bytes, at + 8, at + size));
    at += size;
  }
  return names;
}

/** `udta`: QuickTime's international text, 3GPP's `loci`, Adobe's `XMP_`, and a `meta` of keys. */
export function readUserData(source: ByteSource, udta: MediaBox): MovieMetadata {
  const found: Record<string, string> = {};
  let [xmp, keys]: [Uint8Array | null, MovieMetadata] = [null, {}];
  for (const box of mediaBoxes(source, udta.start, udta.end)) {
    const field = USER_DATA[box.type];
    if (field !== undefined) {
      const text = internationalText(boxBytes(source, box, TEXT_BYTES_MAX));
      if (text !== "") found[field] ??= text;
    } else if (box.type === "loci") {
      const place = locationText(boxBytes(source, box, TEXT_BYTES_MAX));
      if (place !== null) found["place"] ??= place;
    } else if (box.type === "XMP_") xmp ??= boxBytes(source, box, BLOCK_BYTES_MAX);
    else if (box.type === "meta") keys = readKeys(source, box);
  }
  return { ...keys, ...found, ...xmp === null ? {} : { xmp } };
}

/** Length and language of two bytes each, then the text; some writers leave both out. */
function internationalText(bytes: Uint8Array): string {
  if (bytes.length < 4) return "";
  const length = viewOf(bytes).getUint16(0);
  const isPlain = length + 4 > bytes.length;
  return clean(utf8.decode(isPlain ? bytes : bytes.subarray(4, 4 + length)));
}

/** 3GPP TS 26.244 §8.10: name, role, longitude, latitude and altitude as numbers of 16.16 bits. */
function locationText(bytes: Uint8Array): string | null {
  let at = 6;
  const isUtf16 = bytes[at] === 0xfe && bytes[at + 1] === 0xff;
  if (isUtf16) {
    while (at + 1 < bytes.length && (bytes[at] !== 0 || bytes[at + 1] !== 0)) at += 2;
    at += 2;
  } else at = bytes.indexOf(0, at) + 1;
  // The role is one byte.
  at++;
  if (at < 8 || at + 12 > bytes.length) return null;
  const view = viewOf(bytes);
  const [longitude, latitude, altitude] = [0, 4, 8].map((step) => view.getInt32(at + step) / 65536);
  return signed(latitude!, 5) + signed(longitude!, 5) + signed(altitude!, 2);
}

/** As many digits as 16 bits behind the point are worth, and as ExifTool shows. */
function signed(value: number, digits: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(digits)}`;
}

function clean(text: string): string {
  const nul = text.indexOf("\0");
  return (nul < 0 ? text : text.slice(0, nul)).trim();
}
