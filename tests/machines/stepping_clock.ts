import { SimulatedClock } from "xstate";

/** XState's simulated clock, which also tells when the next timer is due. */
export class SteppingClock extends SimulatedClock {
  readonly #dueMs = new Map<number, number>();

  override setTimeout(run: (...args: unknown[]) => void, pauseMs: number): number {
    const id = super.setTimeout((...args: unknown[]) => {
      this.#dueMs.delete(id);
      run(...args);
    }, pauseMs);
    this.#dueMs.set(id, this.now() + pauseMs);
    return id;
  }

  override clearTimeout(id: number): void {
    this.#dueMs.delete(id);
    super.clearTimeout(id);
  }

  /** Moment of the earliest timer, or `null` when none is set. */
  nextDueMs(): number | null {
    return this.#dueMs.size === 0 ? null : Math.min(...this.#dueMs.values());
  }

  /** Time passes from timer to timer; after each, what was set in motion runs to its end. */
  async advance(ms: number): Promise<void> {
    const endMs = this.now() + ms;
    await settle();
    for (let due = this.nextDueMs(); due !== null && due <= endMs; due = this.nextDueMs()) {
      this.set(Math.max(due, this.now()));
      await settle();
    }
    this.set(endMs);
    await settle();
  }
}

/** Lets everything run that waits for promises only. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
}
