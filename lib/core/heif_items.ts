import { type ByteSource, concatBytes, latin1, viewOf } from "./byte_source.ts";
import { boxBytes, type MediaBox, mediaBoxes } from "./media_boxes.ts";
import { BLOCK_BYTES_MAX } from "./photo_parts.ts";

/** One item of a `meta` box (ISO/IEC 14496-12 §8.11). */
export interface HeifItem {
  readonly id: number;
  /** `hvc1`, `av01`, `grid`, `Exif`, `mime` … */
  readonly type: string;
  /** Of a `mime` item. */
  readonly contentType: string;
}

/** Where the bytes of an item are: parts of the file, of `idat`, or of another item. */
export interface ItemLocation {
  readonly method: number;
  readonly extents: readonly { readonly offset: number; readonly length: number }[];
}

/** Bytes of `iinf`, `iloc`, `iref`, `ipma`: a picture of ten thousand tiles stays below. */
const TABLE_BYTES_MAX = 1024 * 1024;
const ITEMS_MAX = 20_000;
const EXTENTS_MAX = 1_000;
/** Of all items of a file: a place may take no room in the list, so that a small list has millions. */
const ALL_EXTENTS_MAX = 65_536;

/** Reads numbers of a table one after the other; those beyond its end are 0. */
class Cursor {
  at = 0;
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.#view = viewOf(bytes);
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  /** An unsigned big-endian number of 0, 1, 2, 4 or 8 bytes. */
  number(size: number): number {
    const at = this.at;
    this.at += size;
    if (this.at > this.bytes.length) return 0;
    switch (size) {
      case 1:
        return this.#view.getUint8(at);
      case 2:
        return this.#view.getUint16(at);
      case 4:
        return this.#view.getUint32(at);
      case 8:
        return Number(this.#view.getBigUint64(at));
      default:
        return 0;
    }
  }

  /** Text up to its NUL. */
  text(): string {
    const nul = this.bytes.indexOf(0, this.at);
    const end = nul < 0 ? this.bytes.length : nul;
    const text = latin1(this.bytes, this.at, end);
    this.at = end + 1;
    return text;
  }
}

/** The items by id (`iinf`, `infe` of versions 2 and 3: ISO/IEC 14496-12 §8.11.6). */
export function readItems(source: ByteSource, box: MediaBox): Map<number, HeifItem> {
  const items = new Map<number, HeifItem>();
  const head = boxBytes(source, box, 8);
  const entriesAt = box.start + 4 + (head[0] === 0 ? 2 : 4);
  for (const entry of mediaBoxes(source, entriesAt, box.end)) {
    if (entry.type !== "infe" || items.size >= ITEMS_MAX) continue;
    const cursor = new Cursor(boxBytes(source, entry, 1024));
    const version = cursor.number(1);
    cursor.at = 4;
    if (version < 2) continue;
    const id = cursor.number(version === 2 ? 2 : 4);
    cursor.number(2);
    const type = latin1(cursor.bytes, cursor.at, cursor.at + 4);
    cursor.at += 4;
    cursor.text();
    items.set(id, { id, type, contentType: type === "mime" ? cursor.text() : "" });
  }
  return items;
}

/** Where the items are (`iloc` of versions 0 to 2: ISO/IEC 14496-12 §8.11.3), base offsets added. */
export function readLocations(source: ByteSource, box: MediaBox): Map<number, ItemLocation> {
  const cursor = new Cursor(boxBytes(source, box, TABLE_BYTES_MAX));
  const version = cursor.number(1);
  cursor.at = 4;
  const sizes = cursor.number(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  const count = cursor.number(version < 2 ? 2 : 4);
  const locations = new Map<number, ItemLocation>();
  let left = ALL_EXTENTS_MAX;
  for (let index = 0; index < Math.min(count, ITEMS_MAX) && !cursor.isAtEnd; index++) {
    const id = cursor.number(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : cursor.number(2) & 15;
    cursor.number(2);
    const base = cursor.number(baseSize);
    const extentCount = cursor.number(2);
    const extents = [];
    left -= extentCount;
    if (left < 0) break;
    for (let extent = 0; extent < Math.min(extentCount, EXTENTS_MAX); extent++) {
      cursor.number(indexSize);
      const offset = base + cursor.number(offsetSize);
      extents.push({ offset, length: cursor.number(lengthSize) });
    }
    // Beyond the limit the table cannot be followed any more.
    if (extentCount > EXTENTS_MAX || cursor.at > cursor.bytes.length) break;
    locations.set(id, { method, extents });
  }
  return locations;
}

/** Bytes of an item from the file (method 0) or from `idat` (1); `null` where they are not there. */
export function itemBytes(
  source: ByteSource,
  location: ItemLocation | undefined,
  idat: MediaBox | undefined,
): Uint8Array | null {
  if (location === undefined || location.method > 1) return null;
  if (location.method === 1 && idat === undefined) return null;
  const from = location.method === 1 ? idat!.start : 0;
  const end = location.method === 1 ? idat!.end : source.size;
  const parts: Uint8Array[] = [];
  let total = 0;
  for (const { offset, length } of location.extents) {
    // A length of 0 is all of what is referred to.
    const bytes = length === 0 ? end - from - offset : length;
    total += bytes;
    if (bytes < 0 || total > BLOCK_BYTES_MAX) return null;
    const part = source.read(from + offset, Math.min(bytes, end - from - offset));
    if (part.length < bytes) return null;
    parts.push(part);
  }
  return parts.length === 0 ? null : concatBytes(parts);
}

/** References of a kind (`iref`: ISO/IEC 14496-12 §8.11.12): from an item to others. */
export function readReferences(
  source: ByteSource,
  box: MediaBox,
  kind: string,
): Map<number, readonly number[]> {
  const idSize = boxBytes(source, box, 1)[0] === 0 ? 2 : 4;
  const references = new Map<number, readonly number[]>();
  for (const entry of mediaBoxes(source, box.start + 4, box.end)) {
    if (entry.type !== kind) continue;
    const cursor = new Cursor(boxBytes(source, entry, TABLE_BYTES_MAX));
    const from = cursor.number(idSize);
    const count = Math.min(cursor.number(2), ITEMS_MAX);
    const to: number[] = [];
    for (let index = 0; index < count && !cursor.isAtEnd; index++) to.push(cursor.number(idSize));
    references.set(from, to);
  }
  return references;
}

/** Properties of one item, in their order (`ipma`: ISO/IEC 14496-12 §8.11.14); indices from 1. */
export function readAssociations(source: ByteSource, box: MediaBox, itemId: number): number[] {
  const cursor = new Cursor(boxBytes(source, box, TABLE_BYTES_MAX));
  const version = cursor.number(1);
  cursor.at = 3;
  const isWide = (cursor.number(1) & 1) === 1;
  const count = Math.min(cursor.number(4), ITEMS_MAX);
  for (let entry = 0; entry < count && !cursor.isAtEnd; entry++) {
    const id = cursor.number(version === 0 ? 2 : 4);
    const indices: number[] = [];
    for (let left = cursor.number(1); left > 0; left--) {
      indices.push(cursor.number(isWide ? 2 : 1) & (isWide ? 0x7fff : 0x7f));
    }
    if (id === itemId) return indices;
  }
  return [];
}
