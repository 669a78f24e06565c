import type { ByteSource } from "./byte_source.ts";
import { pictureAt } from "./picture_at.ts";
import type { Extent, PicturePart } from "./photo_parts.ts";
import { readNumbers, type TiffDirectory, type TiffHeader } from "./tiff_directory.ts";

/** Tags of the places of strips and tiles, each with that of their lengths (TIFF 6.0 §8, §15). */
const PARTS = [[0x111, 0x117], [0x144, 0x145]] as const;
/** Panasonic's place of the sensor's data. */
const RAW_DATA_TAG = 0x118;
/** Panasonic writes this where it means "see the other tag". */
const ELSEWHERE = 0xffff_ffff;
/** Strips or tiles of one picture whose places are read: 64 KiB of them, and 64 KiB of lengths. */
const PARTS_MAX = 16_384;

/**
 * The picture of a TIFF: that of all its directories which has the most bytes in strips or tiles. The
 * JPEGs that cameras put beside it are none of those, and where one is, it is smaller. `null` where one of
 * them cannot be followed, as that may be the largest.
 */
export function tiffPicture(
  source: ByteSource,
  header: TiffHeader,
  directories: Iterable<TiffDirectory>,
): PicturePart | null {
  let largest: readonly Extent[] = [];
  for (const { entries, damage } of directories) {
    if (damage !== null) return null;
    for (const [places, lengths] of PARTS) {
      const offset = entries.get(places);
      const length = entries.get(lengths);
      if (offset === undefined) continue;
      if (offset.count !== length?.count || offset.count > PARTS_MAX) return null;
      const numbers = [offset, length].map((entry) =>
        readNumbers(source, header, entry, PARTS_MAX)
      );
      if (numbers.some((list) => list.length !== offset.count)) return null;
      const parts = numbers[0]!.map((at, index) => ({ offset: at, length: numbers[1]![index]! }));
      if (bytesOf(parts) > bytesOf(largest)) largest = parts;
    }
  }
  return pictureAt(largest);
}

/** Panasonic's lengths mean other things, so its data reach to the end of the file, as for ExifTool. */
export function panasonicPicture(
  source: ByteSource,
  header: TiffHeader,
  { entries }: TiffDirectory,
): PicturePart | null {
  const place = entries.get(RAW_DATA_TAG) ?? entries.get(PARTS[0][0]);
  const [offset = ELSEWHERE] = readNumbers(source, header, place, 1);
  return offset === ELSEWHERE ? null : pictureAt([{ offset, length: source.size - offset }]);
}

function bytesOf(extents: readonly Extent[]): number {
  return extents.reduce((sum, { length }) => sum + length, 0);
}
