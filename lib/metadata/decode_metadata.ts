import exifr from "exifr";
import { cutExif, type ExifBlock } from "../core/exif_block.ts";
import { EXIF_TAGS, IFD0_TAGS } from "../core/exif_tags.ts";
import { bytesSource } from "../core/byte_source.ts";
import type { RawBlock } from "../core/metadata_values.ts";
import type { PhotoParts } from "../core/photo_parts.ts";
import { photoshopResources } from "../core/photoshop_resources.ts";
import { GPS_TAGS } from "../core/position.ts";
import type { RawMetadata } from "../core/raw_metadata.ts";
import { readIptc } from "./iptc.ts";
import { readXmp } from "./read_xmp.ts";

/** What could be decoded, and a sentence for every part that could not. */
export interface DecodedMetadata {
  readonly raw: RawMetadata;
  readonly damage: readonly string[];
}

/**
 * One object for the life of the process: exifr keeps prepared options for every object it is given.
 * Dates stay text, because reviving them uses the zone of the process and ignores the offset tags.
 */
const EXIFR_OPTIONS = {
  tiff: true,
  ifd0: { pick: [...Object.values(IFD0_TAGS), ...Object.values(EXIF_TAGS)] },
  exif: { pick: Object.values(EXIF_TAGS) },
  gps: { pick: Object.values(GPS_TAGS) },
  interop: false,
  ifd1: false,
  xmp: false,
  iptc: false,
  icc: false,
  userComment: true,
  translateKeys: false,
  translateValues: false,
  reviveValues: false,
  mergeOutput: false,
};

/** Of one file; a CR3 has three, and no writer makes more. */
const EXIF_PARTS_MAX = 8;
const XMP_PACKETS_MAX = 16;

interface ExifDirectories {
  readonly ifd0?: RawBlock;
  readonly exif?: RawBlock;
  readonly gps?: RawBlock;
  readonly userComment?: unknown;
  readonly errors?: readonly unknown[];
}

/**
 * Decodes the parts of a photo, each on its own, so that a broken one does not take the others with
 * it. The values may alias the bytes of the parts: map them before a buffer is used again.
 */
export async function decodeMetadata(parts: PhotoParts): Promise<DecodedMetadata> {
  const damage = [...parts.damage];
  const photoshop = parts.photoshop === null ? null : photoshopResources(parts.photoshop);
  const inResources = photoshop?.exif ?? null;
  const blocks = [
    ...parts.exif,
    ...inResources === null ? [] : [{ root: "ifd0", source: bytesSource(inResources) } as const],
  ].slice(0, EXIF_PARTS_MAX).map(cutExif);
  const exif = await readExif(blocks, damage);
  const embedded = blocks.map((block) => block.photoshop).find((block) => block !== null) ?? null;
  const inner = embedded === null ? null : photoshopResources(embedded);
  const packets = [...parts.xmp, photoshop?.xmp, ...blocks.map(({ xmp }) => xmp), inner?.xmp];
  const block = photoshop?.iptc ?? parts.iptc ??
    blocks.map(({ iptc }) => iptc).find((iptc) => iptc !== null) ?? inner?.iptc ?? null;
  const digest = parts.ignoresIptcDigest
    ? null
    : photoshop?.iptcDigest ?? inner?.iptcDigest ?? null;
  const iptc = block === null ? null : readIptc(block, digest);
  const raw: RawMetadata = {
    ...exif,
    xmp: readXmp(packets.filter((packet) => packet != null).slice(0, XMP_PACKETS_MAX), damage),
    iptc: iptc?.values ?? new Map(),
    iptcChangedAfterXmp: iptc?.changedAfterXmp ?? false,
    width: parts.width,
    height: parts.height,
    littleEndian: blocks[0]?.littleEndian ?? true,
    facts: parts.facts,
  };
  return { raw, damage };
}

/** The directories of all blocks; what an earlier one says stays. */
async function readExif(
  blocks: readonly ExifBlock[],
  damage: string[],
): Promise<Pick<RawMetadata, "ifd0" | "exif" | "gps">> {
  const all: { ifd0: RawBlock; exif: RawBlock; gps: RawBlock } = { ifd0: {}, exif: {}, gps: {} };
  for (const { block, damage: complaint } of blocks) {
    if (complaint !== null) damage.push(complaint);
    if (block === null) continue;
    const { ifd0, exif, gps, userComment } = await parseExif(block, damage);
    const comment = userComment === undefined ? {} : { [EXIF_TAGS.userComment]: userComment };
    all.ifd0 = under(all.ifd0, ifd0);
    all.exif = under(under(all.exif, comment), exif);
    all.gps = under(all.gps, gps);
  }
  return { ...all, exif: under(all.exif, exposureOf(all.ifd0)) };
}

/** What `upper` says, then what `lower` does; mostly there is only one of them. */
function under(upper: RawBlock, lower: RawBlock = {}): RawBlock {
  if (Object.keys(lower).length === 0) return upper;
  return Object.keys(upper).length === 0 ? lower : { ...lower, ...upper };
}

const EXPOSURE_TAGS = Object.values(EXIF_TAGS);

/** Tags of the Exif directory that stand in the first one, as TIFF/EP has them. */
function exposureOf(ifd0: RawBlock): RawBlock {
  const tags = EXPOSURE_TAGS.filter((tag) => ifd0[tag] !== undefined);
  return Object.fromEntries(tags.map((tag) => [tag, ifd0[tag]]));
}

async function parseExif(bytes: Uint8Array, damage: string[]): Promise<ExifDirectories> {
  try {
    const directories: ExifDirectories = await exifr.parse(bytes, EXIFR_OPTIONS) ?? {};
    for (const error of directories.errors ?? []) damage.push(exifDamage(error));
    return directories;
  } catch (error) {
    damage.push(exifDamage(error));
    return {};
  }
}

function exifDamage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `The EXIF block cannot be read completely: ${message}`;
}
