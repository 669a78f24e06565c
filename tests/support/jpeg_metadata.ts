import type { MakeJpegOptions } from "./make_jpeg_options.ts";

const encoder = new TextEncoder();

/** An IFD entry whose value is already in bytes, little-endian. */
interface Tag {
  readonly id: number;
  readonly type: number;
  readonly count: number;
  readonly value: Uint8Array;
}

const ASCII = 2, SHORT = 3, LONG = 4, RATIONAL = 5, UNDEFINED = 7;
const EXIF_IFD_POINTER = 0x8769;
const TIFF_HEADER = Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0);

/** Payload of the APP1 segment with IFD0 and ExifIFD (CIPA DC-008, 4.6), mandatory tags included. */
export function encodeExif(
  options: MakeJpegOptions & { width: number; height: number; seed: number },
): Uint8Array {
  const ifd0 = ifd0Tags(options);
  const exifOffset = TIFF_HEADER.length + ifdSize([...ifd0, longTag(EXIF_IFD_POINTER, 0)]);
  ifd0.push(longTag(EXIF_IFD_POINTER, exifOffset));
  return concatenate([
    encoder.encode("Exif\0\0"),
    TIFF_HEADER,
    encodeIfd(ifd0, TIFF_HEADER.length),
    encodeIfd(exifTags(options), exifOffset),
  ]);
}

function ifd0Tags({ make, model, orientation = 1, takenAt }: MakeJpegOptions): Tag[] {
  return [
    ...asciiTag(0x010f, make),
    ...asciiTag(0x0110, model),
    shortTag(0x0112, orientation),
    rationalTag(0x011a, 72),
    rationalTag(0x011b, 72),
    shortTag(0x0128, 2),
    ...asciiTag(0x0132, exifDate(takenAt)),
    shortTag(0x0213, 1),
  ];
}

function exifTags(
  { takenAt, takenOffset, width, height, seed }: MakeJpegOptions & {
    width: number;
    height: number;
    seed: number;
  },
): Tag[] {
  const uniqueId = (seed >>> 0).toString(16).padStart(32, "0");
  return [
    undefinedTag(0x9000, encoder.encode("0232")),
    ...asciiTag(0x9003, exifDate(takenAt)),
    ...asciiTag(0x9004, exifDate(takenAt)),
    ...asciiTag(0x9011, takenOffset),
    undefinedTag(0x9101, Uint8Array.of(1, 2, 3, 0)),
    undefinedTag(0xa000, encoder.encode("0100")),
    shortTag(0xa001, 1),
    longTag(0xa002, width),
    longTag(0xa003, height),
    // Two small pictures could look alike; their numbers never do.
    ...asciiTag(0xa420, uniqueId),
  ];
}

function exifDate(takenAt: string | undefined): string | undefined {
  return takenAt?.slice(0, 19).replaceAll("-", ":").replace("T", " ");
}

function asciiTag(id: number, text: string | undefined): Tag[] {
  if (text === undefined) return [];
  const value = encoder.encode(`${text}\0`);
  return [{ id, type: ASCII, count: value.length, value }];
}

function shortTag(id: number, value: number): Tag {
  return { id, type: SHORT, count: 1, value: Uint8Array.of(value & 0xff, value >> 8) };
}

function longTag(id: number, value: number): Tag {
  return { id, type: LONG, count: 1, value: littleEndian([value]) };
}

function rationalTag(id: number, value: number): Tag {
  return { id, type: RATIONAL, count: 1, value: littleEndian([value, 1]) };
}

function undefinedTag(id: number, value: Uint8Array): Tag {
  return { id, type: UNDEFINED, count: value.length, value };
}

function littleEndian(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value, true);
  return new Uint8Array(view.buffer);
}

function ifdSize(tags: readonly Tag[]): number {
  const outside = tags.filter(({ value }) => value.length > 4);
  return 2 + tags.length * 12 + 4 + outside.reduce((sum, { value }) => sum + even(value.length), 0);
}

/** One directory and, behind it, the values that do not fit into its entries (TIFF 6.0, section 2). */
function encodeIfd(tags: readonly Tag[], offset: number): Uint8Array {
  const bytes = new Uint8Array(ifdSize(tags));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, tags.length, true);
  let entry = 2;
  let outside = 2 + tags.length * 12 + 4;
  for (const { id, type, count, value } of tags.toSorted((a, b) => a.id - b.id)) {
    view.setUint16(entry, id, true);
    view.setUint16(entry + 2, type, true);
    view.setUint32(entry + 4, count, true);
    if (value.length <= 4) {
      bytes.set(value, entry + 8);
    } else {
      view.setUint32(entry + 8, offset + outside, true);
      bytes.set(value, outside);
      outside += even(value.length);
    }
    entry += 12;
  }
  return bytes;
}

function even(length: number): number {
  return length + (length % 2);
}

/** Payload of the APP13 segment with IPTC-IIM 4.2 records in UTF-8, or `null` where none is due. */
export function encodeIptc({ title, keywords = [] }: MakeJpegOptions): Uint8Array | null {
  if (title === undefined && keywords.length === 0) return null;
  const records = concatenate([
    // Record 1:90 says that the text below is UTF-8.
    iptcRecord(1, 90, Uint8Array.of(0x1b, 0x25, 0x47)),
    iptcRecord(2, 0, Uint8Array.of(0, 4)),
    ...(title === undefined ? [] : [iptcRecord(2, 5, cutText(title))]),
    ...keywords.map((keyword) => iptcRecord(2, 25, cutText(keyword))),
  ]);
  const header = Uint8Array.of(4, 4, 0, 0, 0, 0, records.length >> 8, records.length & 0xff);
  const padding = new Uint8Array(records.length % 2);
  return concatenate([encoder.encode("Photoshop 3.0\x008BIM"), header, records, padding]);
}

function iptcRecord(record: number, dataset: number, value: Uint8Array): Uint8Array {
  const header = Uint8Array.of(0x1c, record, dataset, value.length >> 8, value.length & 0xff);
  return concatenate([header, value]);
}

/** At most the 64 bytes that ObjectName and Keywords hold, without half a character at the end. */
function cutText(text: string): Uint8Array {
  const room = new Uint8Array(64);
  return room.subarray(0, encoder.encodeInto(text, room).written);
}

/** Payload of the APP1 segment with an XMP packet, or `null` where it would say nothing. */
export function encodeXmp({ title, keywords = [], rating }: MakeJpegOptions): Uint8Array | null {
  if (title === undefined && keywords.length === 0 && rating === undefined) return null;
  const properties = [
    ...(rating === undefined ? [] : [`<xmp:Rating>${rating}</xmp:Rating>`]),
    ...(title === undefined ? [] : [
      `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(title)}</rdf:li>` +
      `</rdf:Alt></dc:title>`,
    ]),
    ...(keywords.length === 0 ? [] : [
      `<dc:subject><rdf:Bag>${
        keywords.map((keyword) => `<rdf:li>${escapeXml(keyword)}</rdf:li>`).join("")
      }</rdf:Bag></dc:subject>`,
    ]),
  ];
  const packet = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
${properties.join("\n")}
</rdf:Description></rdf:RDF></x:xmpmeta>
${`${" ".repeat(99)}\n`.repeat(20)}<?xpacket end="w"?>`;
  return encoder.encode(`http://ns.adobe.com/xap/1.0/\0${packet}`);
}

function escapeXml(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  // A reader of XML takes a plain carriage return for an end of line (XML 1.0, section 2.11).
  return escaped.replaceAll("\r", "&#xD;");
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
