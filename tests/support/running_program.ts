/** How a program ended. */
export interface ProgramResult {
  /** Exit code; 128 and the signal's number where a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What to start. */
export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly input: string;
  /** Name in errors. */
  readonly title: string;
}

/** A program that runs until it ends or the test does. */
export interface RunningProgram extends AsyncDisposable {
  readonly pid: number;
  /** Fulfilled when the program has ended and all its output is read. Never rejected. */
  readonly ended: Promise<ProgramResult>;
  /**
   * Waits for a line on standard error that matches, and returns it. Every call goes on behind the
   * line the last call found, so that the second "scan done" is not the first one again.
   *
   * @throws {Error} After `timeoutMs` or when the program ends first, with its output so far.
   */
  waitForLine(pattern: RegExp, timeoutMs?: number): Promise<string>;
  /**
   * Waits for the end.
   *
   * @throws {Error} After `timeoutMs`, with the output so far; the program is killed.
   */
  waitForEnd(timeoutMs?: number): Promise<ProgramResult>;
  /** Sends a signal; does nothing once the program has ended. */
  signal(name: Deno.Signal): void;
  /** All of standard output so far. */
  stdout(): string;
  /** All of standard error so far. */
  stderr(): string;
}

/** Enough to see what a program did last. */
const LAST_WORDS_MAX = 4_000;

/** Starts a program, collects what it prints, and kills it when it is disposed of. */
export function startChild(options: ChildOptions): RunningProgram {
  const child = new Deno.Command(options.command, {
    args: [...options.args],
    env: { ...options.env },
    clearEnv: true,
    cwd: options.cwd,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return new Running(child, options);
}

/** Programs that tests have to do with at the moment. */
const inUse = new Set<Running>();

/** What became of the programs that run, or have ended and should not have: for the error of a test. */
export function describePrograms(): string {
  return [...inUse].map((program) => `\n${program.describe()}`).join("");
}

class Running implements RunningProgram {
  readonly pid: number;
  readonly ended: Promise<ProgramResult>;
  readonly #child: Deno.ChildProcess;
  readonly #title: string;
  readonly #listeners = new Set<() => void>();
  #stdout = "";
  #stderr = "";
  /** Where on standard error the next `waitForLine` begins. */
  #cursor = 0;
  /** `null` while it runs. */
  #code: number | null = null;

  constructor(child: Deno.ChildProcess, { input, title }: ChildOptions) {
    this.#child = child;
    this.#title = title;
    this.pid = child.pid;
    this.ended = this.#collect(writeInput(child, input));
    inUse.add(this);
  }

  /** How it is, and its last words. */
  describe(): string {
    const state = this.#code === null ? "runs" : `has ended with ${this.#code}`;
    return `'${this.#title}' ${state}; last it said:\n${this.#stderr.slice(-LAST_WORDS_MAX)}`;
  }

  async #collect(written: Promise<void>): Promise<ProgramResult> {
    await Promise.all([
      readText(this.#child.stdout, (text) => this.#stdout += text),
      readText(this.#child.stderr, (text) => {
        this.#stderr += text;
        this.#notify();
      }),
      written,
    ]);
    const { code } = await this.#child.status;
    this.#code = code;
    this.#notify();
    return { code, stdout: this.#stdout, stderr: this.#stderr };
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }

  waitForLine(pattern: RegExp, timeoutMs = 60_000): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const look = () => {
      const line = this.#takeLine(pattern);
      if (line !== null) resolve(line);
      else if (this.#code !== null) reject(this.#error(`ended before it said ${pattern}`));
    };
    const timer = setTimeout(
      () => reject(this.#error(`did not say ${pattern} within ${timeoutMs} ms`)),
      timeoutMs,
    );
    this.#listeners.add(look);
    look();
    return promise.finally(() => {
      clearTimeout(timer);
      this.#listeners.delete(look);
    });
  }

  #takeLine(pattern: RegExp): string | null {
    let start = this.#cursor;
    while (true) {
      const end = this.#stderr.indexOf("\n", start);
      if (end < 0) return null;
      const line = this.#stderr.slice(start, end);
      start = end + 1;
      if (line.search(pattern) < 0) continue;
      this.#cursor = start;
      return line;
    }
  }

  async waitForEnd(timeoutMs = 60_000): Promise<ProgramResult> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      reject(this.#error(`did not end within ${timeoutMs} ms`));
      this.signal("SIGKILL");
    }, timeoutMs);
    try {
      return await Promise.race([this.ended, promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  signal(name: Deno.Signal): void {
    if (this.#code !== null) return;
    try {
      this.#child.kill(name);
    } catch (error) {
      // Ended since: the status just has not been read yet.
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  stdout(): string {
    return this.#stdout;
  }

  stderr(): string {
    return this.#stderr;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGKILL");
    await this.ended;
    inUse.delete(this);
  }

  #error(what: string): Error {
    const output = `--- stdout\n${this.#stdout}\n--- stderr\n${this.#stderr}`;
    return new Error(`'${this.#title}' ${what}; its output so far:\n${output}`);
  }
}

async function writeInput(child: Deno.ChildProcess, input: string): Promise<void> {
  const writer = child.stdin.getWriter();
  try {
    if (input !== "") await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch (error) {
    // A program that ends without reading its input is no error of the test.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

async function readText(stream: ReadableStream<Uint8Array>, take: (text: string) => void) {
  const decoder = new TextDecoder();
  for await (const bytes of stream) take(decoder.decode(bytes, { stream: true }));
}
