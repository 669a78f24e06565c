import exifr from "exifr";
import type { JpegSegments } from "../core/jpeg_segments.ts";
import type { RawBlock } from "../core/metadata_values.ts";
import { EXIF_TAGS, IFD0_TAGS } from "../core/exif_tags.ts";
import type { RawMetadata } from "../core/raw_metadata.ts";
import { GPS_TAGS } from "../core/position.ts";
import { readIptc } from "./iptc.ts";
import { readXmp } from "./xmp.ts";

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
  ifd0: { pick: Object.values(IFD0_TAGS) },
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

interface ExifBlocks {
  readonly ifd0?: RawBlock;
  readonly exif?: RawBlock;
  readonly gps?: RawBlock;
  readonly userComment?: unknown;
  readonly errors?: readonly unknown[];
}

/**
 * Decodes the metadata blocks of a JPEG, each on its own, so that a broken one does not take the
 * others with it. The values may alias the segments: map them before the buffer is used again.
 */
export async function decodeMetadata(segments: JpegSegments): Promise<DecodedMetadata> {
  const damage: string[] = [];
  const blocks = await readExif(segments.exif, damage);
  const { ifd0 = {}, exif = {}, gps = {}, userComment } = blocks;
  const xmp = readXmp(segments, damage);
  const iptc = segments.photoshop === null ? null : readIptc(segments.photoshop);
  const raw: RawMetadata = {
    ifd0,
    exif: userComment === undefined ? exif : { ...exif, [EXIF_TAGS.userComment]: userComment },
    gps,
    xmp,
    iptc: iptc?.values ?? new Map(),
    iptcChangedAfterXmp: iptc?.changedAfterXmp ?? false,
    width: segments.width,
    height: segments.height,
    littleEndian: segments.exif?.[0] === 0x49,
  };
  return { raw, damage };
}

async function readExif(bytes: Uint8Array | null, damage: string[]): Promise<ExifBlocks> {
  if (bytes === null) return {};
  try {
    const blocks: ExifBlocks = await exifr.parse(bytes, EXIFR_OPTIONS) ?? {};
    for (const error of blocks.errors ?? []) damage.push(exifDamage(error));
    return blocks;
  } catch (error) {
    damage.push(exifDamage(error));
    return {};
  }
}

function exifDamage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `The EXIF block cannot be read completely: ${message}`;
}
