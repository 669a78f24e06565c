import { type ByteSource, latin1, partOf, viewOf } from "./byte_source.ts";
import { readNumbers, readTiffDirectory, type TiffHeader } from "./tiff_directory.ts";

/** Sony's directory of raw data, of which only the place is told (DNG's tag of private data). */
const PRIVATE_DATA_TAG = 0xc634;
const MINOLTA_TAG = 0x7250;
const BLOCK_BYTES_MAX = 64 * 1024;
const BLOCKS_MAX = 16;

/**
 * Pixels of the picture in an ARW of the first cameras of this family (DSLR-A200 to A900, NEX), which
 * keep a block of Minolta's MRW: its part `PRD` has the size of the sensor and of the picture, while
 * the directory of the picture counts its dark border too. As ExifTool's Sony.pm (SR2Private) and
 * MinoltaRaw.pm document it; `null` where there is none.
 */
export function minoltaSize(
  source: ByteSource,
  header: TiffHeader,
): { width: number; height: number } | null {
  const first = readTiffDirectory(source, header, header.firstDirectory).entries;
  const [place] = placeOf(source, header, first.get(PRIVATE_DATA_TAG));
  if (place === undefined) return null;
  const entry = readTiffDirectory(source, header, place).entries.get(MINOLTA_TAG);
  if (entry === undefined) return null;
  return pictureSize(partOf(source, entry.valueAt, Math.min(entry.valueSize, BLOCK_BYTES_MAX)));
}

/** Four bytes in the order of the file. */
function placeOf(
  source: ByteSource,
  header: TiffHeader,
  entry: Parameters<typeof readNumbers>[2],
): number[] {
  if (entry === undefined || entry.valueSize !== 4) return [];
  return readNumbers(source, header, { ...entry, type: 4, count: 1 }, 1);
}

/** `\0MRI` or `\0MRM` and its length, then parts of a name, a length and content each. */
function pictureSize(block: ByteSource): { width: number; height: number } | null {
  const head = block.read(0, 8);
  const mark = latin1(head, 0, 4);
  if (head.length < 8 || (mark !== "\0MRI" && mark !== "\0MRM")) return null;
  const littleEndian = mark === "\0MRI";
  for (let at = 8, count = 0; count < BLOCKS_MAX && at + 8 <= block.size; count++) {
    const part = block.read(at, 8 + 16);
    const size = viewOf(part).getUint32(4, littleEndian);
    if (latin1(part, 0, 4) === "\0PRD" && part.length === 24) {
      const [height, width] = [12, 14].map((from) =>
        viewOf(part).getUint16(8 + from, littleEndian)
      );
      return width && height ? { width, height } : null;
    }
    at += 8 + size;
  }
  return null;
}
