/** Lets so many pieces of work run at the same time; the others wait, in the order they asked. */
export class FairTurns {
  readonly #waiting = new Set<() => void>();
  #working = 0;

  constructor(private atOnce: number) {}

  /** Another number from now on; what is at work already goes on. */
  allow(atOnce: number): void {
    this.atOnce = atOnce;
    this.#next();
  }

  /**
   * Waits for its turn, runs `work` and gives what it gives.
   *
   * @throws the reason of `signal` when that is aborted before its turn has come
   */
  async run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    await this.#turn(signal);
    try {
      return await work();
    } finally {
      this.#working--;
      this.#next();
    }
  }

  async #turn(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      this.#waiting.delete(resolve);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", leave, { once: true });
    this.#waiting.add(resolve);
    this.#next();
    await promise.finally(() => signal?.removeEventListener("abort", leave));
  }

  #next(): void {
    for (const begin of this.#waiting) {
      if (this.#working >= this.atOnce) return;
      this.#waiting.delete(begin);
      this.#working++;
      begin();
    }
  }
}
