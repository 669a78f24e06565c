/** Bytes of one file, read on demand. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /** Bytes `[offset, offset + length)`, fewer at the end of the file; valid until the file is closed. */
  read(offset: number, length: number): Uint8Array;
}

/** The metadata blocks of a JPEG, still encoded, and its true size. */
export interface JpegSegments {
  /** Pixels, from the frame header; `null` where there is none. */
  readonly width: number | null;
  readonly height: number | null;
  /** The TIFF structure of the first Exif segment. */
  readonly exif: Uint8Array | null;
  /** The standard XMP packet. */
  readonly xmp: Uint8Array | null;
  /** Extended XMP, put together again; `null` where there is none or it is incomplete. */
  readonly extendedXmp: Uint8Array | null;
  /** The Photoshop image resources of all APP13 segments. */
  readonly photoshop: Uint8Array | null;
  /** Why the walk ended early, for a person; `null` when it reached the picture. */
  readonly damage: string | null;
}

/** Segments before the picture; a real file has a few dozen, or hundreds with a large depth map. */
const JPEG_SEGMENTS_MAX = 2_000;
/** Bytes of metadata kept of one file. */
const JPEG_METADATA_BYTES_MAX = 4 * 1024 * 1024;
/** Bytes that may lie between two segments; some cameras pad there. */
const PADDING_BYTES_MAX = 64 * 1024;

const MARKER = { startOfScan: 0xda, endOfImage: 0xd9, app1: 0xe1, app13: 0xed } as const;
const EXIF_HEADER = "Exif\0";
const XMP_HEADER = "http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_XMP_HEADER = "http://ns.adobe.com/xmp/extension/\0";
const PHOTOSHOP_HEADER = "Photoshop 3.0\0";
/** GUID of 32 characters, full length, offset of this part (XMP specification part 3, §1.1.3.1). */
const EXTENDED_XMP_PREFIX = EXTENDED_XMP_HEADER.length + 40;

/**
 * Walks the marker segments of a JPEG (ITU-T T.81 annex B) from one to the next up to the picture,
 * seeking over what is not metadata, so that neither large previews nor ICC profiles are read.
 */
export function readJpegSegments(source: ByteSource): JpegSegments {
  return new Walk(source).run();
}

interface ExtendedPart {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

class Walk {
  #width: number | null = null;
  #height: number | null = null;
  #exif: Uint8Array | null = null;
  #xmp: Uint8Array | null = null;
  #photoshop: Uint8Array[] = [];
  #extended: ExtendedPart[] = [];
  #extendedSize = 0;
  #budget = JPEG_METADATA_BYTES_MAX;

  constructor(private readonly source: ByteSource) {}

  run(): JpegSegments {
    const damage = this.#walk();
    return {
      width: this.#width,
      height: this.#height,
      exif: this.#exif,
      xmp: this.#xmp,
      extendedXmp: joinExtended(this.#extended, this.#extendedSize),
      photoshop: this.#photoshop.length === 0 ? null : concat(this.#photoshop),
      damage: damage ?? (this.#width === null ? "The picture has no frame header" : null),
    };
  }

  #walk(): string | null {
    let at = 2;
    for (let count = 0; count < JPEG_SEGMENTS_MAX; count++) {
      const found = this.#nextMarker(at);
      if (found === null) return "The file ends before its picture begins";
      const { marker } = found;
      at = found.at;
      if (marker === MARKER.startOfScan) return null;
      if (marker === MARKER.endOfImage) return "The file ends its image before the picture begins";
      if (isStandalone(marker)) continue;
      const header = this.source.read(at, 2);
      if (header.length < 2) return "The file ends before its picture begins";
      const length = (header[0]! << 8) | header[1]!;
      if (length < 2) return `A segment at byte ${at} has the impossible length ${length}`;
      if (at + length > this.source.size) return "The file ends inside a segment of metadata";
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
      const content = this.#content(at, length, PHOTOSHOP_HEADER, PHOTOSHOP_HEADER.length);
      if (content !== null) this.#photoshop.push(content);
    }
  }

  #app1(at: number, length: number): void {
    // The header is five characters and a second NUL, which some writers got wrong.
    this.#exif ??= this.#content(at, length, EXIF_HEADER, EXIF_HEADER.length + 1);
    this.#xmp ??= this.#content(at, length, XMP_HEADER, XMP_HEADER.length);
    const part = this.#content(at, length, EXTENDED_XMP_HEADER, EXTENDED_XMP_HEADER.length + 32);
    if (part === null || length < EXTENDED_XMP_PREFIX) return;
    const numbers = new DataView(part.buffer, part.byteOffset);
    this.#extendedSize = numbers.getUint32(0);
    this.#extended.push({ offset: numbers.getUint32(4), bytes: part.subarray(8) });
  }

  /** What follows `skip` bytes of a segment that begins with `header`; `null` where it does not. */
  #content(at: number, length: number, header: string, skip: number): Uint8Array | null {
    if (length < skip || length > this.#budget) return null;
    const start = this.source.read(at, header.length);
    for (let index = 0; index < header.length; index++) {
      if (start[index] !== header.charCodeAt(index)) return null;
    }
    this.#budget -= length;
    return this.source.read(at + skip, length - skip);
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

function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The parts may stand in any order; with one of them missing the text is not XML any more. */
function joinExtended(parts: readonly ExtendedPart[], size: number): Uint8Array | null {
  const ordered = parts.toSorted((left, right) => left.offset - right.offset);
  let end = 0;
  for (const part of ordered) {
    if (part.offset !== end) return null;
    end += part.bytes.length;
  }
  return end === 0 || end !== size ? null : concat(ordered.map((part) => part.bytes));
}
