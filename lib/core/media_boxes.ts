import { type ByteSource, latin1, viewOf } from "./byte_source.ts";

/** One box (ISO/IEC 14496-12 §4.2); an atom in the QuickTime File Format. */
export interface MediaBox {
  /** Four characters, Latin-1. */
  readonly type: string;
  /** Of a `uuid` box, 32 hexadecimal digits; else `""`. */
  readonly uuid: string;
  /** First byte after its header. */
  readonly start: number;
  readonly end: number;
  /** Whether it says that it is longer than what holds it. */
  readonly isCut: boolean;
}

/** Boxes of one level; the largest real ones are lists of some hundred items. */
const BOXES_MAX = 10_000;
const HEADER_BYTES = 32;

/**
 * The boxes of `[start, end)`, one header read each, so that a film of gigabytes costs as many small
 * reads as it has boxes. Ends where a header cannot be one.
 */
export function* mediaBoxes(
  source: ByteSource,
  start = 0,
  end = source.size,
): Generator<MediaBox> {
  let at = start;
  for (let count = 0; count < BOXES_MAX && at + 8 <= end; count++) {
    const head = source.read(at, Math.min(HEADER_BYTES, end - at));
    if (head.length < 8) return;
    const view = viewOf(head);
    const type = latin1(head, 4, 8);
    let size = view.getUint32(0);
    let headerBytes = 8;
    if (size === 1) {
      if (head.length < 16) return;
      size = Number(view.getBigUint64(8));
      headerBytes = 16;
    } else if (size === 0) {
      // To the end of the file; inside a box, QuickTime ends a list with four zero bytes.
      if (end !== source.size) return;
      size = end - at;
    }
    const uuid = type === "uuid" ? hexadecimal(head.subarray(headerBytes, headerBytes + 16)) : "";
    if (type === "uuid") headerBytes += 16;
    if (size < headerBytes) return;
    const boxEnd = Math.min(at + size, end);
    yield { type, uuid, start: at + headerBytes, end: boxEnd, isCut: at + size > end };
    at += size;
  }
}

/** The first box of each of the given types, in one pass. */
export function findBoxes<Type extends string>(
  source: ByteSource,
  within: { readonly start: number; readonly end: number },
  types: readonly Type[],
): Partial<Record<Type, MediaBox>> {
  const found: Partial<Record<Type, MediaBox>> = {};
  for (const box of mediaBoxes(source, within.start, within.end)) {
    const type = types.find((wanted) => wanted === box.type);
    if (type !== undefined) found[type] ??= box;
  }
  return found;
}

/** Content of a box, at most `bytesMax` of it. */
export function boxBytes(source: ByteSource, box: MediaBox, bytesMax: number): Uint8Array {
  return source.read(box.start, Math.min(box.end - box.start, bytesMax));
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
