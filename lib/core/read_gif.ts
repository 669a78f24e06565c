import { type ByteSource, latin1, viewOf } from "./byte_source.ts";
import { extentOf, pictureAt } from "./picture_at.ts";
import { BLOCK_BYTES_MAX, NO_PARTS, type PhotoParts } from "./photo_parts.ts";

const HEADER_BYTES = 13;
/** XMP stands before the pictures; what lies further in is not searched for it. */
const SEARCHED_BYTES_MAX = 128 * 1024;
const XMP_APPLICATION = "XMP DataXMP";
const INTRODUCER = { extension: 0x21, image: 0x2c } as const;
const APPLICATION_LABEL = 0xff;
/**
 * Behind the packet stand 1, 255 … 0 and 0, to bring readers of sub-blocks to its end (XMP part 3
 * §1.1.2).
 */
const XMP_TRAILER_BYTES = 258;

/**
 * GIF (GIF89a Specification §18, §26): size of the logical screen, XMP in an application
 * extension.
 */
export function readGif(source: ByteSource): PhotoParts {
  const bytes = source.read(0, SEARCHED_BYTES_MAX);
  if (bytes.length < HEADER_BYTES) {
    return { ...NO_PARTS, damage: ["The file ends inside its header"] };
  }
  const view = viewOf(bytes);
  const { packet, pictureStart } = findParts(source, bytes);
  const colours = bytes.subarray(HEADER_BYTES, HEADER_BYTES + colourTableBytes(bytes[10]!));
  return {
    ...NO_PARTS,
    width: view.getUint16(6, true) || null,
    height: view.getUint16(8, true) || null,
    xmp: packet === null ? [] : [packet],
    picture: pictureStart === null
      ? null
      : pictureAt([extentOf({ start: pictureStart, end: source.size })], [colours]),
  };
}

function colourTableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** The XMP packet, and where the first picture begins; what is not among `bytes` is not found. */
function findParts(source: ByteSource, bytes: Uint8Array) {
  let packet: Uint8Array | null = null;
  let pictureStart: number | null = null;
  let at = HEADER_BYTES + colourTableBytes(bytes[10]!);
  while ((packet === null || pictureStart === null) && at + 2 < bytes.length) {
    if (bytes[at] === INTRODUCER.extension) {
      const isXmp = bytes[at + 1] === APPLICATION_LABEL &&
        latin1(bytes, at + 3, at + 14) === XMP_APPLICATION;
      if (isXmp) packet ??= packetAt(source, at + 14);
      at = skipSubBlocks(bytes, at + 2);
    } else if (bytes[at] === INTRODUCER.image) {
      pictureStart ??= at;
      // Place and size, colours, and the size of the first code.
      at = skipSubBlocks(bytes, at + 10 + colourTableBytes(bytes[at + 9] ?? 0) + 1);
    } else break;
  }
  return { packet, pictureStart };
}

/** Its text passes for sub-blocks, so that it ends where these do; it may be long. */
function packetAt(source: ByteSource, start: number): Uint8Array {
  for (let length = SEARCHED_BYTES_MAX;; length *= 4) {
    const bytes = source.read(start, Math.min(length, BLOCK_BYTES_MAX));
    const end = skipSubBlocks(bytes, 0);
    const isWhole = end <= bytes.length;
    if (isWhole || bytes.length < length) {
      return bytes.subarray(0, isWhole ? Math.max(0, end - XMP_TRAILER_BYTES) : bytes.length);
    }
  }
}

/** Where what follows the sub-blocks begins; each is its length and that many bytes, 0 ends them. */
function skipSubBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]!;
  return at + 1;
}
