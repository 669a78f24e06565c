/** How much is kept. */
export interface RotatingFileOptions {
  /** A file that would grow beyond this is set aside first. */
  readonly bytesMax?: number;
  /** Files set aside: `name.1` is the youngest. */
  readonly keptMax?: number;
}

const BYTES_MAX = 10_000_000;
const KEPT_MAX = 5;
const encoder = new TextEncoder();

/**
 * A text file that lines are appended to and that is set aside when it is full, so that months of log
 * take a known amount of room. It is readable by its owner only, as logs hold names of people's photos;
 * that is why it is not the rotating file of the log library, which leaves them to the umask.
 */
export class RotatingFile {
  readonly #bytesMax: number;
  readonly #keptMax: number;
  #file: Deno.FsFile;
  #bytes: number;

  /** Opens `path`, absolute; throws what the file system throws. */
  constructor(private readonly path: string, options: RotatingFileOptions = {}) {
    this.#bytesMax = options.bytesMax ?? BYTES_MAX;
    this.#keptMax = options.keptMax ?? KEPT_MAX;
    this.#file = open(path);
    this.#bytes = this.#file.statSync().size;
  }

  /** Appends one line, all of it or, where that throws, nothing; `text` has no end of line. */
  writeLine(text: string): void {
    const bytes = encoder.encode(`${text}\n`);
    if (this.#bytes > 0 && this.#bytes + bytes.length > this.#bytesMax) this.#setAside();
    try {
      for (let written = 0; written < bytes.length;) {
        written += this.#file.writeSync(bytes.subarray(written));
      }
    } catch (error) {
      // On a full disk: the next line would go on in the middle of this one.
      this.#file.truncateSync(this.#bytes);
      throw error;
    }
    this.#bytes += bytes.length;
  }

  /** Opens the file anew: another program may have set it aside. */
  reopen(): void {
    // Opened first: where that fails, the old one can still be written to.
    const file = open(this.path);
    this.#file.close();
    this.#file = file;
    this.#bytes = this.#file.statSync().size;
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }

  #setAside(): void {
    for (let number = this.#keptMax; number > 1; number--) {
      rename(`${this.path}.${number - 1}`, `${this.path}.${number}`);
    }
    if (this.#keptMax > 0) rename(this.path, `${this.path}.1`);
    else this.#file.truncateSync(0);
    this.reopen();
  }
}

function open(path: string): Deno.FsFile {
  return Deno.openSync(path, { append: true, create: true, mode: 0o600 });
}

function rename(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
