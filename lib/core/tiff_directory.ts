import { type ByteSource, viewOf } from "./byte_source.ts";

/** How the numbers of a TIFF structure are written. */
export interface TiffHeader {
  readonly littleEndian: boolean;
  /** BigTIFF: counts and offsets of eight bytes. */
  readonly isBig: boolean;
  readonly firstDirectory: number;
}

/** One field of a directory, its value not read yet. */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where the value is, in the structure. */
  readonly valueAt: number;
  /** Bytes of the value. */
  readonly valueSize: number;
}

/** One image file directory. */
export interface TiffDirectory {
  /** The last entry of a tag, as ExifTool takes it. */
  readonly entries: ReadonlyMap<number, TiffEntry>;
  /** Where the next directory of the chain is; 0 for none. */
  readonly next: number;
  /** Why it is not complete, `null` when it is. */
  readonly damage: string | null;
}

/** Entries of one directory; real ones have some dozens, makers' own some hundreds. */
const ENTRIES_MAX = 4_096;
/** Bytes of the types 1 to 13 (TIFF 6.0 §2, EXIF 2.32 §4.6.2); 16 to 18 are BigTIFF's. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
/** 42; Panasonic's RW2, Olympus' two, and Microsoft's HD Photo, which is one too. */
const MAGIC_NUMBERS = new Set([42, 0x55, 0x4f52, 0x5352, 0x01bc]);
const BIG_TIFF = 43;

/** TIFF 6.0 §2, "Image File Header"; `null` where none is. */
export function readTiffHeader(source: ByteSource): TiffHeader | null {
  const bytes = source.read(0, 16);
  if (bytes.length < 8) return null;
  const order = bytes[0]! * 256 + bytes[1]!;
  if (order !== 0x4949 && order !== 0x4d4d) return null;
  const littleEndian = order === 0x4949;
  const view = viewOf(bytes);
  const magic = view.getUint16(2, littleEndian);
  if (MAGIC_NUMBERS.has(magic)) {
    return { littleEndian, isBig: false, firstDirectory: view.getUint32(4, littleEndian) };
  }
  if (magic !== BIG_TIFF || bytes.length < 16 || view.getUint16(4, littleEndian) !== 8) return null;
  return { littleEndian, isBig: true, firstDirectory: bigNumber(view, 8, littleEndian) };
}

/** The directory at `offset` (TIFF 6.0 §2, "Image File Directory"). */
export function readTiffDirectory(
  source: ByteSource,
  { littleEndian, isBig }: TiffHeader,
  offset: number,
): TiffDirectory {
  const countBytes = isBig ? 8 : 2;
  const head = source.read(offset, countBytes);
  if (offset < 8 || head.length < countBytes) {
    return broken(`at byte ${offset} is outside the file`);
  }
  const count = isBig
    ? bigNumber(viewOf(head), 0, littleEndian)
    : viewOf(head).getUint16(0, littleEndian);
  if (count > ENTRIES_MAX) return broken(`at byte ${offset} says it has ${count} entries`);
  const entryBytes = isBig ? 20 : 12;
  const bytes = source.read(offset + countBytes, count * entryBytes + (isBig ? 8 : 4));
  const view = viewOf(bytes);
  const entries = new Map<number, TiffEntry>();
  const whole = Math.min(count, Math.floor(bytes.length / entryBytes));
  for (let index = 0; index < whole; index++) {
    const at = index * entryBytes;
    const valueAt = offset + countBytes + at + (isBig ? 12 : 8);
    const entry = readEntry(view, at, valueAt, littleEndian, isBig);
    if (entry !== null) entries.set(entry.tag, entry);
  }
  const end = count * entryBytes;
  const next = bytes.length < end + 4
    ? 0
    : isBig
    ? bytes.length < end + 8 ? 0 : bigNumber(view, end, littleEndian)
    : view.getUint32(end, littleEndian);
  const damage = whole < count ? `A directory of tags is cut after ${whole} of ${count}` : null;
  return { entries, next, damage };
}

function broken(what: string): TiffDirectory {
  return { entries: new Map(), next: 0, damage: `A directory of tags ${what}` };
}

/** `null` for a type no standard knows. */
function readEntry(
  view: DataView,
  at: number,
  valueField: number,
  littleEndian: boolean,
  isBig: boolean,
): TiffEntry | null {
  const tag = view.getUint16(at, littleEndian);
  const type = view.getUint16(at + 2, littleEndian);
  const count = isBig
    ? bigNumber(view, at + 4, littleEndian)
    : view.getUint32(at + 4, littleEndian);
  const valueSize = (TYPE_BYTES[type] ?? 0) * count;
  if (valueSize === 0 && count !== 0) return null;
  const isInline = valueSize <= (isBig ? 8 : 4);
  const offset = isBig
    ? bigNumber(view, at + 12, littleEndian)
    : view.getUint32(at + 8, littleEndian);
  return { tag, type, count, valueAt: isInline ? valueField : offset, valueSize };
}

function bigNumber(view: DataView, at: number, littleEndian: boolean): number {
  return Number(view.getBigUint64(at, littleEndian));
}

/**
 * The whole numbers of an entry (BYTE, SHORT, LONG, IFD, LONG8), at most `most` of them. SLONG is what
 * some writers declare for a place, which is never negative.
 */
export function readNumbers(
  source: ByteSource,
  header: TiffHeader,
  entry: TiffEntry | undefined,
  most: number,
): number[] {
  if (entry === undefined) return [];
  const size = TYPE_BYTES[entry.type] ?? 0;
  const bytes = source.read(entry.valueAt, size * Math.min(entry.count, most));
  const view = viewOf(bytes);
  const numbers: number[] = [];
  for (let at = 0; size > 0 && at + size <= bytes.length; at += size) {
    if (entry.type === 1 || entry.type === 7) numbers.push(view.getUint8(at));
    else if (entry.type === 3) numbers.push(view.getUint16(at, header.littleEndian));
    else if (entry.type === 4 || entry.type === 9 || entry.type === 13) {
      numbers.push(view.getUint32(at, header.littleEndian));
    } else if (entry.type === 16 || entry.type === 18) {
      numbers.push(bigNumber(view, at, header.littleEndian));
    } else break;
  }
  return numbers;
}
