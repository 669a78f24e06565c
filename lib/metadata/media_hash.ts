import { createHash } from "node:crypto";
import type { ByteSource } from "../core/byte_source.ts";
import type { PicturePart } from "../core/photo_parts.ts";

const SAMPLE_BYTES = 16 * 1024;

/**
 * The media hash, of the picture without its metadata: it survives what another tool writes into the
 * segments before the picture. It is sha256, as 64 lower case hexadecimal digits, of
 *
 * 1. the tables the picture is decoded with, each with its marker, in their order: of a JPEG all
 *    segments of ITU-T T.81 up to and with the header of the first scan but APPn and COM, then
 * 2. the number of bytes from there to the end of the file as an unsigned 64-bit little-endian number,
 * 3. the first 16 KiB of those bytes, then
 * 4. the last 16 KiB of them, or of less than 32 KiB everything after the first 16 KiB.
 *
 * It is a sample, as `sampleHash` is: two pictures of one length that differ in the middle only have
 * one hash. What stands behind the picture (the further pictures of a multi-picture file, the film of
 * a motion photo) counts as picture, as its end cannot be found without reading it all. ExifTool
 * copies those bytes unchanged; a tool that writes there makes another hash, so that a photo is taken
 * for a new one, never for another one. The catalogue keeps these hashes: another definition needs a
 * version of the reader.
 *
 * `null` when the file is shorter than `source.size` says, because it is being changed.
 */
export function mediaHash(source: ByteSource, { tables, start }: PicturePart): string | null {
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(source.size - start), true);
  const first = source.read(start, SAMPLE_BYTES);
  const lastStart = Math.max(start + first.length, source.size - SAMPLE_BYTES);
  const last = source.read(lastStart, SAMPLE_BYTES);
  const expected = Math.min(source.size - start, SAMPLE_BYTES) + source.size - lastStart;
  if (first.length === 0 || first.length + last.length !== expected) return null;
  const hash = createHash("sha256");
  for (const table of tables) hash.update(table);
  return hash.update(size).update(first).update(last).digest("hex");
}
