/** A JPEG with a small one inside, where cameras put it: in the second directory of EXIF. */
export function withThumbnail(jpeg: Uint8Array, thumbnail: Uint8Array): Uint8Array {
  const firstAt = 8;
  const secondAt = firstAt + 2 + 4;
  const thumbnailAt = secondAt + 2 + 2 * 12 + 4;
  const tiff = new Uint8Array(thumbnailAt + thumbnail.length);
  const view = new DataView(tiff.buffer);
  view.setUint16(0, 0x4d4d);
  view.setUint16(2, 42);
  view.setUint32(4, firstAt);
  view.setUint16(firstAt, 0);
  view.setUint32(firstAt + 2, secondAt);
  view.setUint16(secondAt, 2);
  [[0x0201, thumbnailAt], [0x0202, thumbnail.length]].forEach(([tag = 0, value = 0], index) => {
    const at = secondAt + 2 + index * 12;
    view.setUint16(at, tag);
    view.setUint16(at + 2, 4);
    view.setUint32(at + 4, 1);
    view.setUint32(at + 8, value);
  });
  tiff.set(thumbnail, thumbnailAt);
  const head = new TextEncoder().encode("Exif\0\0");
  const size = 2 + head.length + tiff.length;
  const segment = new Uint8Array([0xff, 0xe1, size >> 8, size & 0xff, ...head, ...tiff]);
  return new Uint8Array([...jpeg.subarray(0, 2), ...segment, ...jpeg.subarray(2)]);
}
