import type { ByteSource } from "../core/byte_source.ts";

/**
 * A file of the host for the file system within WebAssembly, which takes a `Blob`: asks for its size,
 * then for slices. A film of many gigabytes is read where ExifTool seeks to, and is never in memory.
 */
export class HostFile extends Blob {
  readonly #source: ByteSource;
  /** What went wrong at the first read that failed. */
  failure: unknown = null;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override get size(): number {
    return this.#source.size;
  }

  override slice(start = 0, end = this.size): Blob {
    return new Slice(() => this.#read(start, end));
  }

  /** An error must not go through Perl, which could not be used any more: it sees the end of the file. */
  #read(start: number, end: number): ArrayBuffer {
    try {
      // Copied: the bytes of a source may be a view of a larger buffer that is used again.
      return this.#source.read(start, end - start).slice().buffer as ArrayBuffer;
    } catch (error) {
      this.failure ??= error;
      return new ArrayBuffer(0);
    }
  }
}

class Slice extends Blob {
  readonly #read: () => ArrayBuffer;

  constructor(read: () => ArrayBuffer) {
    super();
    this.#read = read;
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.resolve(this.#read());
  }
}
