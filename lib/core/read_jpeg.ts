import { type ByteSource, bytesSource, concatBytes, latin1, viewOf } from "./byte_source.ts";
import type { ExifPart, PhotoParts, PicturePart } from "./photo_parts.ts";

/** Segments before the picture; a real file has a few dozen, or hundreds with a large depth map. */
const JPEG_SEGMENTS_MAX = 2_000;
/** Bytes of metadata kept of one file. */
const JPEG_METADATA_BYTES_MAX = 4 * 1024 * 1024;
/** Extended XMP beyond this is depth maps and edit histories, which cost much and hold no field. */
const EXTENDED_XMP_BYTES_MAX = 512 * 1024;
/** Bytes that may lie between two segments; some cameras pad there. */
const PADDING_BYTES_MAX = 64 * 1024;
/** Bytes of tables kept of one picture; a real one has less than 2 KiB of them. */
const TABLE_BYTES_MAX = 64 * 1024;
/** A packet under another header than Adobe's begins within so many bytes. */
const PACKET_START_MAX = 64;

const MARKER = { startOfScan: 0xda, endOfImage: 0xd9, app1: 0xe1, app13: 0xed } as const;
const EXIF_HEADER = "Exif\0";
const XMP_HEADER = "http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_XMP_HEADER = "http://ns.adobe.com/xmp/extension/\0";
const PHOTOSHOP_HEADERS = ["Photoshop 3.0\0", "Adobe_Photoshop2.5:"];
/** 0xFF and the marker itself. */
const MARKER_BYTES = 2;
const GUID_BYTES = 32;
const HEADER_BYTES_MAX = 64;

/**
 * Walks the marker segments of a JPEG (ITU-T T.81 §B.1, §B.2; Exif: CIPA DC-008 §4.5.4; XMP: XMP
 * specification part 3 §1.1.3) from one to the next up to the picture, seeking over what is not
 * metadata, so that neither previews nor ICC profiles are read. The further pictures of a
 * multi-picture file (CIPA DC-007) lie behind the first and hold no field of it.
 */
export function readJpeg(source: ByteSource): PhotoParts {
  return new Walk(source).run();
}

interface ExtendedPart {
  readonly offset: number;
  readonly size: number;
  readonly bytes: Uint8Array;
}

class Walk {
  #width: number | null = null;
  #height: number | null = null;
  #exif: Uint8Array[] = [];
  #xmp: Uint8Array[] = [];
  #photoshop: Uint8Array[] = [];
  readonly #extended = new Map<string, ExtendedPart[]>();
  #budget = JPEG_METADATA_BYTES_MAX;
  readonly #tables: Uint8Array[] = [];
  #tableBudget = TABLE_BYTES_MAX;
  #pictureStart: number | null = null;

  constructor(private readonly source: ByteSource) {}

  run(): PhotoParts {
    const damage = this.#walk() ??
      (this.#width === null ? "The picture has no frame header" : null);
    const exif: ExifPart[] = this.#exif.length === 0
      ? []
      : [{ root: "ifd0", source: bytesSource(concatBytes(this.#exif)) }];
    const extended = [...this.#extended.values()].flatMap((parts) => joinExtended(parts) ?? []);
    return {
      width: this.#width,
      height: this.#height,
      exif,
      xmp: [...this.#xmp, ...extended],
      photoshop: this.#photoshop.length === 0 ? null : concatBytes(this.#photoshop),
      iptc: null,
      facts: {},
      picture: damage === null ? this.#picture() : null,
      damage: damage === null ? [] : [damage],
    };
  }

  #walk(): string | null {
    let at = 2;
    for (let count = 0; count < JPEG_SEGMENTS_MAX; count++) {
      const found = this.#nextMarker(at);
      if (found === null) return "The file ends before its picture begins";
      const { marker } = found;
      at = found.at;
      if (marker === MARKER.endOfImage) return "The file ends its image before the picture begins";
      if (isStandalone(marker)) continue;
      const header = this.source.read(at, 2);
      if (marker === MARKER.startOfScan) return this.#beginScan(at, header);
      if (header.length < 2) return "The file ends before its picture begins";
      const length = (header[0]! << 8) | header[1]!;
      if (length < 2) return `A segment at byte ${at} has the impossible length ${length}`;
      if (at + length > this.source.size) return "The file ends inside a segment of metadata";
      if (isTable(marker)) this.#keepTable(at, length);
      this.#segment(marker, at + 2, length - 2);
      at += length;
    }
    return `More than ${JPEG_SEGMENTS_MAX} segments stand before the picture`;
  }

  /** The next marker at or after `from`, and where its content begins; `null` at the end. */
  #nextMarker(from: number): { marker: number; at: number } | null {
    for (let at = from; at < from + PADDING_BYTES_MAX;) {
      const bytes = this.source.read(at, at === from ? 2 : 1024);
      if (bytes.length < 2) return null;
      for (let index = 0; index + 1 < bytes.length; index++) {
        const marker = bytes[index + 1]!;
        // 0xFF may be repeated as fill; 0xFF00 is a stuffed byte.
        if (bytes[index] === 0xff && marker !== 0xff && marker !== 0) {
          return { marker, at: at + index + 2 };
        }
      }
      at += bytes.length - 1;
    }
    return null;
  }

  #segment(marker: number, at: number, length: number): void {
    if (isFrameHeader(marker)) {
      const frame = this.source.read(at, 5);
      if (this.#width !== null || frame.length < 5) return;
      // A height of 0 is told after the first scan (DNL), which is not read.
      this.#height = ((frame[1]! << 8) | frame[2]!) || null;
      this.#width = ((frame[3]! << 8) | frame[4]!) || null;
    } else if (marker === MARKER.app1) this.#app1(at, length);
    else if (marker === MARKER.app13) {
      const start = latin1(this.source.read(at, Math.min(length, HEADER_BYTES_MAX)));
      const header = PHOTOSHOP_HEADERS.find((known) => start.startsWith(known));
      if (header !== undefined) this.#keep(this.#photoshop, at, length, header.length);
    }
  }

  #app1(at: number, length: number): void {
    const start = latin1(this.source.read(at, Math.min(length, HEADER_BYTES_MAX)));
    // The header is five characters and a second NUL, which some writers got wrong.
    if (start.startsWith(EXIF_HEADER)) {
      const isFirst = /^(?:II|MM)/.test(start.slice(EXIF_HEADER.length + 1));
      // What does not fit into a segment goes on in the next one, without a header of its own.
      if (this.#exif.length === 0 || !isFirst) {
        this.#keep(this.#exif, at, length, EXIF_HEADER.length + 1);
      }
    } else if (start.startsWith(XMP_HEADER)) {
      this.#keep(this.#xmp, at, length, XMP_HEADER.length);
    } else if (start.startsWith(EXTENDED_XMP_HEADER)) {
      this.#extendedPart(at, length);
    } else {
      const packet = start.slice(0, PACKET_START_MAX).search(/<\?xpacket|<x:xmpmeta/);
      if (packet >= 0) this.#keep(this.#xmp, at, length, packet);
    }
  }

  /** GUID, full length, offset of this part (XMP specification part 3 §1.1.3.1). */
  #extendedPart(at: number, length: number): void {
    const found: Uint8Array[] = [];
    this.#keep(found, at, length, EXTENDED_XMP_HEADER.length);
    const [part] = found;
    if (part === undefined || part.length < GUID_BYTES + 8) return;
    const guid = latin1(part, 0, GUID_BYTES);
    const numbers = viewOf(part);
    const parts = this.#extended.get(guid) ?? [];
    this.#extended.set(guid, parts);
    parts.push({
      size: numbers.getUint32(GUID_BYTES),
      offset: numbers.getUint32(GUID_BYTES + 4),
      bytes: part.subarray(GUID_BYTES + 8),
    });
  }

  /** All metadata stands before it, so what is broken in it concerns the picture only. */
  #beginScan(at: number, header: Uint8Array): null {
    if (header.length < 2) return null;
    const length = (header[0]! << 8) | header[1]!;
    this.#keepTable(at, length);
    this.#pictureStart = at + length;
    return null;
  }

  #picture(): PicturePart | null {
    if (this.#pictureStart === null || this.#tableBudget < 0) return null;
    const offset = this.#pictureStart;
    const extents = [{ offset, length: this.source.size - offset }];
    return { tables: this.#tables, extents, sampledFrom: "start" };
  }

  /** With its marker, but without what may fill the room before that. */
  #keepTable(at: number, length: number): void {
    this.#tableBudget -= length;
    if (this.#tableBudget < 0) return;
    this.#tables.push(this.source.read(at - MARKER_BYTES, MARKER_BYTES + length));
  }

  /** Adds what follows `skip` bytes of a segment, as long as there is room. */
  #keep(to: Uint8Array[], at: number, length: number, skip: number): void {
    if (length < skip || length > this.#budget) return;
    this.#budget -= length;
    to.push(this.source.read(at + skip, length - skip));
  }
}

/** TEM and the restart markers have no length. */
function isStandalone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/** SOF0 to SOF15; 0xC4, 0xC8 and 0xCC among them are DHT, JPG and DAC. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Frame, scan, DHT, DAC, DQT, DNL, DRI, DHP and EXP (T.81 table B.1): without them there is no picture. */
function isTable(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf || marker >= 0xda && marker <= 0xdf;
}

/** The parts may stand in any order; with one of them missing the text is not XML any more. */
function joinExtended(parts: readonly ExtendedPart[]): Uint8Array | null {
  const size = parts[0]?.size ?? 0;
  if (size > EXTENDED_XMP_BYTES_MAX) return null;
  const ordered = parts.toSorted((left, right) => left.offset - right.offset);
  let end = 0;
  for (const part of ordered) {
    if (part.offset !== end) return null;
    end += part.bytes.length;
  }
  return end === 0 || end !== size ? null : concatBytes(ordered.map((part) => part.bytes));
}
