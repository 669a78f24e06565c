import type { ByteSource } from "../core/byte_source.ts";
import type { Fingerprint } from "../core/entry.ts";
import { fingerprintOf } from "../core/fingerprint_of.ts";

/** Bytes of the beginning of every file that are read at once. */
const HEAD_BYTES = 128 * 1024;

/** Bytes of the end that are read of every file, for its sample hash. */
const TAIL_BYTES = 64 * 1024;

/**
 * Buffers that no reading holds. A fresh one for every file costs twice the time of the read; and
 * memory outside of its heap makes V8 collect garbage often, and forget compiled code with it.
 */
const spareHeads: Uint8Array[] = [];
const spareTails: Uint8Array[] = [];

/** An open file: its head is read once, what lies beyond when it is asked for. */
export class FileBytes implements ByteSource, Disposable {
  readonly size: number;
  /** The first 128 KiB, or all of a smaller file. */
  readonly head: Uint8Array;
  readonly #file: Deno.FsFile;
  readonly #buffer: Uint8Array;
  #tailBuffer: Uint8Array | null = null;
  #tail: { readonly offset: number; readonly bytes: Uint8Array } | null = null;
  #bytesRead = 0;

  /** Opens `path`, of which `size` bytes are expected; throws what the file system throws. */
  constructor(path: string, size: number) {
    this.size = size;
    this.#file = Deno.openSync(path);
    this.#buffer = spareHeads.pop() ?? new Uint8Array(HEAD_BYTES);
    try {
      this.head = this.#fill(this.#buffer.subarray(0, Math.min(size, HEAD_BYTES)));
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** Bytes read from the file so far. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Of the file that is open, whatever has its name by now. */
  look(): Fingerprint {
    return fingerprintOf(this.#file.statSync());
  }

  /** A view of the head, or of an end of the file read before, where the range lies inside; else read. */
  read(offset: number, length: number): Uint8Array {
    const end = Math.min(offset + length, this.size);
    if (end <= offset) return new Uint8Array(0);
    if (end <= this.head.length) return this.head.subarray(offset, end);
    const known = this.#fromTail(offset, end);
    if (known !== null) return known;
    this.#file.seekSync(offset, Deno.SeekMode.Start);
    const isTail = end === this.size && this.#tail === null;
    const bytes = this.#fill(isTail ? this.#roomFor(end - offset) : new Uint8Array(end - offset));
    if (end === this.size) this.#tail = { offset, bytes };
    return bytes;
  }

  #roomFor(length: number): Uint8Array {
    if (length > TAIL_BYTES || this.#tailBuffer !== null) return new Uint8Array(length);
    this.#tailBuffer = spareTails.pop() ?? new Uint8Array(TAIL_BYTES);
    return this.#tailBuffer.subarray(0, length);
  }

  /** Bytes of the end that was read before, with those of the head where that reaches up to it. */
  #fromTail(offset: number, end: number): Uint8Array | null {
    const tail = this.#tail;
    if (tail === null) return null;
    if (offset >= tail.offset) {
      return tail.bytes.subarray(offset - tail.offset, end - tail.offset);
    }
    if (tail.offset !== this.head.length) return null;
    const bytes = new Uint8Array(end - offset);
    bytes.set(this.head.subarray(offset));
    bytes.set(tail.bytes.subarray(0, end - tail.offset), tail.offset - offset);
    return bytes;
  }

  [Symbol.dispose](): void {
    this.#file.close();
    spareHeads.push(this.#buffer);
    if (this.#tailBuffer !== null) spareTails.push(this.#tailBuffer);
  }

  /** One read may give less than was asked for; only 0 or `null` is the end. */
  #fill(buffer: Uint8Array): Uint8Array {
    let filled = 0;
    while (filled < buffer.length) {
      const count = this.#file.readSync(buffer.subarray(filled));
      if (count === null || count === 0) break;
      filled += count;
    }
    this.#bytesRead += filled;
    return buffer.subarray(0, filled);
  }
}
