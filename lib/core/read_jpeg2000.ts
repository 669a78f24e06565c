import { type ByteSource, bytesSource, viewOf } from "./byte_source.ts";
import { boxBytes, findBoxes, mediaBoxes } from "./media_boxes.ts";
import { extentOf, pictureAt } from "./picture_at.ts";
import {
  BLOCK_BYTES_MAX,
  type ExifPart,
  type Extent,
  NO_PARTS,
  type PhotoParts,
} from "./photo_parts.ts";

const XMP_UUID = "be7acfcb97a942e89c71999491e3afac";
/** "JpgTiffExif->JP2". */
const EXIF_UUID = "4a706754696666457869662d3e4a5032";
const IPTC_UUID = "33c7a4d2b81d4723a0baf1a3e097ad38";

/**
 * JP2 and JPX (ISO/IEC 15444-1 annex I): size from `ihdr`, metadata in boxes of type `uuid` (XMP
 * specification part 3 §1.1.5; EXIF and IPTC as Photoshop and ExifTool store them).
 */
export function readJpeg2000(source: ByteSource): PhotoParts {
  let size: Pick<PhotoParts, "width" | "height"> = { width: null, height: null };
  const exif: ExifPart[] = [];
  const xmp: Uint8Array[] = [];
  let iptc: Uint8Array | null = null;
  const codestreams: Extent[] = [];
  for (const box of mediaBoxes(source)) {
    const content = () => boxBytes(source, box, BLOCK_BYTES_MAX);
    if (box.type === "jp2h") {
      const { ihdr } = findBoxes(source, box, ["ihdr"]);
      const bytes = ihdr === undefined ? new Uint8Array(0) : boxBytes(source, ihdr, 8);
      if (bytes.length < 8) continue;
      size = {
        height: viewOf(bytes).getUint32(0) || null,
        width: viewOf(bytes).getUint32(4) || null,
      };
    } else if (box.type === "jp2c") {
      codestreams.push(box.isCut ? { offset: box.start, length: Infinity } : extentOf(box));
    } else if (box.uuid === XMP_UUID) xmp.push(content());
    else if (box.uuid === EXIF_UUID) exif.push({ root: "ifd0", source: bytesSource(content()) });
    else if (box.uuid === IPTC_UUID) iptc ??= content();
  }
  const damage = size.width === null ? ["The file ends before its image header"] : [];
  return { ...NO_PARTS, ...size, exif, xmp, iptc, picture: pictureAt(codestreams), damage };
}
