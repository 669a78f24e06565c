import { encodeMosaic } from "./jpeg_mosaic.ts";
import { encodeExif, encodeIptc, encodeXmp } from "./jpeg_metadata.ts";
import type { MakeJpegOptions } from "./make_jpeg_options.ts";

const END_OF_IMAGE = Uint8Array.of(0xff, 0xd9);

/**
 * A valid baseline JPEG with real EXIF, and with IPTC and XMP where something goes there.
 *
 * @throws {RangeError} If `padTo` is less than the photo needs.
 */
export function makeJpeg(options: MakeJpegOptions = {}): Uint8Array<ArrayBuffer> {
  const { width = 64, height = 48, seed = 0, padTo } = options;
  const picture = encodeMosaic({ width, height, seed });
  const parts = [
    Uint8Array.of(0xff, 0xd8),
    segment(0xe1, encodeExif({ ...options, width, height, seed })),
    ...optionalSegment(0xe1, encodeXmp(options)),
    ...optionalSegment(0xed, encodeIptc(options)),
    picture,
  ];
  const bytesNeeded = parts.reduce((sum, part) => sum + part.length, END_OF_IMAGE.length);
  const size = padTo ?? bytesNeeded;
  if (size < bytesNeeded) {
    throw new RangeError(`Cannot pad a photo of ${bytesNeeded} bytes to ${size} bytes`);
  }
  // Any marker may be preceded by fill bytes 0xFF (ITU-T T.81, B.1.1.2): the room before the end of
  // the image is where the picture data of a bigger photo would be.
  const photo = new Uint8Array(size).fill(0xff, bytesNeeded - END_OF_IMAGE.length);
  let offset = 0;
  for (const part of parts) {
    photo.set(part, offset);
    offset += part.length;
  }
  photo.set(END_OF_IMAGE, size - END_OF_IMAGE.length);
  return photo;
}

function optionalSegment(marker: number, payload: Uint8Array | null): Uint8Array[] {
  return payload === null ? [] : [segment(marker, payload)];
}

function segment(marker: number, payload: Uint8Array): Uint8Array {
  const length = payload.length + 2;
  if (length > 0xffff) throw new RangeError(`Cannot put ${payload.length} bytes into one segment`);
  const bytes = new Uint8Array(length + 2);
  bytes.set([0xff, marker, length >> 8, length & 0xff]);
  bytes.set(payload, 4);
  return bytes;
}
