/** Bytes of one file, or of a part of one, read on demand. */
export interface ByteSource {
  /** Bytes; may be beyond 2^32, and is exact below 2^53. */
  readonly size: number;
  /** Bytes `[offset, offset + length)`, fewer at the end of the file; valid until the file is closed. */
  read(offset: number, length: number): Uint8Array;
}

/** Bytes that are at hand already, as a source. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(Math.max(0, offset), Math.max(0, offset + length)),
  };
}

/** The part `[start, start + size)` of a source, cut at the end of it. */
export function partOf(source: ByteSource, start: number, size: number): ByteSource {
  const end = Math.max(start, Math.min(source.size, start + size));
  return {
    size: end - start,
    read: (offset, length) =>
      source.read(start + offset, Math.max(0, Math.min(length, end - start - offset))),
  };
}

/** How much of a file a walker may read. */
export interface ReadBudget {
  readonly bytes: number;
  readonly reads: number;
}

/** A source that gives nothing any more once the budget is spent, so that every walk ends. */
export interface BudgetedSource extends ByteSource {
  readonly isSpent: boolean;
}

/** `source` within a budget: whatever a hostile file claims, no more than that is read of it. */
export function withBudget(source: ByteSource, budget: ReadBudget): BudgetedSource {
  let { bytes, reads } = budget;
  return {
    size: source.size,
    get isSpent() {
      return bytes < 0 || reads < 0;
    },
    read(offset, length) {
      bytes -= Math.max(0, Math.min(length, source.size - offset));
      reads--;
      return bytes < 0 || reads < 0 ? new Uint8Array(0) : source.read(offset, length);
    },
  };
}

/** A view for numbers in `bytes`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes `[start, end)` as Latin-1: names of boxes, chunks and segments are that. */
export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = "";
  for (let at = start; at < Math.min(end, bytes.length); at++) {
    text += String.fromCharCode(bytes[at]!);
  }
  return text;
}

/** One after the other. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
