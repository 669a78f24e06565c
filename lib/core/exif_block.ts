import type { ByteSource } from "./byte_source.ts";
import { EXIF_TAGS, IFD0_TAGS } from "./exif_tags.ts";
import { isAscii, plainText } from "./plain_text.ts";
import { BLOCK_BYTES_MAX, type ExifPart, type ExifRoot } from "./photo_parts.ts";
import { GPS_TAGS } from "./position.ts";
import {
  readNumbers,
  readTiffDirectory,
  readTiffHeader,
  type TiffDirectory,
  type TiffEntry,
  type TiffHeader,
} from "./tiff_directory.ts";
import { numberText } from "./tiff_numbers.ts";
import { type ExifDirectories, type TiffField, writeTiff } from "./tiff_writer.ts";

/** What is worth decoding of a TIFF structure, cut out of it. */
export interface ExifBlock {
  /** A small TIFF structure that holds the wanted tags and nothing else; `null` for none. */
  readonly block: Uint8Array | null;
  readonly littleEndian: boolean;
  readonly xmp: Uint8Array | null;
  readonly iptc: Uint8Array | null;
  readonly photoshop: Uint8Array | null;
  readonly damage: string | null;
}

/** Bytes of one value; user comments are the longest that are wanted. */
const VALUE_BYTES_MAX = 64 * 1024;
const ASCII = 2;
const UNDEFINED = 7;
/** Beyond are the types of BigTIFF, which no wanted tag is of. */
const TYPE_MAX = 13;
const POINTERS: Readonly<Record<Exclude<ExifRoot, "ifd0">, number>> = { exif: 0x8769, gps: 0x8825 };
/** XMP specification part 3 §3.2.5 (TIFF); TIFF/EP; Photoshop's TIFF Technical Notes. */
const EMBEDDED = { xmp: 0x02bc, iptc: 0x83bb, photoshop: 0x8649 } as const;

const exifTags = new Set<number>(Object.values(EXIF_TAGS));
const WANTED: Readonly<Record<ExifRoot, ReadonlySet<number>>> = {
  // TIFF/EP and some cameras keep exposure and date in the first directory.
  ifd0: new Set<number>([...Object.values(IFD0_TAGS), ...exifTags]),
  exif: exifTags,
  gps: new Set<number>(Object.values(GPS_TAGS)),
};
/** Tags of the GPS directory whose numbers stand for other things in the other directories. */
const GPS_TEXT_TAGS: ReadonlySet<number> = new Set([
  GPS_TAGS.latitudeRef,
  GPS_TAGS.longitudeRef,
  GPS_TAGS.dateStamp,
]);
/** Tags whose value is text, although some writers declare it as bytes. */
const TEXT_TAGS: ReadonlySet<number> = new Set([
  IFD0_TAGS.imageDescription,
  IFD0_TAGS.make,
  IFD0_TAGS.model,
  IFD0_TAGS.software,
  IFD0_TAGS.artist,
  IFD0_TAGS.copyright,
  IFD0_TAGS.cameraSerialNumber,
  EXIF_TAGS.dateTimeOriginal,
  EXIF_TAGS.createDate,
  EXIF_TAGS.offsetTime,
  EXIF_TAGS.offsetTimeOriginal,
  EXIF_TAGS.offsetTimeDigitized,
  EXIF_TAGS.subSecTimeOriginal,
  EXIF_TAGS.subSecTimeDigitized,
  EXIF_TAGS.serialNumber,
  EXIF_TAGS.cameraRawSerialNumber,
  EXIF_TAGS.lensModel,
  EXIF_TAGS.lens,
]);

/**
 * Cuts the wanted tags out of a TIFF structure of any size and any layout, so that whoever decodes
 * them sees only whole directories with values that are there. Follows TIFF 6.0 §2 and EXIF 2.32
 * §4.6; each directory is read once, so pointers that go round in a circle end.
 */
export function cutExif({ root, source }: ExifPart): ExifBlock {
  const header = readTiffHeader(source);
  if (header === null) return { ...NOTHING, damage: "The EXIF block does not begin as one" };
  return new Cut(source, header).run(root);
}

const NOTHING: ExifBlock = {
  block: null,
  littleEndian: true,
  xmp: null,
  iptc: null,
  photoshop: null,
  damage: null,
};

class Cut {
  readonly #fields: Record<ExifRoot, TiffField[]> = { ifd0: [], exif: [], gps: [] };
  readonly #outside: string[] = [];
  #damage: string | null = null;

  constructor(private readonly source: ByteSource, private readonly header: TiffHeader) {}

  run(root: ExifRoot): ExifBlock {
    const first = this.#directory(root, this.header.firstDirectory);
    const seen = new Set([this.header.firstDirectory]);
    for (const name of ["exif", "gps"] as const) {
      const [offset] = this.#numbers(first, POINTERS[name]);
      if (offset === undefined || offset === 0 || seen.has(offset)) continue;
      seen.add(offset);
      this.#directory(name, offset);
    }
    const embedded = (tag: number) => this.#value(first.entries.get(tag), BLOCK_BYTES_MAX);
    const isEmpty = Object.values(this.#fields).every((fields) => fields.length === 0);
    const { littleEndian } = this.header;
    const directories: ExifDirectories = this.#fields;
    return {
      block: isEmpty ? null : writeTiff(directories, littleEndian),
      littleEndian,
      xmp: embedded(EMBEDDED.xmp),
      iptc: embedded(EMBEDDED.iptc),
      photoshop: embedded(EMBEDDED.photoshop),
      damage: this.#complaint(),
    };
  }

  #complaint(): string | null {
    if (this.#outside.length === 0) return this.#damage;
    return `EXIF values lie outside of the file: tags ${this.#outside.join(", ")}`;
  }

  #directory(root: ExifRoot, offset: number): TiffDirectory {
    const directory = readTiffDirectory(this.source, this.header, offset);
    this.#damage ??= directory.damage;
    for (const entry of directory.entries.values()) {
      if (!WANTED[root].has(entry.tag) || entry.type > TYPE_MAX) continue;
      const value = this.#value(entry, VALUE_BYTES_MAX);
      if (value !== null) {
        const isText = (root === "gps" ? GPS_TEXT_TAGS : TEXT_TAGS).has(entry.tag);
        this.#fields[root].push(fieldOf(entry, value, this.header, isText));
      }
    }
    return directory;
  }

  #value(entry: TiffEntry | undefined, bytesMax: number): Uint8Array | null {
    if (entry === undefined || entry.valueSize === 0 || entry.valueSize > bytesMax) return null;
    const value = this.source.read(entry.valueAt, entry.valueSize);
    if (value.length === entry.valueSize) return value;
    this.#outside.push(`0x${entry.tag.toString(16).padStart(4, "0")}`);
    return null;
  }

  #numbers(directory: TiffDirectory, tag: number): number[] {
    return readNumbers(this.source, this.header, directory.entries.get(tag), 1);
  }
}

const encoder = new TextEncoder();

/** Text is handed on as UTF-8: what is not valid UTF-8 is read as Windows-1252. */
function fieldOf(
  entry: TiffEntry,
  value: Uint8Array,
  header: TiffHeader,
  isText: boolean,
): TiffField {
  const { tag, type, count } = entry;
  // Its first eight bytes are a code, whatever type is declared.
  if (tag === EXIF_TAGS.userComment) return { tag, type: UNDEFINED, count: value.length, value };
  const isBytes = type === ASCII || (isText && (type === 1 || type === UNDEFINED));
  if (!isBytes && !isText) return { tag, type, count, value };
  const text = !isBytes
    ? encoder.encode(numberText(entry, value, header))
    : isAscii(value)
    ? value
    : encoder.encode(plainText(value));
  return { tag, type: ASCII, count: text.length, value: text };
}
