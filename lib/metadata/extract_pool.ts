import type { ReadOutcome, ReadRequest } from "../core/reading.ts";
import type { ChildCommand } from "../core/child_command.ts";
import { type ChildDeath, ChildDiedError, ExtractProcess } from "./extract_process.ts";
import { PASSING_PROBLEMS } from "../core/passing_problems.ts";
import { fingerprintOf } from "../core/fingerprint_of.ts";
import { lookAtSidecar } from "./look_at_sidecar.ts";
import { within } from "./within_limit.ts";

/** How many children there are and what each may take. */
export interface ExtractPoolOptions {
  readonly command: ChildCommand;
  /** At most this many processes; as many as cores, four at most, when absent. */
  readonly children?: number;
  /** For one file; 20,000 when absent. */
  readonly timeLimitMs?: number;
  /** For the start of a child; 30,000 when absent. */
  readonly startLimitMs?: number;
  /** A child without work for so long is ended; 60,000 when absent. */
  readonly idleLimitMs?: number;
  /** Told of every child that is started; for logs and tests. */
  readonly onSpawn?: (pid: number) => void;
}

/** Figures since the pool was made. */
export interface ExtractPoolStats {
  /** Files answered, whatever the outcome. */
  readonly files: number;
  readonly bytesRead: number;
  /** Children that ended before they had answered. */
  readonly killed: number;
}

interface Job {
  readonly requests: readonly ReadRequest[];
  readonly outcomes: ReadOutcome[];
  readonly signal: AbortSignal | undefined;
  readonly resolve: (outcomes: ReadOutcome[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** What may have ended a child: the next file in turn, or that file's sidecar; `null` for nothing. */
type Suspect = { readonly death: ChildDeath; readonly isSidecar: boolean } | null;

interface IdleChild {
  readonly child: ExtractProcess;
  readonly timer: ReturnType<typeof setTimeout>;
}

const START_TRIES_MAX = 3;
const LOOK_LIMIT_MS = 10_000;
/** A killed child ends in a moment, unless the system cannot end it. */
const CLOSE_LIMIT_MS = 2_000;

const CLOSED: ChildDeath = { kind: "reader-crashed", detail: "Reading was stopped" };

/**
 * Reads photos in child processes that can be killed, because a parser on a hostile file can loop for
 * ever or eat all memory, and neither a thread nor a promise can be stopped.
 *
 * A file that ends its child is tried once more, alone in a fresh child; when that dies too, the file
 * is `failed` with the reason, and the rest of its batch goes on. One with a sidecar is tried a third time
 * without it: a hostile sidecar costs what it says, and not the photo.
 */
export class ExtractPool {
  readonly #options: Required<Omit<ExtractPoolOptions, "onSpawn">>;
  readonly #onSpawn: (pid: number) => void;
  readonly #queue: Job[] = [];
  readonly #busy = new Set<ExtractProcess>();
  readonly #idle: IdleChild[] = [];
  /** Ends of children and of lanes that `close` waits for. */
  readonly #pending = new Set<Promise<void>>();
  #lanes = 0;
  #closed = false;
  #files = 0;
  #bytesRead = 0;
  #killed = 0;
  /** In a row: a single one may have been killed from outside. */
  #failedStarts = 0;

  constructor(options: ExtractPoolOptions) {
    this.#onSpawn = options.onSpawn ?? (() => {});
    this.#options = {
      command: options.command,
      children: options.children ?? Math.min(navigator.hardwareConcurrency, 4),
      timeLimitMs: options.timeLimitMs ?? 20_000,
      startLimitMs: options.startLimitMs ?? 30_000,
      idleLimitMs: options.idleLimitMs ?? 60_000,
    };
  }

  /** Figures since the pool was made. */
  get stats(): ExtractPoolStats {
    return { files: this.#files, bytesRead: this.#bytesRead, killed: this.#killed };
  }

  /**
   * Reads files with their sidecars, all by one child; the outcomes are in the same order.
   * Batches of some dozens keep the pipe cheap and the children evenly busy.
   *
   * Rejects with the reason of `signal` when aborted, and when no child can be started.
   */
  read(requests: readonly ReadRequest[], signal?: AbortSignal): Promise<ReadOutcome[]> {
    if (this.#closed) return Promise.reject(new Error("Cannot read as the pool is closed"));
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (requests.length === 0) return Promise.resolve([]);
    const { promise, resolve, reject } = Promise.withResolvers<ReadOutcome[]>();
    const job: Job = { requests, outcomes: [], signal, resolve, reject };
    this.#queue.push(job);
    const abort = () => this.#abort(job);
    signal?.addEventListener("abort", abort, { once: true });
    this.#pump();
    return promise.finally(() => signal?.removeEventListener("abort", abort));
  }

  /**
   * Starts children ahead of what is to be read, so that there are so many with those at work; each needs
   * longer to start than to read a hundred files.
   */
  prepare(children: number): void {
    const wanted = Math.min(children, this.#options.children);
    while (!this.#closed && this.#busy.size + this.#idle.length < wanted) {
      try {
        this.#giveBack(this.#start());
      } catch {
        // Whoever reads tries again, and is told what is wrong.
        return;
      }
    }
  }

  /**
   * Ends all children; reads that are still waiting reject. Resolves when nothing is left but what cannot
   * be ended, as it is stuck in a system call.
   */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#queue.splice(0)) job.reject(new Error("The pool was closed"));
    for (const { child, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      this.#track(child.kill(CLOSED));
    }
    for (const child of this.#busy) this.#track(child.kill(CLOSED));
    await within(CLOSE_LIMIT_MS, this.#allEnded());
  }

  async #allEnded(): Promise<null> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
    return null;
  }

  /** Whoever asked is told at once; a lane that works on it sees the signal and kills its child. */
  #abort(job: Job): void {
    const index = this.#queue.indexOf(job);
    if (index >= 0) this.#queue.splice(index, 1);
    job.reject(job.signal?.reason);
  }

  #pump(): void {
    while (this.#queue.length > 0 && this.#lanes < this.#options.children) {
      this.#lanes++;
      this.#track(this.#lane());
    }
  }

  /** Works on the queue until it is empty; as many of these run as there may be children. */
  async #lane(): Promise<void> {
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) {
      await this.#work(job);
    }
    this.#lanes--;
  }

  async #work(job: Job): Promise<void> {
    try {
      let suspect: Suspect = null;
      while (job.outcomes.length < job.requests.length) {
        if (this.#closed) throw new Error("The pool was closed");
        job.signal?.throwIfAborted();
        suspect = await this.#advance(job, suspect);
      }
      job.resolve(job.outcomes);
    } catch (error) {
      job.reject(error);
    }
  }

  /** Gives what is left of `job` to a child; tells why the first unanswered file may be a killer. */
  async #advance(job: Job, suspect: Suspect): Promise<Suspect> {
    const left = job.requests.slice(job.outcomes.length);
    const [first] = left;
    const requests = suspect === null ? left : [asked(first!, suspect)];
    const child = await this.#takeChild(suspect !== null);
    const abort = () => void child.kill(CLOSED);
    job.signal?.addEventListener("abort", abort, { once: true });
    try {
      await child.ask(requests, (outcome) => this.#answer(job, cleared(outcome, first!, suspect)));
      return null;
    } catch (error) {
      if (!(error instanceof ChildDiedError)) throw error;
      job.signal?.throwIfAborted();
      if (this.#closed) throw new Error("The pool was closed");
      this.#killed++;
      if (!child.started) {
        if (++this.#failedStarts < START_TRIES_MAX) return suspect;
        throw new Error(`Cannot start the photo reader: ${error.message}`);
      }
      // The first death proves nothing: the child may have been tired, or killed from outside.
      const { death } = error;
      if (suspect === null) return { death, isSidecar: false };
      if (first!.sidecar !== undefined && !suspect.isSidecar) return { death, isSidecar: true };
      this.#answer(job, await this.#failed(first!, suspect.isSidecar ? suspect.death : death));
      return null;
    } finally {
      job.signal?.removeEventListener("abort", abort);
      this.#giveBack(child);
    }
  }

  #answer(job: Job, outcome: ReadOutcome): void {
    this.#failedStarts = 0;
    job.outcomes.push(outcome);
    this.#files++;
    if (outcome.status === "read") this.#bytesRead += outcome.reading.bytesRead;
  }

  /** The parent looks for itself, so that the file is not tried again until it changes. */
  async #failed({ path, sidecar }: ReadRequest, problem: ChildDeath): Promise<ReadOutcome> {
    const lookedAtMs = Date.now();
    const looking = Deno.lstat(path).then(fingerprintOf, () => null);
    // The disk that its reader hangs in may not answer anybody else either.
    const fingerprint = await within(LOOK_LIMIT_MS, looking);
    // One that answers for the file answers for what is beside it.
    const isLooked = fingerprint !== null && sidecar !== undefined;
    const beside = isLooked ? lookAtSidecar(sidecar) : null;
    return { status: "failed", problem, fingerprint, lookedAtMs, sidecar: beside };
  }

  async #takeChild(fresh: boolean): Promise<ExtractProcess> {
    const idle = this.#idle.pop();
    if (idle !== undefined) {
      clearTimeout(idle.timer);
      if (!fresh && idle.child.alive) return this.#occupy(idle.child);
      await idle.child.end();
      if (this.#closed) throw new Error("The pool was closed");
    }
    return this.#occupy(this.#start());
  }

  #start(): ExtractProcess {
    const { command, timeLimitMs, startLimitMs } = this.#options;
    const child = new ExtractProcess(command, { timeLimitMs, startLimitMs });
    this.#onSpawn(child.pid);
    return child;
  }

  #occupy(child: ExtractProcess): ExtractProcess {
    this.#busy.add(child);
    return child;
  }

  #giveBack(child: ExtractProcess): void {
    this.#busy.delete(child);
    if (!child.alive || this.#closed) {
      this.#track(child.kill(CLOSED));
      return;
    }
    const timer = setTimeout(() => this.#retire(child), this.#options.idleLimitMs);
    this.#idle.push({ child, timer });
  }

  #retire(child: ExtractProcess): void {
    const index = this.#idle.findIndex((idle) => idle.child === child);
    if (index < 0) return;
    this.#idle.splice(index, 1);
    this.#track(child.end());
  }

  #track(work: Promise<void>): void {
    const tracked = work.catch(() => {}).finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
  }
}

/** What is asked of a suspect: alone, and without its sidecar when that is the suspect. */
function asked({ path, sidecar }: ReadRequest, suspect: NonNullable<Suspect>): ReadRequest {
  return suspect.isSidecar || sidecar === undefined ? { path } : { path, sidecar };
}

/** The sidecar without which a file can be read is what could not be. */
function cleared(outcome: ReadOutcome, { sidecar }: ReadRequest, suspect: Suspect): ReadOutcome {
  if (suspect?.isSidecar !== true || outcome.status !== "read" || sidecar === undefined) {
    return outcome;
  }
  const look = lookAtSidecar(sidecar);
  if (look === null) return { status: "unstable" };
  const { kind, detail } = suspect.death;
  const fingerprint = PASSING_PROBLEMS.has(kind) ? null : look.fingerprint;
  const beside = { ...look, fingerprint, problem: { kind, detail } };
  return { ...outcome, reading: { ...outcome.reading, sidecar: beside } };
}
