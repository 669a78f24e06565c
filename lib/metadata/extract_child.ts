import type { ReadOutcome, ReadRequest } from "../core/reading.ts";
import { linesOf } from "../core/lines_of.ts";
import { dropPermissions } from "./drop_permissions.ts";

/** One line of the child's input. */
export interface ExtractRequest extends ReadRequest {
  readonly id: number;
}

/** One line of the child's output; the first line of all is `{"ready":true}`. */
export interface ExtractAnswer<Outcome = ReadOutcome> {
  readonly id: number;
  readonly outcome: Outcome;
}

/** How the child works. */
export interface ExtractChildOptions<Outcome> {
  /** Reads one file; a test puts its own hostile parser here. */
  readonly read: (request: ReadRequest) => Promise<Outcome>;
}

/** First words of the line on standard error that tells the resident memory in bytes. */
export const MEMORY_LINE = "proofsheet-rss ";
/** First word of the argument that holds the limit of the resident memory. */
export const RSS_LIMIT_FLAG = "--rss-limit-mb=";
/** Argument of a child that tells the values of all tags, too. */
export const TAGS_FLAG = "--with-tags";

/**
 * The whole life of an extraction child: reads requests from standard input, one JSON object a line,
 * and answers each in order on standard output. Ends when standard input ends, so that a parent that
 * was killed leaves none behind.
 *
 * Every answer is written before the next file is opened: should a file kill the process, the first
 * one without an answer is the one that did it.
 */
export async function runExtractChild<Outcome>(
  { read }: ExtractChildOptions<Outcome>,
): Promise<void> {
  await dropPermissions();
  const watchdog = startMemoryWatchdog();
  try {
    writeLine({ ready: true });
    for await (const line of linesOf(Deno.stdin.readable)) {
      const { id, ...request } = JSON.parse(line) as ExtractRequest;
      writeLine({ id, outcome: await read(request) });
    }
  } catch (error) {
    // The parent is gone, and with it everyone who wants an answer.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  } finally {
    watchdog?.terminate();
  }
}

const encoder = new TextEncoder();

/** Writes one answer, whole. */
export function writeLine(value: unknown): void {
  const bytes = encoder.encode(`${JSON.stringify(value)}\n`);
  for (let written = 0; written < bytes.length;) {
    written += Deno.stdout.writeSync(bytes.subarray(written));
  }
}

/**
 * V8's heap limit does not count array buffers, `/proc` is closed to a program without all
 * permissions, and the main thread of a parser gone wild answers nothing. So a thread beside it tells
 * the parent, who can kill. Only above the limit, so a well-behaved child says nothing.
 */
export function startMemoryWatchdog(): Worker | null {
  const flag = Deno.args.find((argument) => argument.startsWith(RSS_LIMIT_FLAG));
  const limitMb = Number(flag?.slice(RSS_LIMIT_FLAG.length));
  if (!(limitMb > 0)) return null;
  const source = `
    const encoder = new TextEncoder();
    setInterval(() => {
      const { rss } = Deno.memoryUsage();
      if (rss > ${limitMb * 1024 * 1024}) {
        Deno.stderr.writeSync(encoder.encode("\\n${MEMORY_LINE}" + rss + "\\n"));
      }
    }, 50);`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  return new Worker(url, { type: "module" });
}
