import { type ByteSource, bytesSource, viewOf } from "./byte_source.ts";
import {
  type HeifItem,
  itemBytes,
  readAssociations,
  readItems,
  readLocations,
  readReferences,
} from "./heif_items.ts";
import { heifPicture } from "./heif_picture.ts";
import { boxBytes, findBoxes, type MediaBox, mediaBoxes } from "./media_boxes.ts";
import { type ExifPart, NO_PARTS, type PhotoParts } from "./photo_parts.ts";
import { readMovie } from "./read_movie.ts";

const XMP_TYPE = "application/rdf+xml";
const PROPERTIES_MAX = 5_000;

/**
 * HEIC, HEIF and AVIF (ISO/IEC 23008-12 §6 and annex A; AV1 Image File Format): the `meta` box
 * lists items; Exif and XMP are items that describe the primary one, whose properties give size
 * and rotation. A sequence has a `moov` box like a film, too.
 */
export function readHeif(source: ByteSource): PhotoParts {
  const { meta, moov } = findBoxes(source, { start: 0, end: source.size }, ["meta", "moov"]);
  const movie = moov === undefined ? NO_PARTS : readMovie(source);
  if (meta === undefined) {
    return moov !== undefined
      ? movie
      : { ...NO_PARTS, damage: ["The file ends before its list of pictures"] };
  }
  const still = readMeta(source, meta);
  return {
    ...still,
    width: still.width ?? movie.width,
    height: still.height ?? movie.height,
    xmp: [...still.xmp, ...movie.xmp],
    facts: { ...movie.facts, ...still.facts },
    picture: meta.isCut ? null : still.picture ?? null,
    damage: meta.isCut ? ["The file ends inside its list of pictures"] : still.damage,
  };
}

function readMeta(source: ByteSource, meta: MediaBox): PhotoParts {
  const content = { start: meta.start + 4, end: meta.end };
  const types = ["pitm", "iinf", "iloc", "iref", "iprp", "idat"] as const;
  const { pitm, iinf, iloc, iref, iprp, idat } = findBoxes(source, content, types);
  const items = iinf === undefined ? new Map<number, HeifItem>() : readItems(source, iinf);
  const locations = iloc === undefined ? new Map() : readLocations(source, iloc);
  const describes = iref === undefined ? new Map() : readReferences(source, iref, "cdsc");
  const parts = iref === undefined ? new Map() : readReferences(source, iref, "dimg");
  const primary = pitm === undefined ? null : primaryId(source, pitm);
  const damage: string[] = [];
  const bytesOf = ({ id, type }: HeifItem) => {
    const bytes = itemBytes(source, locations.get(id), idat);
    if (bytes === null) damage.push(`The item ${id} (${type}) is not in the file`);
    return bytes === null ? [] : [bytes];
  };
  const ofPrimary = (item: HeifItem) => {
    const described: readonly number[] | undefined = describes.get(item.id);
    return described === undefined || primary === null || described.includes(primary);
  };
  // Some files let their metadata describe a tile or another version of the picture.
  const wanted = (isWanted: (item: HeifItem) => boolean) => {
    const all = [...items.values()].filter(isWanted);
    const own = all.filter(ofPrimary);
    return own.length > 0 ? own : all;
  };
  const exif = wanted(({ type }) => type === "Exif").flatMap(bytesOf);
  const xmp = wanted(({ contentType }) => contentType === XMP_TYPE).flatMap(bytesOf);
  const picture = iprp === undefined || primary === null
    ? { width: null, height: null, orientation: null }
    : readProperties(source, iprp, primary);
  return {
    ...NO_PARTS,
    width: picture.width,
    height: picture.height,
    exif: exif.flatMap(exifPart),
    xmp,
    facts: picture.orientation === null ? {} : { orientation: picture.orientation },
    picture: heifPicture({ primary, locations, parts, idat }),
    damage,
  };
}

function primaryId(source: ByteSource, box: MediaBox): number | null {
  const bytes = boxBytes(source, box, 8);
  const size = bytes[0] === 0 ? 2 : 4;
  if (bytes.length < 4 + size) return null;
  const view = viewOf(bytes);
  return size === 2 ? view.getUint16(4) : view.getUint32(4);
}

/** Four bytes tell how far behind them the TIFF structure begins (ISO/IEC 23008-12 annex A.2.1). */
function exifPart(bytes: Uint8Array): ExifPart[] {
  if (bytes.length < 12) return [];
  const start = 4 + viewOf(bytes).getUint32(0);
  // Some writers count from elsewhere, so the structure is looked for where it usually is.
  const at = [start, 4, 10, 0].find((offset) => isTiff(bytes, offset));
  return at === undefined ? [] : [{ root: "ifd0", source: bytesSource(bytes.subarray(at)) }];
}

function isTiff(bytes: Uint8Array, at: number): boolean {
  const [first, second] = [bytes[at], bytes[at + 1]];
  return first === second && (first === 0x49 || first === 0x4d);
}

/** Size (`ispe`), rotation (`irot`) and mirroring (`imir`) of the primary item. */
function readProperties(source: ByteSource, iprp: MediaBox, primary: number) {
  const { ipco, ipma } = findBoxes(source, iprp, ["ipco", "ipma"]);
  let [width, height]: [number | null, number | null] = [null, null];
  let [turns, mirror]: [number, number | null] = [0, null];
  if (ipco === undefined || ipma === undefined) return { width, height, orientation: null };
  const properties: MediaBox[] = [];
  for (const box of mediaBoxes(source, ipco.start, ipco.end)) {
    if (properties.push(box) >= PROPERTIES_MAX) break;
  }
  for (const index of readAssociations(source, ipma, primary)) {
    const box = properties[index - 1];
    if (box === undefined) continue;
    const bytes = boxBytes(source, box, 12);
    if (box.type === "ispe" && bytes.length === 12) {
      [width, height] = [viewOf(bytes).getUint32(4) || null, viewOf(bytes).getUint32(8) || null];
    } else if (box.type === "irot" && bytes.length > 0) turns = bytes[0]! & 3;
    else if (box.type === "imir" && bytes.length > 0) mirror = bytes[0]! & 1;
  }
  return { width, height, orientation: orientationOf(turns, mirror) };
}

/**
 * EXIF orientation of a rotation by `turns` × 90° against the clock, followed by a mirroring: axis 0
 * puts the top to the bottom, axis 1 the left to the right (ISO/IEC 23008-12 §6.5.10, §6.5.12).
 */
function orientationOf(turns: number, mirror: number | null): number | null {
  if (mirror === null) return [null, 8, 3, 6][turns]!;
  return (mirror === 0 ? [4, 5, 2, 7] : [2, 7, 4, 5])[turns]!;
}
