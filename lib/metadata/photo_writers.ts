import { linesOf } from "../core/lines_of.ts";
import { messageOf } from "../core/file_error.ts";
import type { WriteOrder, WriteReport } from "../core/write_order.ts";
import { MEMORY_LINE } from "./extract_child.ts";
import type { ChildCommand } from "../core/child_command.ts";

/** How the children are started and what each may take. */
export interface PhotoWritersOptions {
  /** The command of a child that may write below a root. */
  readonly command: (rootPath: string) => ChildCommand;
  /** For one photo. */
  readonly timeLimitMs: number;
  /** A child without work for so long is ended. */
  readonly idleLimitMs: number;
}

/**
 * Writes photos in child processes that may write below one root only and can be killed; one child a
 * root, which does one photo after the other. What a killed one leaves is a temporary, which is its
 * caller's to remove.
 */
export class PhotoWriters {
  readonly #children = new Map<string, WriterChild>();
  #isClosed = false;

  constructor(private readonly options: PhotoWritersOptions) {}

  /**
   * Carries out one order; callers of one root wait for each other.
   *
   * Rejects with the reason of `signal` when aborted: the child is killed then.
   */
  async write(rootPath: string, order: WriteOrder, signal: AbortSignal): Promise<WriteReport> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#isClosed) throw new Error("Cannot write as the writers are closed");
      const known = this.#children.get(rootPath);
      const child = known?.isAlive ? known : new WriterChild(this.options, rootPath);
      this.#children.set(rootPath, child);
      const report = await child.write(order, signal);
      if (report !== null) return report;
    }
  }

  /** Ends all children; resolves when nothing is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#children.values()].map((child) => child.end()));
  }
}

/** One running child. */
class WriterChild {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #answers: AsyncGenerator<string>;
  readonly #ended: Promise<unknown>;
  #turn: Promise<unknown>;
  #idle: ReturnType<typeof setTimeout> | undefined;
  /** Why it was killed. */
  #reason: string | null = null;
  /** Orders it was given. */
  #asked = 0;
  isAlive = true;

  constructor(private readonly options: PhotoWritersOptions, rootPath: string) {
    const { program, args, env } = options.command(rootPath);
    const pipes = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
    const command = new Deno.Command(program, { args: [...args], env, clearEnv: true, ...pipes });
    this.#process = command.spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#answers = linesOf(this.#process.stdout);
    this.#ended = Promise.all([this.#process.status, this.#readWarnings()]).finally(async () => {
      this.isAlive = false;
      clearTimeout(this.#idle);
      await this.#input.close().catch(() => {});
      await this.#answers.return(undefined);
    });
    // The first line says that it runs.
    this.#turn = this.#answers.next();
  }

  /** Waits for its turn; `null` when the child had ended by then, of what somebody else asked for. */
  async write(order: WriteOrder, signal: AbortSignal): Promise<WriteReport | null> {
    clearTimeout(this.#idle);
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    try {
      await before.catch(() => {});
      signal.throwIfAborted();
      return this.isAlive || this.#asked === 0 ? await this.#ask(order, signal) : null;
    } finally {
      resolve();
      clearTimeout(this.#idle);
      if (this.isAlive) {
        this.#idle = setTimeout(() => void this.end(), this.options.idleLimitMs);
      }
    }
  }

  /** Lets it end by closing its input; kills it where it is at work. */
  async end(): Promise<void> {
    this.isAlive = false;
    clearTimeout(this.#idle);
    await Promise.race([this.#turn, new Promise((resolve) => setTimeout(resolve))]).catch(() => {});
    await this.#input.close().catch(() => {});
    const timer = setTimeout(() => this.#kill("Writing was stopped"), END_WITHIN_MS);
    await this.#ended.catch(() => {});
    clearTimeout(timer);
  }

  async #ask(order: WriteOrder, signal: AbortSignal): Promise<WriteReport> {
    const { timeLimitMs } = this.options;
    this.#asked++;
    const stop = () => this.#kill("Writing was stopped");
    signal.addEventListener("abort", stop, { once: true });
    const timer = setTimeout(
      () => this.#kill(`Writing took longer than ${timeLimitMs / 1000} s`),
      timeLimitMs,
    );
    try {
      const line = new TextEncoder().encode(`${JSON.stringify(order)}\n`);
      // A broken pipe means the child is ending, which its output tells.
      this.#input.write(line).catch(() => {});
      const { value, done } = await this.#answers.next();
      if (done !== true) return JSON.parse(value) as WriteReport;
      this.isAlive = false;
      signal.throwIfAborted();
      const { code } = await this.#process.status;
      const reason = this.#reason ?? `The writer ended by itself (code ${code})`;
      return { status: "failed", reason };
    } catch (error) {
      signal.throwIfAborted();
      this.#kill("The writer gave no valid answer");
      return { status: "failed", reason: `The writer gave no valid answer: ${messageOf(error)}` };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  }

  #kill(reason: string): void {
    this.#reason ??= reason;
    this.isAlive = false;
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }

  async #readWarnings(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of this.#process.stderr) {
      if (decoder.decode(bytes, { stream: true }).includes(MEMORY_LINE)) {
        this.#kill("Writing was stopped because it took too much memory");
      }
    }
  }
}

/** A child whose input has ended has nothing left to do. */
const END_WITHIN_MS = 5_000;
