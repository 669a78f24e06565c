import { type ByteSource, bytesSource, latin1, viewOf } from "./byte_source.ts";
import { pictureAt } from "./picture_at.ts";
import { BLOCK_BYTES_MAX, type ExifPart, type Extent, type PhotoParts } from "./photo_parts.ts";

/** Expands zlib data to at most `bytesMax` bytes; `null` where it is broken or larger. */
export type Inflate = (bytes: Uint8Array, bytesMax: number) => Uint8Array | null;

/** Chunks of one file: a large picture has one for each 8 KiB. */
const CHUNKS_MAX = 200_000;
const SIGNATURE_BYTES = 8;
/** Length, type and checksum. */
const FRAME_BYTES = 12;
/** Keywords have at most 79 characters (PNG 3rd edition §11.3.3.2). */
const KEYWORD_BYTES_MAX = 80;
/** Header and palette. */
const TABLES: Readonly<Record<string, number>> = { IHDR: 13, PLTE: 768 };
const XMP_KEYWORD = "XML:com.adobe.xmp";
/** ImageMagick's and ExifTool's way to store foreign blocks: hexadecimal text under these names. */
const RAW_PROFILE = /^Raw profile type (exif|APP1|xmp|iptc|8bim)$/;
const XMP_HEADER = "http://ns.adobe.com/xap/1.0/\0";

/**
 * PNG (3rd edition §5.3, §11.2.1, §11.3.3): size from IHDR, EXIF from eXIf, XMP from iTXt; text
 * may be compressed, may stand behind the picture, and may hold blocks of other formats.
 */
export function readPng(source: ByteSource, inflate: Inflate): PhotoParts {
  return new Png(source, inflate).run();
}

class Png {
  #width: number | null = null;
  #height: number | null = null;
  #exif: Uint8Array[] = [];
  readonly #xmp: Uint8Array[] = [];
  readonly #damage: string[] = [];
  readonly #tables: Uint8Array[] = [];
  readonly #data: Extent[] = [];
  #photoshop: Uint8Array | null = null;
  #iptc: Uint8Array | null = null;
  #date: string | null = null;

  constructor(private readonly source: ByteSource, private readonly inflate: Inflate) {}

  run(): PhotoParts {
    this.#walk();
    const exif = this.#exif.map((bytes): ExifPart => ({
      root: "ifd0",
      source: bytesSource(bytes),
    }));
    return {
      width: this.#width,
      height: this.#height,
      exif,
      xmp: this.#xmp,
      photoshop: this.#photoshop,
      iptc: this.#iptc,
      ignoresIptcDigest: true,
      facts: this.#date === null ? {} : { pngDate: this.#date },
      picture: this.#damage.length === 0 ? pictureAt(this.#data, this.#tables) : null,
      damage: this.#damage,
    };
  }

  #walk(): void {
    let at = SIGNATURE_BYTES;
    for (let count = 0; count < CHUNKS_MAX; count++) {
      const head = this.source.read(at, 8);
      if (head.length < 8) return void this.#damage.push("The file ends before its end chunk");
      const length = viewOf(head).getUint32(0);
      const type = latin1(head, 4, 8);
      if (type === "IEND") return;
      if (at + FRAME_BYTES + length > this.source.size) {
        return void this.#damage.push(`The file ends inside a chunk (${printable(type)})`);
      }
      this.#chunk(type, at + 8, length);
      at += FRAME_BYTES + length;
    }
  }

  #chunk(type: string, at: number, length: number): void {
    if (type === "IDAT") return void this.#data.push({ offset: at, length });
    const tableBytes = TABLES[type] ?? 0;
    if (length <= tableBytes) this.#tables.push(this.source.read(at, length));
    if (type === "IHDR") {
      const bytes = this.source.read(at, 8);
      this.#width = viewOf(bytes).getUint32(0) || null;
      this.#height = viewOf(bytes).getUint32(4) || null;
      return;
    }
    const isText = type === "tEXt" || type === "zTXt" || type === "iTXt";
    if ((!isText && type !== "eXIf") || length > BLOCK_BYTES_MAX) return;
    const bytes = this.source.read(at, length);
    if (type === "eXIf") this.#keepExif(bytes);
    else this.#text(type, bytes);
  }

  #text(type: string, bytes: Uint8Array): void {
    const nul = bytes.subarray(0, KEYWORD_BYTES_MAX).indexOf(0);
    if (nul <= 0) return;
    const keyword = latin1(bytes, 0, nul);
    const profile = RAW_PROFILE.exec(keyword)?.[1] ?? null;
    if (keyword !== XMP_KEYWORD && keyword !== "Creation Time" && profile === null) return;
    const content = this.#content(type, bytes.subarray(nul + 1));
    if (content === null) this.#damage.push(`The text chunk '${keyword}' cannot be expanded`);
    else if (keyword === XMP_KEYWORD) this.#xmp.push(content);
    else if (keyword === "Creation Time") this.#date ??= new TextDecoder().decode(content);
    else this.#profile(profile!, fromHexadecimal(content));
  }

  /** What follows the keyword: flags and languages of iTXt, the method of zTXt, then the text. */
  #content(type: string, rest: Uint8Array): Uint8Array | null {
    if (type === "tEXt") return rest;
    if (type === "zTXt") return this.inflate(rest.subarray(1), BLOCK_BYTES_MAX);
    const language = rest.indexOf(0, 2);
    const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
    if (translated < 0) return null;
    const text = rest.subarray(translated + 1);
    return rest[0] === 1 ? this.inflate(text, BLOCK_BYTES_MAX) : text;
  }

  #profile(name: string, bytes: Uint8Array): void {
    if (name === "iptc" && bytes[0] === 0x1c) this.#iptc ??= bytes;
    else if (name === "iptc" || name === "8bim") this.#photoshop ??= bytes;
    else if (name === "xmp") this.#xmp.push(bytes);
    else if (latin1(bytes, 0, XMP_HEADER.length) === XMP_HEADER) {
      this.#xmp.push(bytes.subarray(XMP_HEADER.length));
    } else this.#keepExif(bytes);
  }

  #keepExif(bytes: Uint8Array): void {
    const start = latin1(bytes, 0, 6) === "Exif\0\0" ? 6 : 0;
    this.#exif.push(bytes.subarray(start));
  }
}

/** A name and a length on lines of their own, then pairs of hexadecimal digits on many lines. */
function fromHexadecimal(text: Uint8Array): Uint8Array {
  const match = /^\s*[\w ]+?\s+(\d+)\s+/.exec(latin1(text, 0, 128));
  if (match === null) return new Uint8Array(0);
  const bytes = new Uint8Array(Math.min(Number(match[1]), text.length >> 1));
  let filled = 0;
  let high = -1;
  for (let at = match[0].length; at < text.length && filled < bytes.length; at++) {
    const digit = digitOf(text[at]!);
    if (digit < 0) continue;
    if (high < 0) high = digit;
    else {
      bytes[filled++] = high << 4 | digit;
      high = -1;
    }
  }
  return bytes.subarray(0, filled);
}

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function printable(type: string): string {
  return type.replace(/[^\x20-\x7e]/g, "?");
}
