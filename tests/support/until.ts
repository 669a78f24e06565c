import { setTimeout as sleep } from "node:timers/promises";
import { describePrograms } from "./running_program.ts";

/** How long to poll and what for. */
export interface UntilOptions {
  /** Milliseconds until the wait is given up; a minute by default. */
  readonly timeoutMs?: number;
  /** What is waited for, in words for the error: `the new photo in the catalogue`. */
  readonly what: string;
}

const POLL_PAUSE_MS = 20;

/**
 * Asks `predicate` again and again until it gives something else than `false`, `null` or `undefined`,
 * and returns that. A generous time-out costs nothing where the answer comes soon, and on a machine that
 * does ten other things a program may take many times as long.
 *
 * @throws {Error} Once `timeoutMs` is over, naming `what` and what became of the programs of the test.
 */
export async function until<Value>(
  predicate: () => Value | Promise<Value>,
  { timeoutMs = 60_000, what }: UntilOptions,
): Promise<NonNullable<Exclude<Value, false>>> {
  const deadlineMs = Date.now() + timeoutMs;
  while (true) {
    const value = await predicate();
    if (value !== false && value !== null && value !== undefined) {
      return value as NonNullable<Exclude<Value, false>>;
    }
    if (Date.now() > deadlineMs) {
      throw new Error(`Waited ${timeoutMs} ms in vain for ${what}${describePrograms()}`);
    }
    await sleep(POLL_PAUSE_MS);
  }
}
