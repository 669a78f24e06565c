import { HANGING, NO_ANSWER } from "../lib/core/root_silence.ts";
import { RootOfflineError } from "../lib/core/root_offline_error.ts";
import type { WalkStep } from "../lib/core/walk_step.ts";
import type { FromWalker, ScanOrder, ToWalker, WalkTotals } from "./scan_protocol.ts";
import { takeWalker, type Walker, WALKERS_MAX } from "./walkers.ts";
import type { WalkRequest } from "./world.ts";

/** A walk that gives no sign of life for so long hangs in a dead mount. */
const SILENCE_MAX_MS = 60_000;

/** Roots whose walker hangs in a system call: it cannot be stopped, only waited for. */
const hanging = new Set<string>();

/** How to walk, and who is told; a large tree has two walkers, and each compares half of it. */
export interface WalkOptions extends WalkRequest {
  readonly programUrl: string;
  readonly silenceMaxMs?: number;
}

/** How one worker walks its share. */
interface WorkerWalkOptions extends Omit<WalkOptions, "order" | "dividedAt" | "onProgress"> {
  readonly order: ScanOrder;
  readonly onProgress: (totals: WalkTotals, directory: string) => void;
}

/**
 * Walks in workers and gives the totals at the end.
 *
 * @throws {RootOfflineError} when the root cannot be looked at, or the walk hangs: the worker is
 * abandoned then, and no other is started for that root until it has come back
 */
export async function walkInWorkers(options: WalkOptions): Promise<WalkTotals> {
  const { rootPath } = options.order;
  if (hanging.has(rootPath)) {
    throw new RootOfflineError(
      `${HANGING}: the file system does not answer`,
    );
  }
  const { dividedAt } = options;
  const of = dividedAt === null ? 1 : Math.min(navigator.hardwareConcurrency, WALKERS_MAX);
  const totals = Array.from({ length: of }, () => NOTHING_WALKED);
  const other = new AbortController();
  const signal = AbortSignal.any([options.signal, other.signal]);
  const walks = totals.map(async (_, index) => {
    const order = { ...options.order, share: { index, of, depth: dividedAt ?? 1 } };
    const onProgress = (mine: WalkTotals, directory: string) => {
      totals[index] = mine;
      options.onProgress(sum(totals), directory);
    };
    try {
      totals[index] = await walkShare({ ...options, order, signal, onProgress });
    } catch (error) {
      other.abort(error);
      throw error;
    }
  });
  // All have to have ended, or be given up, before anybody uses what they stored.
  const ends = await Promise.allSettled(walks);
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw other.signal.aborted ? other.signal.reason : failed.reason;
  return sum(totals);
}

async function walkShare(options: WorkerWalkOptions): Promise<WalkTotals> {
  options.signal.throwIfAborted();
  options.onWait?.("its walker to start");
  const walk = new WorkerWalk(takeWalker(options.programUrl), options);
  try {
    return await walk.result;
  } finally {
    walk.end();
  }
}

const NOTHING_WALKED: WalkTotals = { directories: 0, seen: 0, unchanged: 0 };

function sum(totals: readonly WalkTotals[]): WalkTotals {
  return totals.reduce((one, other) => ({
    directories: one.directories + other.directories,
    seen: one.seen + other.seen,
    unchanged: one.unchanged + other.unchanged,
  }));
}

class WorkerWalk {
  readonly #done = Promise.withResolvers<WalkTotals>();
  readonly #silenceMaxMs: number;
  readonly #worker: Worker;
  readonly #abort = () => this.#fail(this.options.signal.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStarted = false;
  #isHanging = false;

  constructor({ worker, isReady }: Walker, private readonly options: WorkerWalkOptions) {
    this.#silenceMaxMs = options.silenceMaxMs ?? SILENCE_MAX_MS;
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWalker>) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.#isHanging) return this.#returned();
      this.#fail(new Error(`Cannot walk '${options.order.rootPath}': ${event.message}`));
    };
    options.signal.addEventListener("abort", this.#abort, { once: true });
    this.#listen();
    if (isReady) this.#begin();
  }

  get result(): Promise<WalkTotals> {
    return this.#done.promise;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.options.signal.removeEventListener("abort", this.#abort);
    if (this.#isHanging) return;
    this.#send({ type: "stop" });
    this.#worker.terminate();
  }

  #receive(message: FromWalker): void {
    this.#listen();
    if (this.#isHanging) return this.#returned();
    const { rootPath } = this.options.order;
    switch (message.type) {
      case "ready":
        return this.#begin();
      case "progress":
        return this.options.onProgress(message.totals, message.directory);
      case "batch":
        return this.#store(message.steps);
      case "leftovers":
        return this.options.onLeftovers?.(message.paths);
      case "done":
        return this.#done.resolve(message.totals);
      case "failed":
        return this.#fail(
          message.rootOffline
            ? new RootOfflineError(message.message)
            : new Error(`Cannot walk '${rootPath}': ${message.message}`),
        );
    }
  }

  #begin(): void {
    this.#isStarted = true;
    this.options.onWait?.("its walker");
    this.#send({ type: "order", order: this.options.order });
  }

  #store(steps: readonly WalkStep[]): void {
    try {
      this.options.onSteps(steps);
      this.#send({ type: "stored" });
    } catch (error) {
      this.#fail(error);
    }
  }

  #listen(): void {
    clearTimeout(this.#timer);
    if (this.#isHanging) return;
    this.#timer = setTimeout(() => this.#hang(), this.#silenceMaxMs);
  }

  #hang(): void {
    const { rootPath } = this.options.order;
    const seconds = Math.round(this.#silenceMaxMs / 1_000);
    // One that has not started was never in the root, and can be ended.
    if (!this.#isStarted) {
      const reason = `its walker did not start within ${seconds} s`;
      return this.#fail(new Error(`Cannot walk '${rootPath}': ${reason}`));
    }
    this.#isHanging = true;
    hanging.add(rootPath);
    this.#fail(new RootOfflineError(`${NO_ANSWER} for ${seconds} s`));
  }

  /** The abandoned walker is back: whatever it says now is too old to be used. */
  #returned(): void {
    hanging.delete(this.options.order.rootPath);
    this.#worker.terminate();
  }

  #fail(error: unknown): void {
    this.#done.reject(error);
  }

  #send(message: ToWalker): void {
    this.#worker.postMessage(message);
  }
}
