import { type ByteSource, partOf } from "./byte_source.ts";
import { minoltaSize } from "./minolta_raw.ts";
import { NO_PARTS, type PhotoParts } from "./photo_parts.ts";
import {
  readNumbers,
  readTiffDirectory,
  readTiffHeader,
  type TiffDirectory,
  type TiffHeader,
} from "./tiff_directory.ts";
import { readJpeg } from "./read_jpeg.ts";
import { panasonicPicture, tiffPicture } from "./tiff_picture.ts";

const TAG = {
  subfileType: 0xfe,
  oldSubfileType: 0xff,
  width: 0x100,
  height: 0x101,
  subDirectories: 0x14a,
} as const;
/** Borders of the picture on Panasonic's sensor, in IFD0 of an RW2. */
const SENSOR = { top: 0x04, left: 0x05, bottom: 0x06, right: 0x07 } as const;
/** A whole JPEG, in IFD0 of an RW2. */
const PREVIEW_TAG = 0x2e;
const SUB_DIRECTORIES_MAX = 16;
/** Pages of a document are directories too; those after the first few are none of the picture. */
const CHAINED_DIRECTORIES_MAX = 8;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * TIFF (TIFF 6.0 §2, §8; Adobe's TIFF Technical Note 1 for trees of directories; BigTIFF) and the
 * RAW formats built on it: CR2, NEF, ARW, DNG, PEF, ORF, RW2, SRW, IIQ. EXIF, XMP, IPTC and image
 * resources are tags of its directories; the size is that of the directory that says it holds the
 * picture in full resolution.
 */
export function readTiff(source: ByteSource): PhotoParts {
  const header = readTiffHeader(source);
  if (header === null) return { ...NO_PARTS, damage: ["The file has no TIFF header"] };
  const directories = [...directoriesOf(source, header)];
  const size = pictureSize(source, header, directories);
  return {
    ...NO_PARTS,
    width: size?.width ?? null,
    height: size?.height ?? null,
    exif: [{ root: "ifd0", source }],
    picture: tiffPicture(source, header, directories),
  };
}

/** CR2 and IIQ tell the size of the whole picture in EXIF only; their directories hold previews. */
export function readTiffByExif(source: ByteSource): PhotoParts {
  return { ...readTiff(source), width: null, height: null };
}

/** Sony's ARW may tell the size of the picture without its dark border. */
export function readArw(source: ByteSource): PhotoParts {
  const header = readTiffHeader(source);
  const size = header === null ? null : minoltaSize(source, header);
  return { ...readTiff(source), ...size };
}

/** Panasonic's RW2 has the lens and more in the EXIF of the preview in its first directory only. */
export function readRw2(source: ByteSource): PhotoParts {
  const parts = readTiff(source);
  const header = readTiffHeader(source);
  if (header === null) return parts;
  const first = readTiffDirectory(source, header, header.firstDirectory);
  const picture = panasonicPicture(source, header, first);
  const preview = first.entries.get(PREVIEW_TAG);
  if (preview === undefined) return { ...parts, picture };
  const { exif, xmp } = readJpeg(partOf(source, preview.valueAt, preview.valueSize));
  return { ...parts, exif: [...parts.exif, ...exif], xmp, picture };
}

function pictureSize(
  source: ByteSource,
  header: TiffHeader,
  directories: readonly TiffDirectory[],
): Size | null {
  let first: Size | null = null;
  for (const directory of directories) {
    const number = (tag: number) =>
      readNumbers(source, header, directory.entries.get(tag), 1)[0] ?? null;
    const [width, height] = [number(TAG.width), number(TAG.height)];
    const size = width && height ? { width, height } : sensorSize(number);
    if (size === null) continue;
    const isFull = number(TAG.subfileType) === 0 || number(TAG.oldSubfileType) === 1;
    if (isFull) return size;
    first ??= size;
  }
  return first;
}

function sensorSize(number: (tag: number) => number | null): Size | null {
  const sides = [SENSOR.left, SENSOR.right, SENSOR.top, SENSOR.bottom].map(number);
  const [left, right, top, bottom] = sides;
  if (left == null || right == null || top == null || bottom == null) return null;
  const size = { width: right - left, height: bottom - top };
  return size.width > 0 && size.height > 0 ? size : null;
}

/** IFD0 with its sub-directories, then the next ones of the chain; each once, so circles end. */
function* directoriesOf(source: ByteSource, header: TiffHeader): Generator<TiffDirectory> {
  const seen = new Set<number>();
  let next = header.firstDirectory;
  for (let index = 0; index < CHAINED_DIRECTORIES_MAX && next !== 0; index++) {
    if (seen.has(next)) return;
    seen.add(next);
    const directory = readTiffDirectory(source, header, next);
    yield directory;
    const entry = directory.entries.get(TAG.subDirectories);
    for (const offset of readNumbers(source, header, entry, SUB_DIRECTORIES_MAX)) {
      if (seen.has(offset)) continue;
      seen.add(offset);
      yield readTiffDirectory(source, header, offset);
    }
    next = directory.next;
  }
}
