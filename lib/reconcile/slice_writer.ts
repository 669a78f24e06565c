import type { ReconcilePorts } from "./ports.ts";

/** After so long, milliseconds, a transaction is ended and the event loop serves others. */
const SLICE_MS = 10;

/**
 * Writes items in transactions that end by the clock, one after the other, with a breath after each: several
 * batches that are ready at once would otherwise keep the event loop busy for as long as all of them take,
 * and a slow machine takes many times as long for one as a fast one.
 */
export class SliceWriter {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly ports:
      & Pick<ReconcilePorts, "breathe" | "elapsedMs">
      & { readonly catalogue: Pick<ReconcilePorts["catalogue"], "transact"> },
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Writes the items in their order, after what was to be written before.
   *
   * @throws what `write` throws, or the reason of the signal; what earlier slices wrote stays
   */
  write<Item>(items: readonly Item[], write: (item: Item) => void): Promise<void> {
    const written = this.#last.then(() => this.#write(items, write));
    this.#last = written.catch(() => {});
    return written;
  }

  async #write<Item>(items: readonly Item[], write: (item: Item) => void): Promise<void> {
    for (let at = 0; at < items.length;) {
      this.signal.throwIfAborted();
      at = this.ports.catalogue.transact(() => this.#slice(items, at, write));
      await this.ports.breathe();
    }
  }

  #slice<Item>(items: readonly Item[], from: number, write: (item: Item) => void): number {
    const endMs = this.ports.elapsedMs() + SLICE_MS;
    let at = from;
    do write(items[at++]!); while (at < items.length && this.ports.elapsedMs() < endMs);
    return at;
  }
}
