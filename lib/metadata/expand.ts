import { brotliDecompressSync, inflateSync } from "node:zlib";

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
