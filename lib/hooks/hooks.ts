import { backoffMs } from "../core/backoff.ts";
import { messageOf } from "../core/file_error.ts";
import type { News } from "../core/root_news.ts";

/** Who is told. */
export interface HookTargets {
  /** A program and its arguments; empty for none. */
  readonly program: readonly string[];
  /** A web address; `null` for none. */
  readonly webhook: string | null;
}

/** What hooks are made of. */
export interface HooksOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Told why somebody could not be told. */
  readonly onTrouble: (message: string) => void;
}

const PROGRAM_LIMIT_MS = 30_000;
const WEBHOOK_LIMIT_MS = 10_000;
const WEBHOOK_TRIES = 3;
/** Between two calls about one root; longer and longer where one follows the other. */
const PAUSE = { firstMs: 5_000, limitMs: 3_600_000 };
/** After so long a silence about a root the pauses begin anew. */
const FORGIVEN_AFTER_MS = 3_600_000;

/** What is known of the calls about one subject: a root and a kind of news. */
interface Line {
  calls: number;
  calledAtMs: number;
  lastEvent: string;
  waiting: News | null;
  timer: ReturnType<typeof setTimeout> | null;
}

/**
 * Tells a program or a web server the news. Nothing waits for them. News of one root that come close
 * together are told as the last of them, so that a disk that comes and goes calls nobody a thousand
 * times.
 */
export class Hooks {
  readonly #lines = new Map<string, Line>();
  readonly #stop = new AbortController();
  #targets: HookTargets = { program: [], webhook: null };

  constructor(private readonly options: HooksOptions) {}

  /** Sets who is told from now on; says at once when the program may not be run. */
  async use(targets: HookTargets): Promise<void> {
    this.#targets = targets;
    const [command] = targets.program;
    if (command === undefined) return;
    const { state } = await Deno.permissions.query({ name: "run", command });
    if (state !== "granted") this.options.onTrouble(notAllowed(command));
  }

  /** Takes one piece of news. */
  tell(news: News): void {
    if (this.#targets.program.length === 0 && this.#targets.webhook === null) return;
    const key = `${news.event.split(".")[0]} ${news.root}`;
    const line = this.#lines.get(key) ??
      { calls: 0, calledAtMs: -Infinity, lastEvent: "", waiting: null, timer: null };
    this.#lines.set(key, line);
    line.waiting = news;
    const silentMs = performance.now() - line.calledAtMs;
    if (silentMs > FORGIVEN_AFTER_MS) line.calls = 0;
    const pauseMs = line.calls === 0 ? 0 : backoffMs(line.calls, 1, PAUSE) - silentMs;
    line.timer ??= setTimeout(() => this.#call(line), Math.max(0, pauseMs));
  }

  /** Tells nobody any more; what is under way is ended. */
  close(): void {
    this.#stop.abort();
    for (const { timer } of this.#lines.values()) clearTimeout(timer ?? undefined);
  }

  #call(line: Line): void {
    line.timer = null;
    const news = line.waiting;
    if (news === null || news.event === line.lastEvent) return;
    Object.assign(line, {
      waiting: null,
      lastEvent: news.event,
      calls: line.calls + 1,
      calledAtMs: performance.now(),
    });
    const { program: [command, ...args], webhook } = this.#targets;
    const body = JSON.stringify({ ...news, at: new Date().toISOString() });
    if (command !== undefined) void this.#attempt(() => this.#run(command, args, news, body));
    if (webhook !== null) void this.#attempt(() => this.#post(webhook, body));
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.#stop.signal.aborted) this.options.onTrouble(messageOf(error));
    }
  }

  async #run(
    command: string,
    args: readonly string[],
    { event, root, message }: News,
    body: string,
  ): Promise<void> {
    try {
      const child = new Deno.Command(command, {
        args: [...args],
        clearEnv: true,
        env: {
          ...this.options.environment,
          PROOFSHEET_EVENT: event,
          PROOFSHEET_EVENT_ROOT: root,
          PROOFSHEET_EVENT_MESSAGE: message,
        },
        stdin: "piped",
        stdout: "null",
        stderr: "null",
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(PROGRAM_LIMIT_MS)]),
      }).spawn();
      const [{ code }] = await Promise.all([child.status, give(child.stdin, body)]);
      if (code !== 0) throw new Error(`Cannot tell by '${command}' as it ended with ${code}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotCapable)) throw error;
      throw new Error(notAllowed(command), { cause: error });
    }
  }

  async #post(webhook: string, body: string): Promise<void> {
    const { host } = new URL(webhook);
    for (let attempt = 1;; attempt++) {
      const reason = await this.#postOnce(webhook, body);
      if (reason === null) return;
      if (attempt === WEBHOOK_TRIES || this.#stop.signal.aborted) {
        throw new Error(`Cannot tell ${host} what happened: ${reason}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 1_000 * attempt));
    }
  }

  async #postOnce(webhook: string, body: string): Promise<string | null> {
    try {
      const response = await fetch(webhook, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(WEBHOOK_LIMIT_MS)]),
      });
      await response.body?.cancel();
      return response.ok ? null : `it answered ${response.status}`;
    } catch (error) {
      // The address may hold a secret, and some messages hold the address.
      return messageOf(error).replaceAll(webhook, "the address");
    }
  }
}

async function give(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(`${text}\n`));
    await writer.close();
  } catch {
    // A program that does not read what it is given is none the worse for it.
  }
}

function notAllowed(command: string): string {
  return `Cannot run '${command}' as this program may not: start it with ` +
    `PROOFSHEET_ALLOW_RUN=${command} in the environment, or --allow-run=deno,${command}`;
}
