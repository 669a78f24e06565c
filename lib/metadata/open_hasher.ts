import type { Hasher, HashOutcome, HashRequest } from "../core/hashing.ts";
import { type FromHashWorker, HASH_WORKER, type HashOrder } from "./hash_protocol.ts";

/** A reader that gives no sign of life for so long hangs in a dead mount. */
const SILENCE_MAX_MS = 60_000;

/** Roots whose reader hangs in a system call: it cannot be stopped, only waited for. */
const hanging = new Set<string>();

/** Where the reader comes from and what it reads. */
export interface OpenHasherOptions {
  /** The program's main module, which also plays the worker. */
  readonly programUrl: string;
  readonly rootPath: string;
  readonly silenceMaxMs?: number;
}

interface Waiting {
  readonly onBytes: (bytes: number) => void;
  readonly resolve: (outcome: HashOutcome) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Opens a reader of all bytes in a worker of its own.
 *
 * @throws {Error} when an earlier one still hangs in that root
 */
export function openHasher(options: OpenHasherOptions): Hasher {
  if (hanging.has(options.rootPath)) {
    throw new Error(
      `Cannot read '${options.rootPath}' as an earlier reading still hangs in it: ` +
        "the file system does not answer",
    );
  }
  return new WorkerHasher(options);
}

class WorkerHasher implements Hasher {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  /** Orders given before the worker could hear them. */
  #early: HashOrder[] | null = [];
  #nextId = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What ended the worker; nothing will answer any more. */
  #broken: Error | null = null;
  #isHanging = false;
  #isClosed = false;

  constructor(private readonly options: OpenHasherOptions) {
    this.#worker = new Worker(options.programUrl, { type: "module", name: HASH_WORKER });
    this.#worker.onmessage = ({ data }: MessageEvent<FromHashWorker>) => this.#receive(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      if (this.#isHanging) this.#returned();
      this.#broken = new Error(`Cannot read in '${options.rootPath}': ${event.message}`);
      this.#fail(this.#broken);
    };
  }

  hash(
    request: HashRequest,
    signal: AbortSignal,
    onBytes: (bytes: number) => void = () => {},
  ): Promise<HashOutcome> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#broken !== null) return Promise.reject(this.#broken);
    const { promise, resolve, reject } = Promise.withResolvers<HashOutcome>();
    const id = this.#nextId++;
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    this.#waiting.set(id, { onBytes, resolve, reject });
    this.#order({ ...request, id });
    if (this.#waiting.size === 1) this.#listen();
    return promise.finally(() => {
      signal.removeEventListener("abort", abort);
      this.#forget(id);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#fail(new Error(`Reading in '${this.options.rootPath}' was stopped`));
    // One that hangs is ended when it comes back: until then nothing can end it.
    if (!this.#isHanging) this.#worker.terminate();
  }

  #order(order: HashOrder): void {
    if (this.#early !== null) this.#early.push(order);
    else this.#worker.postMessage(order);
  }

  #receive(message: FromHashWorker): void {
    if (this.#isHanging) return this.#returned();
    this.#listen();
    switch (message.type) {
      case "ready":
        this.#early?.forEach((order) => this.#worker.postMessage(order));
        this.#early = null;
        return;
      case "reading":
        return this.#waiting.get(message.id)?.onBytes(message.bytes);
      case "answer":
        return this.#waiting.get(message.id)?.resolve(message.outcome);
    }
  }

  #listen(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed || this.#waiting.size === 0) return;
    const silenceMaxMs = this.options.silenceMaxMs ?? SILENCE_MAX_MS;
    this.#timer = setTimeout(() => this.#hang(silenceMaxMs), silenceMaxMs);
  }

  #hang(silenceMaxMs: number): void {
    const { rootPath } = this.options;
    const seconds = Math.round(silenceMaxMs / 1_000);
    // One that has not started was never in the root, and is ended by `close`.
    if (this.#early !== null) {
      const reason = `the reader did not start within ${seconds} s`;
      this.#broken = new Error(`Cannot read in '${rootPath}' as ${reason}`);
      return this.#fail(this.#broken);
    }
    this.#isHanging = true;
    hanging.add(rootPath);
    this.#fail(
      new Error(`Cannot read in '${rootPath}' as the file system did not answer for ${seconds} s`),
    );
  }

  /** The abandoned reader is back: whatever it says now is too old to be used. */
  #returned(): void {
    hanging.delete(this.options.rootPath);
    this.#worker.terminate();
  }

  #forget(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) clearTimeout(this.#timer);
  }

  #fail(error: Error): void {
    clearTimeout(this.#timer);
    for (const { reject } of this.#waiting.values()) reject(error);
  }
}
