import { brotliDecompressSync, inflateSync } from "node:zlib";

/** Expands compressed data to at most `bytesMax` bytes; `null` where it is broken or larger. */
type Expand = (bytes: Uint8Array, bytesMax: number) => Uint8Array | null;

/** What a failure counts for: it cost time, whether the data are broken or too large. */
const FAILURE_BYTES = 1024 * 1024;

/** `expand`, which gives no more than `bytesMax` bytes in all its calls together. */
export function within(bytesMax: number, expand: Expand): Expand {
  let left = bytesMax;
  return (bytes, most) => {
    const expanded = left <= 0 ? null : expand(bytes, Math.min(most, left));
    left -= expanded?.length ?? FAILURE_BYTES;
    return expanded;
  };
}

/** Expands zlib data to at most `bytesMax` bytes; `null` where it is broken or larger. */
export function inflate(bytes: Uint8Array, bytesMax: number): Uint8Array | null {
  return orNull(() => inflateSync(bytes, { maxOutputLength: bytesMax }));
}

/** Expands Brotli data to at most `bytesMax` bytes; `null` where it is broken or larger. */
export function unbrotli(bytes: Uint8Array, bytesMax: number): Uint8Array | null {
  return orNull(() => brotliDecompressSync(bytes, { maxOutputLength: bytesMax }));
}

function orNull(expand: () => Uint8Array): Uint8Array | null {
  try {
    return expand();
  } catch {
    return null;
  }
}
