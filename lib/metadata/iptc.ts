import { createHash } from "node:crypto";
import { plainText } from "../core/plain_text.ts";

/** What an IPTC block says. */
export interface IptcBlock {
  /** Values of the data sets of record 2, by data set number, in the order of the file. */
  readonly values: ReadonlyMap<number, readonly string[]>;
  /**
   * Whether the block was changed after the XMP was made from it: a digest is stored and is not
   * the block's (Metadata Working Group Guidelines 2.0 §3.3).
   */
  readonly changedAfterXmp: boolean;
}

const DATA_SET_MARKER = 0x1c;

/**
 * Decodes an IPTC block (IIM 4.2 §1.5, §1.6). A block that is cut short gives what stands before the
 * cut. `digest` is the MD5 that was stored beside it.
 */
export function readIptc(block: Uint8Array, digest: Uint8Array | null): IptcBlock {
  return {
    values: readDataSets(inOrder(block)),
    changedAfterXmp: digest !== null && differs(block, digest),
  };
}

/** TIFF keeps the block as numbers of four bytes, and some writers turned each of them round. */
function inOrder(block: Uint8Array): Uint8Array {
  if (block[0] === DATA_SET_MARKER || block[3] !== DATA_SET_MARKER) return block;
  const turned = Uint8Array.from(block);
  for (let at = 0; at + 4 <= turned.length; at += 4) turned.subarray(at, at + 4).reverse();
  return turned;
}

/** A stored digest of zeros means that none was made. */
function differs(block: Uint8Array, stored: Uint8Array): boolean {
  if (stored.every((byte) => byte === 0)) return false;
  const current = createHash("md5").update(block).digest();
  return !stored.every((byte, index) => byte === current[index]);
}

function readDataSets(block: Uint8Array): Map<number, string[]> {
  const values = new Map<number, string[]>();
  for (let at = 0; at + 5 <= block.length && block[at] === DATA_SET_MARKER;) {
    const record = block[at + 1]!;
    const dataSet = block[at + 2]!;
    let size = (block[at + 3]! << 8) | block[at + 4]!;
    at += 5;
    if (size & 0x8000) {
      // Extended data set: the lower bits count the bytes of the real length.
      const bytes = size & 0x7fff;
      if (bytes > 4 || at + bytes > block.length) break;
      size = 0;
      for (let index = 0; index < bytes; index++) size = size * 256 + block[at + index]!;
      at += bytes;
    }
    if (at + size > block.length) break;
    if (record === 2) {
      const list = values.get(dataSet) ?? [];
      list.push(plainText(block.subarray(at, at + size)));
      values.set(dataSet, list);
    }
    at += size;
  }
  return values;
}
