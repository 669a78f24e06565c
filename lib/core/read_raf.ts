import { type ByteSource, partOf, viewOf } from "./byte_source.ts";
import { extentOf, pictureAt } from "./picture_at.ts";
import { NO_PARTS, type PhotoParts } from "./photo_parts.ts";
import { readJpeg } from "./read_jpeg.ts";

const JPEG_OFFSET_AT = 84;
const TAGS_OFFSET_AT = 92;
const TAGS_BYTES_MAX = 64 * 1024;
const TAGS_MAX = 255;
/** Height and width of the cropped picture. */
const CROPPED_SIZE_TAG = 0x0111;

/**
 * Fujifilm's RAF: a header with the places of a whole JPEG, which has all metadata, and of a list of
 * tags about the sensor, which may have the size (as ExifTool's FujiFilm.pm documents it).
 */
export function readRaf(source: ByteSource): PhotoParts {
  const head = source.read(0, 108);
  if (head.length < 108) return { ...NO_PARTS, damage: ["The file ends inside its header"] };
  const view = viewOf(head);
  const [jpegAt, jpegSize] = [view.getUint32(JPEG_OFFSET_AT), view.getUint32(JPEG_OFFSET_AT + 4)];
  const at = view.getUint32(TAGS_OFFSET_AT);
  const jpeg = partOf(source, jpegAt, jpegSize);
  const parts: PhotoParts = {
    ...jpegSize === 0 ? NO_PARTS : readJpeg(jpeg),
    ignoresIptcDigest: true,
    // Everything behind the JPEG is of the sensor, and whoever writes metadata moves it as a whole.
    picture: at < jpegAt + jpegSize ? null : pictureAt([extentOf({ start: at, end: source.size })]),
  };
  const size = sensorSize(
    source.read(at, Math.min(view.getUint32(TAGS_OFFSET_AT + 4), TAGS_BYTES_MAX)),
  );
  return size === null ? parts : { ...parts, ...size };
}

/** Number of tags, then tag, length and value of each. */
function sensorSize(bytes: Uint8Array): { width: number; height: number } | null {
  if (bytes.length < 4) return null;
  const view = viewOf(bytes);
  const count = Math.min(view.getUint32(0), TAGS_MAX);
  for (let index = 0, at = 4; index < count && at + 8 <= bytes.length; index++) {
    const [tag, length] = [view.getUint16(at), view.getUint16(at + 2)];
    if (tag === CROPPED_SIZE_TAG && length === 4) {
      return { height: view.getUint16(at + 4), width: view.getUint16(at + 6) };
    }
    at += 4 + length;
  }
  return null;
}
