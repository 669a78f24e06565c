import { type ByteSource, concatBytes, latin1, viewOf } from "./byte_source.ts";
import { extentOf, pictureAt } from "./picture_at.ts";
import { BLOCK_BYTES_MAX, NO_PARTS, type PhotoParts } from "./photo_parts.ts";

const HEADER_BYTES = 26;
const RESOURCES_MAX = 2_000;
/** IPTC, EXIF, XMP and the digest of the IPTC block; the others are thumbnails, profiles, paths … */
const WANTED = new Set([0x0404, 0x0422, 0x0424, 0x0425]);

/**
 * PSD and PSB (Photoshop File Formats Specification, "File Header", "Color Mode Data", "Image
 * Resources"): only the resources that hold metadata are read, and handed on as they are.
 */
export function readPsd(source: ByteSource): PhotoParts {
  const head = source.read(0, HEADER_BYTES + 4);
  if (head.length < HEADER_BYTES + 4) {
    return { ...NO_PARTS, damage: ["The file ends inside its header"] };
  }
  const view = viewOf(head);
  const resourcesAt = HEADER_BYTES + 4 + view.getUint32(HEADER_BYTES);
  const length = source.read(resourcesAt, 4);
  const size = length.length < 4 ? 0 : viewOf(length).getUint32(0);
  const isCut = length.length < 4 || resourcesAt + 4 + size > source.size;
  return {
    ...NO_PARTS,
    height: view.getUint32(14) || null,
    width: view.getUint32(18) || null,
    photoshop: wantedResources(source, resourcesAt + 4, size),
    // Layers and the picture they make.
    picture: isCut
      ? null
      : pictureAt([extentOf({ start: resourcesAt + 4 + size, end: source.size })]),
    damage: isCut ? ["The file ends inside its image resources"] : [],
  };
}

function wantedResources(source: ByteSource, start: number, size: number): Uint8Array | null {
  const parts: Uint8Array[] = [];
  let left = BLOCK_BYTES_MAX;
  let at = start;
  for (let count = 0; count < RESOURCES_MAX && at + 12 <= start + size; count++) {
    const head = source.read(at, 12 + 256);
    if (head.length < 12 || !/^\w{4}$/.test(latin1(head, 0, 4))) break;
    const nameBytes = (head[6]! + 2) & ~1;
    if (head.length < 10 + nameBytes) break;
    const length = viewOf(head).getUint32(6 + nameBytes);
    const whole = 10 + nameBytes + length + (length & 1);
    if (WANTED.has(viewOf(head).getUint16(4)) && whole <= left) {
      left -= whole;
      const resource = source.read(at, whole);
      // The last resource may come without its padding; the next one follows an even number of bytes.
      parts.push(resource.length < whole ? resource : resource.subarray(0, whole));
    }
    at += whole;
  }
  return parts.length === 0 ? null : concatBytes(parts);
}
