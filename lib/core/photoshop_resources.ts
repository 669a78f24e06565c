import { latin1, viewOf } from "./byte_source.ts";

/** What Photoshop image resources hold of metadata; the first of each kind. */
export interface PhotoshopResources {
  /** IPTC-IIM. */
  readonly iptc: Uint8Array | null;
  /** MD5 of the IPTC block when the XMP was last made from it. */
  readonly iptcDigest: Uint8Array | null;
  /** A TIFF structure. */
  readonly exif: Uint8Array | null;
  readonly xmp: Uint8Array | null;
}

const IPTC = 0x0404;
const EXIF = 0x0422;
const XMP = 0x0424;
const IPTC_DIGEST = 0x0425;
const DIGEST_BYTES = 16;

/**
 * Photoshop File Formats Specification, "Image Resource Blocks". Ends quietly where a block does not
 * begin with its signature; a block that is cut short gives what is left of it.
 */
export function photoshopResources(bytes: Uint8Array): PhotoshopResources {
  const found = new Map<number, Uint8Array>();
  const view = viewOf(bytes);
  for (let at = 0; at + 12 <= bytes.length;) {
    const signature = latin1(bytes, at, at + 4);
    if (!SIGNATURES.has(signature)) break;
    const id = view.getUint16(at + 4);
    // A Pascal string, padded so that its length byte and text are even.
    const name = (bytes[at + 6]! + 2) & ~1;
    const start = at + 6 + name + 4;
    if (start > bytes.length) break;
    const size = view.getUint32(start - 4);
    const isWanted = signature === ADOBE && WANTED.has(id) &&
      (id !== IPTC_DIGEST || size === DIGEST_BYTES);
    if (isWanted && !found.has(id)) found.set(id, bytes.subarray(start, start + size));
    at = start + size + (size & 1);
  }
  return {
    iptc: found.get(IPTC) ?? null,
    iptcDigest: found.get(IPTC_DIGEST) ?? null,
    exif: found.get(EXIF) ?? null,
    xmp: found.get(XMP) ?? null,
  };
}

const WANTED = new Set([IPTC, EXIF, XMP, IPTC_DIGEST]);
const ADOBE = "8BIM";
/** ImageReady, PhotoDeluxe and others number resources of their own. */
const SIGNATURES = new Set([ADOBE, "PHUT", "DCSR", "AgHg", "MeSa"]);
