import { childCommand } from "../lib/core/child_command.ts";
import { messageOf } from "../lib/core/file_error.ts";
import { linesOf } from "../lib/core/lines_of.ts";
import { watchTrouble } from "../lib/core/watch_trouble.ts";
import {
  type FromWatcher,
  WATCH_CHILD,
  type WatchOrder,
} from "../lib/file_system/watch_protocol.ts";

/** What is gathered is bounded, so one that needs more has gone wild. */
const HEAP_LIMIT_MB = 128;
/** Enough of the last words of a child to explain its end. */
const LAST_WORDS_MAX = 300;
/** With more unexpected ends than this within the time, a root is looked at regularly for a while. */
const ENDS_MAX = 3;
const ENDS_WITHIN_MS = 600_000;

/** When watchers of roots ended that nobody had ended, milliseconds since the start of the program. */
const ends = new Map<string, readonly number[]>();

/**
 * Watches a root in a process of its own; what is given back ends it, and is fulfilled when it has ended.
 *
 * It must not be a thread: for every event the runtime opens the file that changed, and when any file
 * descriptor of a file is closed, the system takes back all locks the process has on that file. So a
 * catalogue in the watched folder lost the locks of its writer: the next reader took it for one that
 * nobody uses and cut off its shared memory, which killed the writer or damaged the catalogue.
 *
 * @param programUrl the program's main module, which also plays the child
 */
export function watchInProcess(
  programUrl: string,
  order: WatchOrder,
  tell: (news: FromWatcher) => void,
): () => Promise<void> {
  const watcher = new WatchProcess(tell);
  const ended = watcher.run(programUrl, order);
  return () => {
    watcher.close();
    return ended;
  };
}

class WatchProcess {
  #child: Deno.ChildProcess | null = null;
  #isOpened = false;
  #isClosed = false;
  #lastWords = "";

  constructor(private readonly tell: (news: FromWatcher) => void) {}

  /** Never rejects: what goes wrong is told. */
  async run(programUrl: string, order: WatchOrder): Promise<void> {
    try {
      const child = spawn(programUrl);
      this.#child = child;
      const input = child.stdin.getWriter();
      // A broken pipe means that the child is ending, which its status tells.
      input.write(new TextEncoder().encode(`${JSON.stringify(order)}\n`)).catch(() => {});
      const [status] = await Promise.all([
        child.status,
        this.#listen(child).catch((error) => this.#refuse(error)),
        this.#readLastWords(child).catch(() => {}),
      ]);
      await input.abort().catch(() => {});
      this.#tellEnd(order.rootPath, status);
    } catch (error) {
      if (!this.#isClosed) this.tell({ type: "failed", reason: watchTrouble(error) });
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#kill();
  }

  async #listen({ stdout }: Deno.ChildProcess): Promise<void> {
    for await (const line of linesOf(stdout)) {
      if (this.#isClosed) continue;
      const news = JSON.parse(line) as FromWatcher;
      if (news.type === "opened") this.#isOpened = true;
      this.tell(news);
    }
  }

  async #readLastWords({ stderr }: Deno.ChildProcess): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of stderr) {
      const text = decoder.decode(bytes, { stream: true });
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS_MAX);
    }
  }

  /** What is no news comes from a process that must not be trusted any more. */
  #refuse(error: unknown): void {
    this.#lastWords = `it gave no valid news: ${messageOf(error)}`;
    this.#kill();
  }

  #tellEnd(rootPath: string, { code, signal }: Deno.CommandStatus): void {
    if (this.#isClosed) return;
    const nowMs = performance.now();
    const recent = (ends.get(rootPath) ?? []).filter((endMs) => nowMs - endMs < ENDS_WITHIN_MS);
    ends.set(rootPath, [...recent, nowMs]);
    const words = this.#lastWords.trim();
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    const reason = `The watcher ended unexpectedly (${how})${words === "" ? "" : `: ${words}`}`;
    // One that worked is opened again, but not for ever: every look at everything has its price.
    const mayOpenAgain = this.#isOpened && recent.length < ENDS_MAX;
    this.tell({ type: mayOpenAgain ? "lost" : "failed", reason });
  }

  #kill(): void {
    try {
      this.#child?.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

function spawn(programUrl: string): Deno.ChildProcess {
  const { program, args, env } = childCommand({
    entry: programUrl,
    standalone: Deno.build.standalone ? Deno.execPath() : null,
    words: [WATCH_CHILD],
    heapLimitMb: HEAP_LIMIT_MB,
    env: Deno.env,
  });
  return new Deno.Command(program, {
    args: [...args],
    env: { ...env },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}
