import { type ByteSource, bytesSource, latin1, viewOf } from "./byte_source.ts";
import { jxlSize } from "./jxl_size.ts";
import { boxBytes, type MediaBox, mediaBoxes } from "./media_boxes.ts";
import { extentOf, pictureAt } from "./picture_at.ts";
import {
  BLOCK_BYTES_MAX,
  type ExifPart,
  type Extent,
  NO_PARTS,
  type PhotoParts,
} from "./photo_parts.ts";

/** Expands Brotli data to at most `bytesMax` bytes; `null` where it is broken or larger. */
export type Unbrotli = (bytes: Uint8Array, bytesMax: number) => Uint8Array | null;

const CODESTREAM_HEADER_BYTES = 16;

/**
 * JPEG XL (ISO/IEC 18181-1, 18181-2): a bare codestream, or boxes with the codestream, EXIF and XMP,
 * the latter two perhaps compressed (`brob`).
 */
export function readJpegXl(source: ByteSource, unbrotli: Unbrotli): PhotoParts {
  const head = source.read(0, CODESTREAM_HEADER_BYTES);
  if (head[0] === 0xff) {
    // ExifTool puts such a codestream into a box, as it is.
    return {
      ...NO_PARTS,
      ...sizeOf(head),
      picture: pictureAt([extentOf({ start: 0, end: source.size })]),
    };
  }
  let size: ReturnType<typeof sizeOf> | null = null;
  const exif: Uint8Array[] = [];
  const xmp: Uint8Array[] = [];
  const damage: string[] = [];
  const picture: Extent[] = [];
  let isCut = false;
  for (const box of mediaBoxes(source)) {
    isCut ||= box.isCut;
    if (box.type === "jxlc") {
      picture.push(extentOf(box));
      size ??= sizeOf(boxBytes(source, box, CODESTREAM_HEADER_BYTES));
    } else if (box.type === "jxlp") {
      picture.push(extentOf({ start: box.start + 4, end: box.end }));
      // The number of the part stands before it.
      size ??= sizeOf(boxBytes(source, box, 4 + CODESTREAM_HEADER_BYTES).subarray(4));
    } else {
      const found = metadataOf(source, box, unbrotli, damage);
      if (found?.type === "Exif") exif.push(found.bytes);
      else if (found !== null) xmp.push(found.bytes);
    }
  }
  if (size === null) damage.push("The file ends before its picture begins");
  return {
    ...NO_PARTS,
    ...size,
    exif: exif.flatMap(exifPart),
    xmp,
    picture: isCut ? null : pictureAt(picture),
    damage,
  };
}

function metadataOf(source: ByteSource, box: MediaBox, unbrotli: Unbrotli, damage: string[]) {
  const isPlain = box.type === "Exif" || box.type === "xml ";
  if (!isPlain && box.type !== "brob") return null;
  if (box.end - box.start > BLOCK_BYTES_MAX) return null;
  const content = boxBytes(source, box, BLOCK_BYTES_MAX);
  if (isPlain) return { type: box.type, bytes: content };
  const type = latin1(content, 0, 4);
  if (type !== "Exif" && type !== "xml ") return null;
  const bytes = unbrotli(content.subarray(4), BLOCK_BYTES_MAX);
  if (bytes === null) damage.push(`The compressed box of ${type.trim()} cannot be expanded`);
  return bytes === null ? null : { type, bytes };
}

function sizeOf(codestream: Uint8Array): Pick<PhotoParts, "width" | "height"> {
  return jxlSize(codestream) ?? { width: null, height: null };
}

/** Four bytes tell how far behind them the TIFF structure begins. */
function exifPart(bytes: Uint8Array): ExifPart[] {
  if (bytes.length < 12) return [];
  const start = 4 + viewOf(bytes).getUint32(0);
  return start >= bytes.length
    ? []
    : [{ root: "ifd0", source: bytesSource(bytes.subarray(start)) }];
}
