import type { ByteSource } from "./byte_source.ts";

/** A file in fragments has two boxes for every few seconds; more are believed. */
const BOXES_MAX = 2_000;

interface Box {
  readonly type: string;
  /** Where the next one begins; beyond the file when this one is cut off. */
  readonly end: number;
}

/**
 * A check for formats made of boxes (ISO/IEC 14496-12 §4.2, QuickTime, JPEG 2000): walks from header to
 * header, and says why the file looks cut off. One of the `needed` boxes has to be there; a camera or a
 * converter writes that last.
 */
export function boxesLookIncomplete(
  needed: readonly string[],
): (source: ByteSource) => string | null {
  return (source) => {
    let isFound = false;
    let at = 0;
    for (let count = 0; count < BOXES_MAX && at + 8 <= source.size; count++) {
      const box = readBox(source, at);
      // Something that is no box: what some writers append, or room that is not filled yet.
      if (!/^[\x20-\x7e\xa9]{4}$/.test(box.type)) break;
      isFound ||= needed.includes(box.type);
      if (box.end > source.size) {
        return `The file is cut off in its part '${box.type}': it should have ${box.end} bytes ` +
          `at least, and has ${source.size}`;
      }
      at = box.end;
      if (count === BOXES_MAX - 1) return null;
    }
    return isFound ? null : `The part '${needed.join("' or '")}' of the file is not there`;
  };
}

function readBox(source: ByteSource, at: number): Box {
  const header = new Uint8Array(16);
  header.set(source.read(at, 16));
  const view = new DataView(header.buffer);
  const type = String.fromCharCode(...header.subarray(4, 8));
  const size = view.getUint32(0);
  // 0 stands for "to the end of the file", 1 for a length of 64 bits behind the type.
  if (size === 0) return { type, end: source.size };
  const length = size === 1 ? Number(view.getBigUint64(8)) : size;
  return { type, end: at + Math.max(length, 8) };
}
