import {
  type DaemonAnswer,
  type DaemonRequest,
  parseDaemonRequest,
} from "../core/daemon_protocol.ts";
import { messageOf } from "../core/file_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { linesOf } from "../core/lines_of.ts";

/** Carries out one request and gives the exit code; `signal` is aborted when the asker has gone. */
export type RequestHandler = (
  request: DaemonRequest,
  answer: (answer: DaemonAnswer) => void,
  signal: AbortSignal,
) => Promise<number>;

/** A socket that is being served. */
export interface RequestServer {
  /** Takes no more requests, and leaves no file behind. */
  close(): void;
}

const REQUEST_CHARACTERS_MAX = 1_000_000;
const REQUEST_WITHIN_MS = 10_000;
const CONNECTIONS_MAX = 32;
/** An asker that does not read is let go, so that what it would be told holds no memory. */
const WAITING_BYTES_MAX = 16_000_000;

/**
 * Serves requests on a socket that only the same user can open. The caller holds the lock of the
 * catalogue, so a socket that is there already is that of a process that died.
 *
 * @throws when the socket cannot be made
 */
export function serveRequests(path: string, handle: RequestHandler): RequestServer {
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true, mode: 0o700 });
  remove(path);
  const listener = Deno.listen({ transport: "unix", path });
  Deno.chmodSync(path, 0o600);
  const connections = new Set<Deno.Conn>();
  void accept();
  return {
    close() {
      listener.close();
      for (const connection of connections) closeQuietly(connection);
      remove(path);
    },
  };

  async function accept(): Promise<void> {
    for await (const connection of listener) {
      if (connections.size >= CONNECTIONS_MAX) {
        closeQuietly(connection);
        continue;
      }
      connections.add(connection);
      serve(connection, handle).catch(() => {}).finally(() => {
        connections.delete(connection);
        closeQuietly(connection);
      });
    }
  }
}

async function serve(connection: Deno.Conn, handle: RequestHandler): Promise<void> {
  const gone = new AbortController();
  const writer = new AnswerWriter(connection, () => gone.abort());
  const lines = linesOf(connection.readable, REQUEST_CHARACTERS_MAX);
  const timer = setTimeout(() => closeQuietly(connection), REQUEST_WITHIN_MS);
  const { value: line, done } = await lines.next().finally(() => clearTimeout(timer));
  if (done === true) return;
  // Whatever comes now, or the end, means that nobody waits any more.
  lines.next().then(() => gone.abort(), () => gone.abort());
  let code: number = EXIT.failed;
  try {
    code = await handle(parseDaemonRequest(line), (answer) => writer.write(answer), gone.signal);
  } catch (error) {
    writer.write({ type: "tell", text: messageOf(error) });
  }
  writer.write({ type: "end", code });
  await writer.written();
}

/** Writes answers one after the other; they are said faster than a slow asker reads. */
class AnswerWriter {
  #last: Promise<void> = Promise.resolve();
  #waitingBytes = 0;
  #isGone = false;

  constructor(private readonly connection: Deno.Conn, private readonly onGone: () => void) {}

  write(answer: DaemonAnswer): void {
    if (this.#isGone) return;
    const bytes = new TextEncoder().encode(`${JSON.stringify(answer)}\n`);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > WAITING_BYTES_MAX) return this.#leave();
    this.#last = this.#last.then(() => this.#send(bytes)).catch(() => this.#leave());
  }

  async written(): Promise<void> {
    await this.#last;
  }

  async #send(bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.length && !this.#isGone;) {
      written += await this.connection.write(bytes.subarray(written));
    }
    this.#waitingBytes -= bytes.length;
  }

  #leave(): void {
    this.#isGone = true;
    closeQuietly(this.connection);
    this.onGone();
  }
}

function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Closed already, by the other side or by us.
  }
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
