import type { ByteSource } from "./byte_source.ts";
import type { PhotoParts } from "./photo_parts.ts";
import {
  readNumbers,
  readTiffDirectory,
  readTiffHeader,
  type TiffDirectory,
  type TiffHeader,
} from "./tiff_directory.ts";

/** A JPEG inside a file. */
export interface EmbeddedPreview {
  readonly source: ByteSource;
  readonly offset: number;
  readonly size: number;
}

/** TIFF 6.0 §8 and §22; a DNG has its previews in SubIFDs (DNG 1.7 §2). */
const TAG = {
  compression: 0x0103,
  stripOffsets: 0x0111,
  stripByteCounts: 0x0117,
  subDirectories: 0x014a,
  jpegOffset: 0x0201,
  jpegSize: 0x0202,
} as const;
const JPEG_COMPRESSIONS = new Set([6, 7]);
const DIRECTORIES_MAX = 24;
const BYTES_MIN = 100;
const START_OF_IMAGE = 0xffd8;

/** Every whole JPEG that the directories of a photo point at, in no order of worth. */
export function findPreviews({ exif }: PhotoParts): EmbeddedPreview[] {
  return exif.flatMap(({ source }) => {
    const header = readTiffHeader(source);
    return header === null ? [] : previewsOf(source, header);
  });
}

/** The largest that is not larger than wanted: a small one shows little, a whole picture takes long. */
export function choosePreview(
  previews: readonly EmbeddedPreview[],
  bytesMax: number,
): EmbeddedPreview | null {
  return previews.filter(({ size }) => size <= bytesMax)
    .toSorted((one, other) => other.size - one.size)[0] ?? null;
}

function previewsOf(source: ByteSource, header: TiffHeader): EmbeddedPreview[] {
  const found: EmbeddedPreview[] = [];
  const waiting = [header.firstDirectory];
  const seen = new Set<number>();
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    if (at === 0 || seen.has(at) || seen.size >= DIRECTORIES_MAX) continue;
    seen.add(at);
    const directory = readTiffDirectory(source, header, at);
    const { entries, next } = directory;
    waiting.push(next, ...readNumbers(source, header, entries.get(TAG.subDirectories), 8));
    const preview = previewIn(source, header, directory);
    if (preview !== null && isWholeJpeg(preview)) found.push(preview);
  }
  return found;
}

function previewIn(
  source: ByteSource,
  header: TiffHeader,
  { entries }: TiffDirectory,
): EmbeddedPreview | null {
  const numbers = (tag: number) => readNumbers(source, header, entries.get(tag), 2);
  const [offset] = numbers(TAG.jpegOffset);
  const [size] = numbers(TAG.jpegSize);
  if (offset !== undefined && size !== undefined) return { source, offset, size };
  const [compression = 0] = numbers(TAG.compression);
  const [start, ...others] = numbers(TAG.stripOffsets);
  const [length] = numbers(TAG.stripByteCounts);
  // Of several strips none is a picture of its own.
  const isOne = JPEG_COMPRESSIONS.has(compression) && others.length === 0;
  return isOne && start !== undefined && length !== undefined
    ? { source, offset: start, size: length }
    : null;
}

function isWholeJpeg({ source, offset, size }: EmbeddedPreview): boolean {
  if (size < BYTES_MIN || offset + size > source.size) return false;
  const bytes = source.read(offset, 2);
  return bytes.length === 2 && bytes[0]! * 256 + bytes[1]! === START_OF_IMAGE;
}
