import type { Measured } from "../lib/core/finding.ts";
import { measure } from "../lib/file_system/measure.ts";
import { makeScratch, type Scratch } from "../lib/file_system/scratch.ts";

/** Making a directory, or asking which disk a place is on, takes no longer. */
const ANSWER_LIMIT_MS = 5_000;

/** Scratch directories of one run: one a place at most, all removed at its end. */
export class ScratchPlaces {
  readonly #made = new Map<string, Promise<Measured<Scratch>>>();
  readonly #making = new Set<Promise<Scratch | null>>();

  /**
   * @param parents directories that may be written to, absolute and real, in the order of preference
   */
  constructor(private readonly parents: string[], private readonly signal: AbortSignal) {}

  /** Allows another directory. */
  allow(parent: string): void {
    if (!this.parents.includes(parent)) this.parents.push(parent);
  }

  /** The scratch directory in a place; made when it is asked for first. */
  in(parent: string): Promise<Measured<Scratch>> {
    const known = this.#made.get(parent);
    if (known !== undefined) return known;
    const made = measure(() => {
      const making = makeScratch(parent);
      // It is removed, too, when it comes into being after nobody waits for it any more.
      this.#making.add(making.catch(() => null));
      return making;
    }, { limitMs: ANSWER_LIMIT_MS, signal: this.signal });
    this.#made.set(parent, made);
    return made;
  }

  /** The first allowed directory on the same mounted file system as a folder; `null` for none. */
  async parentFor(folder: string): Promise<string | null> {
    const device = await this.#deviceOf(folder);
    for (const parent of this.parents) {
      if (device !== null && await this.#deviceOf(parent) === device) return parent;
    }
    return null;
  }

  /** Removes all of them; what does not answer is left to the next run. */
  async removeAll(): Promise<void> {
    const signal = new AbortController().signal;
    await Promise.all(
      [...this.#making].map((making) =>
        measure(async () => await (await making)?.remove(), { limitMs: ANSWER_LIMIT_MS, signal })
      ),
    );
  }

  async #deviceOf(path: string): Promise<number | null> {
    const looked = await measure(() => Deno.stat(path), {
      limitMs: ANSWER_LIMIT_MS,
      signal: this.signal,
    });
    return looked.status === "measured" ? looked.value.dev : null;
  }
}
