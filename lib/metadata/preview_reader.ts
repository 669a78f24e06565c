import type { ChildCommand } from "../core/child_command.ts";
import { ExtractProcess } from "./extract_process.ts";
import { PreviewCache } from "./preview_cache.ts";
import type { PreviewOutcome } from "./read_preview.ts";

/** More pictures are asked for than are worth waiting for. */
export class TooManyPicturesError extends Error {
  override readonly name = "TooManyPicturesError";
}

/** How previews are read. */
export interface PreviewReaderOptions {
  /** Starts the child, which can be killed: it reads what anybody may have made. */
  readonly command: ChildCommand;
  /** Where pictures are kept now, made when the first one is; `null` keeps none. */
  readonly cacheFolder: () => string | null;
}

/** The structure of a file of any size is read in milliseconds; a share may take its time. */
const LIMITS = { timeLimitMs: 10_000, startLimitMs: 30_000 };
/** A child without work ends. */
const IDLE_MS = 30_000;
const KILLERS_MAX = 1_000;
/** Pictures that are waited for; a page asks for some sixty. */
const WAITING_MAX = 400;

/** The small pictures inside photos, read one at a time by a child process. */
export class PreviewReader {
  readonly #underWay = new Map<string, Promise<Uint8Array | null>>();
  /** Pictures that could not be read in time. */
  readonly #killers = new Set<string>();
  #child: ExtractProcess<PreviewOutcome> | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #idle: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(private readonly options: PreviewReaderOptions) {}

  /**
   * The picture inside a file; `null` when there is none.
   *
   * @param path absolute
   * @param key the sample hash of the file, which tells its content: the same key is the same picture
   * @throws {TooManyPicturesError} when too many are waited for
   */
  async read(path: string, key: string): Promise<Uint8Array | null> {
    const cached = await this.#cache()?.get(key);
    if (cached !== undefined) return cached;
    if (this.#killers.has(key)) return null;
    const known = this.#underWay.get(key);
    if (known !== undefined) return await known;
    if (this.#underWay.size >= WAITING_MAX) {
      throw new TooManyPicturesError("Too many pictures are asked for at once");
    }
    const reading = this.#turn.then(() => this.#read(path, key));
    this.#turn = reading.catch(() => {});
    this.#underWay.set(key, reading);
    return await reading.finally(() => this.#underWay.delete(key));
  }

  /** Ends the child; who still waits is told that there is no picture. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    await this.#child?.kill({ kind: "reader-crashed", detail: "The program is about to end" });
  }

  #cache(): PreviewCache | null {
    const folder = this.options.cacheFolder();
    return folder === null ? null : new PreviewCache(folder);
  }

  async #read(path: string, key: string): Promise<Uint8Array | null> {
    if (this.#isClosed) return null;
    clearTimeout(this.#idle);
    if (this.#child === null || !this.#child.alive) {
      this.#child = new ExtractProcess<PreviewOutcome>(this.options.command, LIMITS);
    }
    this.#idle = setTimeout(() => void this.#child?.end(), IDLE_MS);
    let outcome: PreviewOutcome = "other";
    try {
      await this.#child.ask([{ path, sampleHash: key }], (answer) => {
        outcome = answer;
      });
    } catch {
      // The file has killed its reader, or the machine is too busy: it is not tried again for now.
      if (this.#killers.size >= KILLERS_MAX) this.#killers.clear();
      this.#killers.add(key);
      return null;
    }
    return await this.#keep(outcome, key);
  }

  /** What is another file by now, or could not be read, is asked for again. */
  async #keep(outcome: PreviewOutcome, key: string): Promise<Uint8Array | null> {
    if (outcome === "other") return null;
    const picture = outcome.picture === null ? null : Uint8Array.fromBase64(outcome.picture);
    await this.#cache()?.put(key, picture);
    return picture;
  }
}
