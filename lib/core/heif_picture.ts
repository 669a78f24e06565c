import type { ItemLocation } from "./heif_items.ts";
import type { MediaBox } from "./media_boxes.ts";
import { pictureAt } from "./picture_at.ts";
import type { Extent, PicturePart } from "./photo_parts.ts";

/** A picture made of pictures made of tiles; nothing real goes deeper. */
const DEPTH_MAX = 4;

/** What a `meta` box says of its items. */
export interface HeifTables {
  readonly primary: number | null;
  readonly locations: ReadonlyMap<number, ItemLocation>;
  /** What an item is made of (`dimg`). */
  readonly parts: ReadonlyMap<number, readonly number[]>;
  readonly idat: MediaBox | undefined;
}

/**
 * The picture of a HEIF file: the data of the primary item, or of the tiles it is made of. Items that
 * hold metadata lie between those, so `mdat` as a whole is not it. `null` where one of them is not in the
 * file, or said to be all the rest of it.
 */
export function heifPicture({ primary, locations, parts, idat }: HeifTables): PicturePart | null {
  const extents: Extent[] = [];
  const seen = new Set<number>();
  const isFollowed = (id: number, depth: number): boolean => {
    if (seen.has(id)) return true;
    seen.add(id);
    const inner = parts.get(id);
    if (inner !== undefined) {
      return depth < DEPTH_MAX && inner.every((part) => isFollowed(part, depth + 1));
    }
    const found = placesOf(locations.get(id), idat);
    extents.push(...found);
    return found.length > 0;
  };
  return primary !== null && isFollowed(primary, 0) ? pictureAt(extents) : null;
}

/** In the file (method 0) or in `idat` (1); none where it is not known. */
function placesOf(location: ItemLocation | undefined, idat: MediaBox | undefined): Extent[] {
  if (location === undefined || location.method > 1) return [];
  if (location.method === 1 && idat === undefined) return [];
  if (location.extents.some(({ length }) => length === 0)) return [];
  const base = location.method === 1 ? idat!.start : 0;
  return location.extents.map(({ offset, length }) => ({ offset: base + offset, length }));
}
