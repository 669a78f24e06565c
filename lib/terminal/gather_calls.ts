/** Calls within so long a time are one, milliseconds. */
const GATHERED_MS = 1_000;

/** Makes one call of several that come close together, and keeps it until somebody can be called. */
export class GatheredCalls implements Disposable {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #listener: (() => void) | null = null;
  #isDue = false;

  /** Calls what is listening once the time is over; the next one that listens, when nobody is. */
  call(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#isDue = true;
      this.#pass();
    }, GATHERED_MS);
  }

  /** Sets who is called; `null` for nobody. */
  listen(listener: (() => void) | null): void {
    this.#listener = listener;
    this.#pass();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer ?? undefined);
    this.#listener = null;
  }

  #pass(): void {
    if (!this.#isDue || this.#listener === null) return;
    this.#isDue = false;
    this.#listener();
  }
}
