import type { ByteSource } from "../../lib/core/byte_source.ts";

/** Something that stands for bytes: Latin-1 text, a list of numbers, or bytes. */
export type Bytes = string | readonly number[] | Uint8Array;

/** One after the other. */
export function bytesOf(...parts: Bytes[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    if (typeof part !== "string") bytes.set(part, at);
    else {for (let index = 0; index < part.length; index++) {
        bytes[at + index] = part.charCodeAt(index);
      }}
    at += part.length;
  }
  return bytes;
}

/** Bytes that repeat as little as those of a picture do. */
export function noise(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let at = 0; at < length; at++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223 | 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/** A big-endian number of two bytes. */
export function u16(value: number): number[] {
  return [value >> 8 & 0xff, value & 0xff];
}

/** A big-endian number of four bytes. */
export function u32(value: number): number[] {
  return [...u16(Math.floor(value / 0x10000)), ...u16(value % 0x10000)];
}

/** A box or atom: length, type, content (ISO/IEC 14496-12 §4.2). */
export function box(type: string, ...content: Bytes[]): Uint8Array {
  const inner = bytesOf(...content);
  return bytesOf(u32(inner.length + 8), type, inner);
}

/** A box with version and flags. */
export function fullBox(type: string, version: number, ...content: Bytes[]): Uint8Array {
  return box(type, [version, 0, 0, 0], ...content);
}

/** A field of a TIFF directory; numbers are LONG, text is ASCII, bytes are UNDEFINED. */
export type Tag = readonly [tag: number, value: string | number | Uint8Array];

/** A big-endian TIFF structure of one directory, and those its fields point to. */
export function tiff(tags: readonly Tag[], more: Readonly<Record<number, readonly Tag[]>> = {}) {
  const pointers = Object.keys(more).map((tag): Tag => [Number(tag), 0]);
  const all = [...tags, ...pointers].sort(([left], [right]) => left - right);
  const directories = [all, ...Object.values(more)];
  const starts = [8];
  for (const directory of directories) starts.push(starts.at(-1)! + directoryBytes(directory));
  const places = new Map(Object.keys(more).map((tag, index) => [Number(tag), starts[index + 1]!]));
  const filled = all.map(([tag, value]): Tag => [tag, places.get(tag) ?? value]);
  return bytesOf(
    "MM\0*",
    u32(8),
    ...[filled, ...Object.values(more)].map((directory, index) =>
      encodeDirectory(directory, starts[index]!)
    ),
  );
}

function valueOf(value: Tag[1]): { type: number; count: number; bytes: Uint8Array } {
  if (typeof value === "number") return { type: 4, count: 1, bytes: bytesOf(u32(value)) };
  const bytes = typeof value === "string" ? bytesOf(value, "\0") : value;
  return { type: typeof value === "string" ? 2 : 7, count: bytes.length, bytes };
}

function directoryBytes(tags: readonly Tag[]): number {
  const sizes = tags.map(([, value]) => valueOf(value).bytes.length);
  return 6 + tags.length * 12 + sizes.reduce((sum, size) => sum + (size > 4 ? size : 0), 0);
}

function encodeDirectory(tags: readonly Tag[], start: number): Uint8Array {
  const entries: Bytes[] = [];
  const outside: Uint8Array[] = [];
  let at = start + 6 + tags.length * 12;
  for (const [tag, value] of tags) {
    const { type, count, bytes } = valueOf(value);
    const isInside = bytes.length <= 4;
    entries.push(u16(tag), u16(type), u32(count));
    entries.push(isInside ? bytesOf(bytes, new Uint8Array(4 - bytes.length)) : u32(at));
    if (isInside) continue;
    outside.push(bytes);
    at += bytes.length;
  }
  return bytesOf(u16(tags.length), ...entries, u32(0), ...outside);
}

/** A source that counts what is read of it. */
export interface CountingSource extends ByteSource {
  bytesRead: number;
}

/** The parts at their places in a file of `size` bytes that holds nothing else. */
export function sparseSource(
  size: number,
  parts: readonly (readonly [offset: number, bytes: Uint8Array])[],
): CountingSource {
  return {
    size,
    bytesRead: 0,
    read(offset, length) {
      const end = Math.min(offset + length, size);
      const bytes = new Uint8Array(Math.max(0, end - offset));
      this.bytesRead += bytes.length;
      for (const [start, part] of parts) {
        const from = Math.max(start, offset);
        const to = Math.min(start + part.length, end);
        if (from < to) bytes.set(part.subarray(from - start, to - start), from - offset);
      }
      return bytes;
    },
  };
}
