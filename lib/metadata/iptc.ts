import { createHash } from "node:crypto";

/** What the Photoshop image resources of a file say of its IPTC block. */
export interface IptcBlock {
  /** Values of the data sets of record 2, by data set number, in the order of the file. */
  readonly values: ReadonlyMap<number, readonly string[]>;
  /**
   * Whether the block was changed after the XMP was made from it: a digest is stored and is not
   * the block's (Metadata Working Group Guidelines 2.0 §3.3).
   */
  readonly changedAfterXmp: boolean;
}

const NO_IPTC: IptcBlock = Object.freeze({ values: new Map(), changedAfterXmp: false });
const IPTC_RESOURCE = 0x0404;
const DIGEST_RESOURCE = 0x0425;
const utf8 = new TextDecoder("utf-8", { fatal: true });
const windows1252 = new TextDecoder("windows-1252");

/**
 * Finds and decodes the IPTC block (IIM 4.2) in Photoshop image resources. A block that is cut short
 * gives what stands before the cut.
 */
export function readIptc(resources: Uint8Array): IptcBlock {
  let block: Uint8Array | null = null;
  let digest: Uint8Array | null = null;
  for (const { id, data } of imageResources(resources)) {
    if (id === IPTC_RESOURCE) block ??= data;
    else if (id === DIGEST_RESOURCE && data.length === 16) digest ??= data;
  }
  if (block === null) return NO_IPTC;
  return {
    values: readDataSets(block),
    changedAfterXmp: digest !== null && differs(block, digest),
  };
}

/** A stored digest of zeros means that none was made. */
function differs(block: Uint8Array, stored: Uint8Array): boolean {
  if (stored.every((byte) => byte === 0)) return false;
  const current = createHash("md5").update(block).digest();
  return !stored.every((byte, index) => byte === current[index]);
}

/** Photoshop File Formats Specification, "Image Resource Blocks". */
function* imageResources(bytes: Uint8Array): Generator<{ id: number; data: Uint8Array }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 12 <= bytes.length;) {
    if (view.getUint32(at) !== 0x3842494d) return;
    const id = view.getUint16(at + 4);
    // A Pascal string, padded so that its length byte and text are even.
    const name = (bytes[at + 6]! + 2) & ~1;
    const start = at + 6 + name + 4;
    if (start > bytes.length) return;
    const size = view.getUint32(start - 4);
    yield { id, data: bytes.subarray(start, start + size) };
    at = start + size + (size & 1);
  }
}

function readDataSets(block: Uint8Array): Map<number, string[]> {
  const values = new Map<number, string[]>();
  for (let at = 0; at + 5 <= block.length && block[at] === 0x1c;) {
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
      list.push(decodeText(block.subarray(at, at + size)));
      values.set(dataSet, list);
    }
    at += size;
  }
  return values;
}

/** UTF-8 where the bytes are valid UTF-8, whatever the file declares, else Windows-1252. */
function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return windows1252.decode(bytes);
  }
}
