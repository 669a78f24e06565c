import type { Extent, PicturePart } from "./photo_parts.ts";

/** Parts of one picture: a PNG of half a gigabyte in chunks of 8 KiB has so many. */
const EXTENTS_MAX = 65_536;

/**
 * The picture in these parts of a file; `null` where there are none, or more than any picture has. The
 * tables are what it is decoded with beside them.
 */
export function pictureAt(
  extents: readonly Extent[],
  tables: readonly Uint8Array[] = [],
): PicturePart | null {
  if (extents.length === 0 || extents.length > EXTENTS_MAX) return null;
  return { tables, extents, sampledFrom: "middle" };
}

/** What lies between two places of a file. */
export function extentOf({ start, end }: { start: number; end: number }): Extent {
  return { offset: start, length: end - start };
}
