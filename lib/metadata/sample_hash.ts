import { createHash } from "node:crypto";
import type { ByteSource } from "../core/byte_source.ts";

const HEAD_BYTES = 128 * 1024;
const TAIL_BYTES = 64 * 1024;

/**
 * The sample hash: sha256, as 64 lower case hexadecimal digits, of
 *
 * 1. the size of the file in bytes as an unsigned 64-bit little-endian number, then
 * 2. its first 128 KiB, then
 * 3. its last 64 KiB, or of a file of less than 192 KiB everything after the first 128 KiB,
 *
 * so that no byte is hashed twice and every byte of a smaller file counts. The catalogue keeps these
 * hashes: another encoding needs a migration.
 *
 * `null` when the file is shorter than `source.size` says, because it is being changed.
 */
export function sampleHash(source: ByteSource): string | null {
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(source.size), true);
  const head = source.read(0, HEAD_BYTES);
  const tailStart = Math.max(head.length, source.size - TAIL_BYTES);
  const tail = source.read(tailStart, TAIL_BYTES);
  const expected = Math.min(source.size, HEAD_BYTES) + source.size - tailStart;
  if (head.length + tail.length !== expected) return null;
  return createHash("sha256").update(size).update(head).update(tail).digest("hex");
}
