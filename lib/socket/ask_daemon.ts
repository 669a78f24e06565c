import type { DaemonAnswer, DaemonRequest } from "../core/daemon_protocol.ts";
import { linesOf } from "../core/lines_of.ts";

/** What is done with what the daemon says before the end. */
export type AnswerListener = (answer: Exclude<DaemonAnswer, { readonly type: "end" }>) => void;

/** Answers hold at most one summary or list. */
const ANSWER_CHARACTERS_MAX = 64_000_000;

/**
 * Asks the daemon behind a socket to carry out a command; gives its exit code, or `null` when nobody
 * listens there.
 *
 * @param signal the asker goes; what was begun goes on without it
 * @throws {Error} when the daemon ends before it has answered
 */
export async function askDaemon(
  path: string,
  request: DaemonRequest,
  onAnswer: AnswerListener,
  signal: AbortSignal,
): Promise<number | null> {
  signal.throwIfAborted();
  const connection = await connect(path);
  if (connection === null) return null;
  const close = () => connection.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    await writeLine(connection, request);
    for await (const line of linesOf(connection.readable, ANSWER_CHARACTERS_MAX)) {
      const answer = JSON.parse(line) as DaemonAnswer;
      if (answer.type === "end") return answer.code;
      onAnswer(answer);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", close);
    try {
      connection.close();
    } catch {
      // The stream has closed it with its end.
    }
  }
  signal.throwIfAborted();
  throw new Error("The daemon ended before it had answered: look at its log, then try again");
}

async function connect(path: string): Promise<Deno.Conn | null> {
  try {
    return await Deno.connect({ transport: "unix", path });
  } catch (error) {
    const isNobody = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.ConnectionRefused;
    if (isNobody) return null;
    throw error;
  }
}

async function writeLine(connection: Deno.Conn, value: unknown): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(value)}\n`);
  for (let written = 0; written < bytes.length;) {
    written += await connection.write(bytes.subarray(written));
  }
}
