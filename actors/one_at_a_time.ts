/** Lets work of several actors run one after the other, in the order they asked. */
export class OneAtATime {
  #last: Promise<void> = Promise.resolve();

  /** Waits for its turn, runs `work` and gives what it gives. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    try {
      return await work();
    } finally {
      resolve();
    }
  }
}
