import type { ByteSource } from "./byte_source.ts";

/** Directories of one file, and values of one tag: real files have a dozen, and thousands. */
const DIRECTORIES_MAX = 32;
const VALUES_MAX = 4_096;
const ENTRY_BYTES = 12;

const SUB_DIRECTORIES = 0x014a;
/** Tags of offsets, each with the tag of its lengths: strips, tiles, an embedded JPEG. */
const PARTS: readonly (readonly [number, number])[] = [
  [0x0111, 0x0117],
  [0x0144, 0x0145],
  [0x0201, 0x0202],
];
/** TIFF 6.0 §2: the field types that hold offsets and lengths, and their bytes. */
const SHORT = 3;
const WIDTHS: Readonly<Record<number, number>> = { [SHORT]: 2, 4: 4, 13: 4 };

/**
 * Why a TIFF, or a RAW photo made like one, looks cut off; `null` when nothing speaks for that. The
 * directories are walked and the places of the picture data compared with the length of the file; the
 * data itself is not read.
 */
export function tiffLooksIncomplete(source: ByteSource): string | null {
  const header = source.read(0, 8);
  if (header.length < 8) return "The file is cut off in its header";
  const reader = new Reader(source, header[0] === 0x49);
  const pending = [reader.number(4, 4)];
  const seen = new Set<number>();
  if (pending[0] === 0) return "The directory of the picture is not written yet";
  while (pending.length > 0 && seen.size < DIRECTORIES_MAX) {
    const at = pending.shift() ?? 0;
    if (at === 0 || seen.has(at)) continue;
    seen.add(at);
    if (at + 2 > source.size) return cutOff(source, at + 2);
    const end = at + 2 + reader.number(at, 2) * ENTRY_BYTES;
    if (end > source.size) return cutOff(source, end);
    const tags = reader.directory(at);
    for (const [offsets, lengths] of PARTS) {
      const last = lastEnd(tags.get(offsets) ?? [], tags.get(lengths) ?? []);
      if (last > source.size) return cutOff(source, last);
    }
    pending.push(...tags.get(SUB_DIRECTORIES) ?? []);
    if (end + 4 <= source.size) pending.push(reader.number(end, 4));
  }
  return null;
}

/** Where the last part ends. Panasonic writes 0xFFFFFFFF where it means "see another tag". */
function lastEnd(offsets: readonly number[], lengths: readonly number[]): number {
  return offsets.reduce((end, offset, index) => {
    const length = lengths[index] ?? 0;
    return offset === 0xffffffff || length === 0 ? end : Math.max(end, offset + length);
  }, 0);
}

function cutOff(source: ByteSource, end: number): string {
  return `The file is cut off: it should have ${end} bytes at least, and has ${source.size}`;
}

class Reader {
  constructor(private readonly source: ByteSource, private readonly isLittleEndian: boolean) {}

  /** An unsigned number; zeros stand for bytes the file does not have. */
  number(at: number, bytes: 2 | 4): number {
    const buffer = new Uint8Array(bytes);
    buffer.set(this.source.read(at, bytes));
    const view = new DataView(buffer.buffer);
    return bytes === 2
      ? view.getUint16(0, this.isLittleEndian)
      : view.getUint32(0, this.isLittleEndian);
  }

  /** The values of the tags that say where something is. */
  directory(at: number): Map<number, number[]> {
    const tags = new Map<number, number[]>();
    const count = this.number(at, 2);
    for (let index = 0; index < count; index++) {
      const entry = at + 2 + index * ENTRY_BYTES;
      const tag = this.number(entry, 2);
      if (tag !== SUB_DIRECTORIES && !PARTS.some((pair) => pair.includes(tag))) continue;
      tags.set(tag, this.#values(entry));
    }
    return tags;
  }

  #values(entry: number): number[] {
    const type = this.number(entry + 2, 2);
    const width = WIDTHS[type];
    if (width === undefined) return [];
    const count = this.number(entry + 4, 4);
    const at = count * width <= 4 ? entry + 8 : this.number(entry + 8, 4);
    const bytes = new Uint8Array(Math.min(count, VALUES_MAX) * width);
    bytes.set(this.source.read(at, bytes.length));
    const view = new DataView(bytes.buffer);
    return Array.from(
      { length: bytes.length / width },
      (_, index) =>
        type === SHORT
          ? view.getUint16(index * 2, this.isLittleEndian)
          : view.getUint32(index * 4, this.isLittleEndian),
    );
  }
}
