import type { ByteSource } from "../core/byte_source.ts";

/**
 * Bytes read of one file. In a film whose streams are not what its header promises, ExifTool looks for
 * them to the end.
 */
const READ_BYTES_MAX = 32 * 1024 * 1024;
/** Readable at any time: the end tells how long a film is, and where the directory of a RAW file lies. */
const END_BYTES = 1024 * 1024;

/**
 * A file of the host for the file system within WebAssembly, which takes a `Blob`: asks for its size,
 * then for slices. A film of many gigabytes is read where ExifTool seeks to, and is never in memory.
 */
export class HostFile extends Blob {
  readonly #source: ByteSource;
  #bytesRead = 0;
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
      const isPatient = this.#bytesRead < READ_BYTES_MAX || start > this.size - END_BYTES;
      if (!isPatient) return new ArrayBuffer(0);
      this.#bytesRead += end - start;
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
