import { viewOf } from "./byte_source.ts";

/** A field with its value, encoded in the byte order of the structure it goes into. */
export interface TiffField {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: Uint8Array;
}

const HEADER_BYTES = 8;
const LONG = 4;
const MAGIC = 42;

/** Tags that point from the first directory to the others (EXIF 2.32 §4.6.3). */
const POINTERS = { exif: 0x8769, gps: 0x8825 } as const;

/** The directories of EXIF. */
export interface ExifDirectories {
  readonly ifd0: readonly TiffField[];
  readonly exif: readonly TiffField[];
  readonly gps: readonly TiffField[];
}

/** A small TIFF structure of whole, ordered directories (TIFF 6.0 §2, EXIF 2.32 §4.5). */
export function writeTiff(directories: ExifDirectories, littleEndian: boolean): Uint8Array {
  const pointers = ([["exif", POINTERS.exif], ["gps", POINTERS.gps]] as const)
    .filter(([name]) => directories[name].length > 0);
  let end = HEADER_BYTES + directorySize([...directories.ifd0, ...pointers.map(() => NOTHING)]);
  const ifd0 = [...directories.ifd0];
  const others: { at: number; fields: readonly TiffField[] }[] = [];
  for (const [name, tag] of pointers) {
    const value = new Uint8Array(4);
    viewOf(value).setUint32(0, end, littleEndian);
    ifd0.push({ tag, type: LONG, count: 1, value });
    others.push({ at: end, fields: directories[name] });
    end += directorySize(directories[name]);
  }
  const bytes = new Uint8Array(end);
  const view = viewOf(bytes);
  bytes.fill(littleEndian ? 0x49 : 0x4d, 0, 2);
  view.setUint16(2, MAGIC, littleEndian);
  view.setUint32(4, HEADER_BYTES, littleEndian);
  writeDirectory(bytes, view, HEADER_BYTES, ifd0, littleEndian);
  for (const { at, fields } of others) writeDirectory(bytes, view, at, fields, littleEndian);
  return bytes;
}

const NOTHING: TiffField = { tag: 0, type: LONG, count: 1, value: new Uint8Array(4) };

function directorySize(fields: readonly TiffField[]): number {
  const outside = fields.reduce((sum, { value }) => sum + outsideBytes(value), 0);
  return 2 + fields.length * 12 + 4 + outside;
}

function outsideBytes({ length }: Uint8Array): number {
  return length <= 4 ? 0 : length + (length & 1);
}

function writeDirectory(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  fields: readonly TiffField[],
  littleEndian: boolean,
): void {
  view.setUint16(at, fields.length, littleEndian);
  let entry = at + 2;
  let outside = entry + fields.length * 12 + 4;
  for (
    const { tag, type, count, value } of fields.toSorted((left, right) => left.tag - right.tag)
  ) {
    view.setUint16(entry, tag, littleEndian);
    view.setUint16(entry + 2, type, littleEndian);
    view.setUint32(entry + 4, count, littleEndian);
    if (value.length <= 4) bytes.set(value, entry + 8);
    else {
      view.setUint32(entry + 8, outside, littleEndian);
      bytes.set(value, outside);
      outside += outsideBytes(value);
    }
    entry += 12;
  }
}
