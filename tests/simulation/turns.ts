import type { Random } from "../program/random.ts";

interface Waiting {
  readonly what: string;
  readonly resume: () => void;
}

/**
 * Decides in which order asynchronous work goes on: everything that waits for the world waits here, and
 * one is resumed at a time, drawn by lot from a seed.
 */
export class Turns {
  #waiting: Waiting[] = [];

  constructor(private readonly random: Random) {}

  /** Resolves when it is this work's turn. */
  wait(what: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ what, resume: resolve });
    return promise;
  }

  /** Resumes one of those that wait and tells which; `null` when nobody does. */
  resumeOne(): string | null {
    if (this.#waiting.length === 0) return null;
    const [one] = this.#waiting.splice(this.random.between(0, this.#waiting.length - 1), 1);
    one!.resume();
    return one!.what;
  }

  /** A process has died: what it waited for never comes. */
  forget(): void {
    this.#waiting = [];
  }
}

/** Resolves when everything that waits for promises only has run. */
export function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
