import type { ReconcilePorts } from "./ports.ts";

/** So long, milliseconds, a transaction may take with its end, before the event loop serves others. */
const SLICE_MS = 10;
/** So long is written at least, where the end takes longer than all else: it is paid for each time. */
const WRITING_MIN_MS = 4;
/** How much the last transaction counts in what the next is expected to take. */
const LAST_SHARE = 0.3;

/**
 * Writes items in transactions that end by the clock, one after the other, with a breath after each:
 * several batches that are ready at once would otherwise keep the event loop busy for as long as all of
 * them take, and a slow machine takes many times as long for one as a fast one.
 */
export class SliceWriter {
  #last: Promise<unknown> = Promise.resolve();
  /**
   * What the end of a transaction takes of each item, lately, milliseconds: what is searched is written
   * there, and SQLite writes its pages.
   */
  #endMsPerItem = 0;

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
      const { next, writtenMs } = this.ports.catalogue.transact(() =>
        this.#slice(items, at, write)
      );
      const endMsPerItem = (this.ports.elapsedMs() - writtenMs) / (next - at);
      this.#endMsPerItem += LAST_SHARE * (endMsPerItem - this.#endMsPerItem);
      at = next;
      await this.ports.breathe();
    }
  }

  /** Writes until the time is over, and gives where it came to, and when. */
  #slice<Item>(items: readonly Item[], from: number, write: (item: Item) => void) {
    const startMs = this.ports.elapsedMs();
    let next = from;
    let writtenMs = startMs;
    const isTimeLeft = () => {
      const takenMs = writtenMs - startMs;
      const endMs = (next - from) * this.#endMsPerItem;
      return takenMs < WRITING_MIN_MS || takenMs + endMs < SLICE_MS;
    };
    do {
      write(items[next++]!);
      writtenMs = this.ports.elapsedMs();
    } while (next < items.length && isTimeLeft());
    return { next, writtenMs };
  }
}
