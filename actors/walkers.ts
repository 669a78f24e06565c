import { SCAN_WORKER } from "./scan_protocol.ts";

/** Two read a warm tree in about 0.6 of the time of one on two cores; more would crowd out the rest. */
export const WALKERS_MAX = 2;

/** Some 20,000 photos: enough for the walk of a root to be divided, whatever share of them it has. */
const LARGE_CATALOGUE_BYTES = 16 * 1024 * 1024;

/** A worker that plays the walker. */
export interface Walker {
  readonly worker: Worker;
  /** Whether it has said that it can take an order. */
  readonly isReady: boolean;
}

/** Started before anybody asked for them. */
const early: { readonly worker: Worker; isReady: boolean }[] = [];

/**
 * Starts as many walkers as a catalogue of that size will want, while the rest of the program is loaded:
 * a walker needs as long to start as a walk of thousands of photos takes.
 */
export function startWalkers(programUrl: string, databasePath: string): void {
  const count = bytesOf(databasePath) < LARGE_CATALOGUE_BYTES ? 1 : WALKERS_MAX;
  for (let started = 0; started < Math.min(count, navigator.hardwareConcurrency); started++) {
    const walker = { worker: start(programUrl), isReady: false };
    walker.worker.onmessage = () => walker.isReady = true;
    // Whoever needs one starts another, and is told what is wrong with that.
    walker.worker.onerror = (event) => {
      event.preventDefault();
      const at = early.indexOf(walker);
      if (at >= 0) early.splice(at, 1);
    };
    early.push(walker);
  }
}

/** A walker that nobody else has; whoever takes it hears what it says from now on. */
export function takeWalker(programUrl: string): Walker {
  return early.shift() ?? { worker: start(programUrl), isReady: false };
}

function start(programUrl: string): Worker {
  return new Worker(programUrl, { type: "module", name: SCAN_WORKER });
}

function bytesOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}
