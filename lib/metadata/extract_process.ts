import type { ReadOutcome, ReadRequest } from "../core/reading.ts";
import { type ExtractAnswer, MEMORY_LINE } from "./extract_child.ts";
import type { ChildCommand } from "../core/child_command.ts";
import { linesOf } from "../core/lines_of.ts";

/** Why a child is not there any more. */
export interface ChildDeath {
  readonly kind: "too-slow" | "out-of-memory" | "reader-crashed";
  /** One sentence for a person. */
  readonly detail: string;
}

/** A child ended before it had answered everything; the cause is in `death`. */
export class ChildDiedError extends Error {
  override readonly name = "ChildDiedError";
  constructor(readonly death: ChildDeath) {
    super(death.detail);
  }
}

/** Limits of one child. */
export interface ExtractProcessLimits {
  /** For one file, from the answer before it. */
  readonly timeLimitMs: number;
  /** From the spawn to the first sign of life. */
  readonly startLimitMs: number;
}

interface Batch<Outcome> {
  readonly count: number;
  readonly answer: (outcome: Outcome) => void;
  readonly settle: { resolve(): void; reject(error: unknown): void };
  answered: number;
}

/** Enough of the last words of a child to explain its end. */
const STDERR_CHARACTERS_MAX = 4_096;
const CHECK_INTERVAL_MS = 50;
/** A child without work ends in a moment. */
const END_LIMIT_MS = 5_000;
const NEVER_ENDED: ChildDeath = { kind: "reader-crashed", detail: "The reader did not end" };

/** One running extraction child: takes a batch at a time, and is killed when a file exceeds a limit. */
export class ExtractProcess<Outcome = ReadOutcome> {
  /** Whether it has told that it can take requests. */
  #ready = false;
  #batch: Batch<Outcome> | null = null;
  #death: ChildDeath | null = null;
  #progressAtMs = performance.now();
  #lastWords = "";
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #ended: Promise<void>;
  /** Fulfilled when it has ended or was killed: one stuck in a system call ends long after that. */
  readonly #gone = Promise.withResolvers<void>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Spawns it; throws when the program cannot be started. */
  constructor(command: ChildCommand, private readonly limits: ExtractProcessLimits) {
    this.#child = new Deno.Command(command.program, {
      args: [...command.args],
      env: { ...command.env },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#ended = this.#run();
  }

  /** False once it has ended or was killed. */
  get alive(): boolean {
    return this.#death === null;
  }

  /** Whether it ever got as far as taking requests. */
  get started(): boolean {
    return this.#ready;
  }

  /** Process id. */
  get pid(): number {
    return this.#child.pid;
  }

  /**
   * Asks for `requests` and hands every outcome to `answer`, in order and at once. Rejects with
   * `ChildDiedError` when the child ends first: the first one without an answer is the one it was
   * working on.
   */
  ask(requests: readonly ReadRequest[], answer: (outcome: Outcome) => void): Promise<void> {
    if (this.#death !== null) return Promise.reject(new ChildDiedError(this.#death));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#batch = { count: requests.length, answer, settle: { resolve, reject }, answered: 0 };
    this.#progressAtMs = performance.now();
    this.#timer ??= setInterval(() => this.#checkLimits(), CHECK_INTERVAL_MS);
    const lines = requests.map((request, id) => `${JSON.stringify({ id, ...request })}\n`);
    // A broken pipe means the child is ending, which its output tells.
    this.#input.write(new TextEncoder().encode(lines.join(""))).catch(() => {});
    return promise;
  }

  /** Kills it, with the reason that whoever waits for an answer is told at once; resolves when it has ended. */
  kill(death: ChildDeath): Promise<void> {
    if (this.#death === null) {
      this.#die(death);
      try {
        this.#child.kill("SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
    return this.#ended;
  }

  /** Lets it end by closing its input; one that does not is killed. Resolves when it is gone. */
  async end(): Promise<void> {
    void this.#input.close().catch(() => {});
    const timer = setTimeout(() => void this.kill(NEVER_ENDED), END_LIMIT_MS);
    await Promise.race([this.#ended, this.#gone.promise]);
    clearTimeout(timer);
  }

  #die(death: ChildDeath): void {
    this.#death = death;
    clearInterval(this.#timer);
    this.#batch?.settle.reject(new ChildDiedError(death));
    this.#batch = null;
    this.#gone.resolve();
  }

  async #run(): Promise<void> {
    const [status] = await Promise.all([
      this.#child.status,
      this.#readAnswers().catch((error) => this.#refuse(error)),
      this.#readLastWords().catch(() => {}),
    ]);
    await this.#input.abort().catch(() => {});
    if (this.#death === null) this.#die(this.#explain(status));
  }

  async #readAnswers(): Promise<void> {
    for await (const line of linesOf(this.#child.stdout)) this.#take(line);
  }

  #take(line: string): void {
    // Whoever asked was told already.
    if (this.#death !== null) return;
    this.#progressAtMs = performance.now();
    const message = JSON.parse(line) as ExtractAnswer<Outcome> | { readonly ready: true };
    if ("ready" in message) {
      this.#ready = true;
      return;
    }
    const batch = this.#batch;
    if (batch === null || message.id !== batch.answered) {
      throw new Error(`Answer ${message.id} came out of turn`);
    }
    batch.answered++;
    batch.answer(message.outcome);
    if (batch.answered < batch.count) return;
    this.#batch = null;
    clearInterval(this.#timer);
    this.#timer = undefined;
    batch.settle.resolve();
  }

  /** What is not an answer comes from a process that must not be trusted any more. */
  async #refuse(error: unknown): Promise<void> {
    const detail = `The reader gave no valid answer: ${String(error)}`;
    // Not awaited: the end of the process waits for this very reader.
    void this.kill({ kind: "reader-crashed", detail });
    await this.#child.stdout.cancel().catch(() => {});
  }

  async #readLastWords(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of this.#child.stderr) {
      const text = decoder.decode(bytes, { stream: true });
      const told = text.lastIndexOf(MEMORY_LINE);
      if (told >= 0) this.#killForMemory(parseInt(text.slice(told + MEMORY_LINE.length)));
      this.#lastWords = (this.#lastWords + text).slice(-STDERR_CHARACTERS_MAX);
    }
  }

  #killForMemory(rss: number): void {
    const size = Number.isFinite(rss) ? ` (${Math.round(rss / 1024 / 1024)} MiB)` : "";
    const detail = `Reading was stopped because it took too much memory${size}`;
    void this.kill({ kind: "out-of-memory", detail });
  }

  #checkLimits(): void {
    const limitMs = this.#ready ? this.limits.timeLimitMs : this.limits.startLimitMs;
    if (performance.now() - this.#progressAtMs <= limitMs) return;
    const detail = `Reading was stopped because it took longer than ${limitMs / 1000} s`;
    void this.kill({ kind: "too-slow", detail });
  }

  #explain(status: Deno.CommandStatus): ChildDeath {
    if (/out of memory|heap limit/i.test(this.#lastWords)) {
      const detail = "Reading was stopped because it took more memory than its heap limit";
      return { kind: "out-of-memory", detail };
    }
    const how = status.signal === null ? `exit code ${status.code}` : `signal ${status.signal}`;
    const words = this.#lastWords.trim().slice(-300);
    const detail = `The reader ended unexpectedly (${how})${words === "" ? "" : `: ${words}`}`;
    return { kind: "reader-crashed", detail };
  }
}
