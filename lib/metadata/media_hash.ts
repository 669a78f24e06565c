import { createHash } from "node:crypto";
import type { ByteSource } from "../core/byte_source.ts";
import type { Extent, PicturePart } from "../core/photo_parts.ts";

const SAMPLE_BYTES = 16 * 1024;
/** Reads for one sample of a picture that is in tiny parts. */
const READS_MAX = 64;
/** Bare paper, a sky without a cloud: values of bytes that a picture has to exceed to be known by them. */
const PLAIN_VALUES_MAX = 8;

/**
 * The media hash, of the picture without its metadata: it survives what another tool writes beside the
 * picture. It is sha256, as 64 lower case hexadecimal digits, of
 *
 * 1. the tables the picture is decoded with, in their order: of a JPEG, each with its marker, all
 *    segments of ITU-T T.81 up to and with the header of the first scan but APPn and COM; the header and
 *    the palette of a PNG; the colours of a GIF; of the others none, then
 * 2. the number of bytes of each part of the encoded picture, as unsigned 64-bit little-endian numbers: a
 *    JPEG has one, from there to the end of the file; others have strips, tiles, chunks, boxes, then
 * 3. 16 KiB of the parts, as if they were one: of a JPEG the first, of the others those in the middle, or
 *    where the last 32 KiB are fewer bytes than that those, then
 * 4. the last 16 KiB of them, or fewer, so that no byte counts twice.
 *
 * A sample is taken of 64 parts at most.
 *
 * It is a sample, as `sampleHash` is: two pictures of one length that differ elsewhere only have one
 * hash. Data that are not compressed all have one length, and scans have the same white edges; hence the
 * middle, and no hash where both samples are of a few values only. What stands behind the picture of a
 * JPEG (the further pictures of a multi-picture file, the film of a motion photo) counts as picture, as
 * its end cannot be found without reading it all. ExifTool copies those bytes unchanged; a tool that
 * writes there makes another hash, so that a photo is taken for a new one, never for another one. The
 * catalogue keeps these hashes: another definition needs a version of the reader.
 *
 * `null` where a part of the picture is not in the file, or the file is shorter than `source.size` says,
 * because it is being changed.
 */
export function mediaHash(
  source: ByteSource,
  { tables, extents, sampledFrom }: PicturePart,
): string | null {
  if (!extents.every(({ offset, length }) => length >= 0 && offset + length <= source.size)) {
    return null;
  }
  const total = extents.reduce((sum, { length }) => sum + length, 0);
  if (total === 0) return null;
  const firstStart = sampledFrom === "start"
    ? 0
    : Math.min(Math.floor(total / 2), Math.max(0, total - 2 * SAMPLE_BYTES));
  const lastStart = Math.max(firstStart + SAMPLE_BYTES, total - SAMPLE_BYTES);
  const first = readSample(source, extents, firstStart);
  const last = readSample(source, extents, lastStart);
  if (first === null || last === null) return null;
  const pieces = [...first, ...last];
  if (sampledFrom === "middle" && isPlain(pieces)) return null;
  const hash = createHash("sha256");
  for (const bytes of [...tables, lengthsOf(extents), ...pieces]) hash.update(bytes);
  return hash.digest("hex");
}

function lengthsOf(extents: readonly Extent[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(extents.length * 8));
  extents.forEach(({ length }, index) => view.setBigUint64(index * 8, BigInt(length), true));
  return new Uint8Array(view.buffer);
}

/** 16 KiB of the parts from their byte `start` on, or what there is; `null` where bytes are missing. */
function readSample(
  source: ByteSource,
  extents: readonly Extent[],
  start: number,
): Uint8Array[] | null {
  const pieces: Uint8Array[] = [];
  let passed = 0;
  let left = SAMPLE_BYTES;
  for (const { offset, length } of extents) {
    const skipped = Math.max(0, start - passed);
    passed += length;
    if (skipped >= length) continue;
    const wanted = Math.min(length - skipped, left);
    const piece = source.read(offset + skipped, wanted);
    if (piece.length < wanted) return null;
    pieces.push(piece);
    left -= wanted;
    if (left === 0 || pieces.length === READS_MAX) break;
  }
  return pieces;
}

function isPlain(pieces: readonly Uint8Array[]): boolean {
  const values = new Set<number>();
  for (const piece of pieces) {
    for (const value of piece) {
      values.add(value);
      if (values.size > PLAIN_VALUES_MAX) return false;
    }
  }
  return true;
}
