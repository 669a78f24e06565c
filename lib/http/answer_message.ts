import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { HttpHandler } from "./app.ts";
import { SAFE_HEADERS } from "./guard.ts";
import { HttpProblem } from "./http_problem.ts";

/** One request as the server of Node has it. */
export interface Message {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Milliseconds within which what is written has to be taken. */
  readonly takenWithinMs: number;
}

/** Has a request answered by a handler of the standard kind; nothing is thrown. */
export async function answerMessage(
  handler: HttpHandler,
  { request, response, takenWithinMs }: Message,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  response.on("error", () => gone.abort());
  try {
    const answer = await answerOf(handler, request, gone.signal);
    const headers = { ...Object.fromEntries(answer.headers), ...SAFE_HEADERS };
    response.writeHead(answer.status, headers);
    const body = request.method === "HEAD" ? null : answer.body;
    if (body === null) await answer.body?.cancel();
    else await send(body, { response, gone: gone.signal, takenWithinMs });
    response.end();
  } catch {
    // Who asked has gone, or takes nothing.
    response.destroy();
  }
}

async function answerOf(
  handler: HttpHandler,
  message: IncomingMessage,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await handler(standardRequest(message, signal));
  } catch (error) {
    const problem = error instanceof HttpProblem
      ? error
      : new HttpProblem(400, "The request cannot be read");
    return problem.response();
  }
}

/**
 * The request as the Fetch Standard has it. Its host is in the headers alone.
 *
 * @throws {HttpProblem} when there is no such thing
 */
function standardRequest(message: IncomingMessage, signal: AbortSignal): Request {
  const { method = "GET", url = "/", rawHeaders } = message;
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  }
  if (["CONNECT", "TRACE", "TRACK"].includes(method)) {
    throw new HttpProblem(405, "That cannot be done at any address");
  }
  const isRead = method === "GET" || method === "HEAD";
  const body = isRead ? null : Readable.toWeb(message) as ReadableStream<Uint8Array<ArrayBuffer>>;
  return new Request(`http://localhost${pathOf(url)}`, { method, headers, body, signal });
}

/** RFC 9112 §3.2: a path, or a whole address, of which only the path counts here. */
function pathOf(target: string): string {
  if (target.startsWith("/")) return target;
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) {
    throw new HttpProblem(400, "The address is none");
  }
  const { pathname, search } = new URL(target);
  return `${pathname}${search}`;
}

async function send(
  body: ReadableStream<Uint8Array>,
  { response, gone, takenWithinMs }: {
    readonly response: ServerResponse;
    readonly gone: AbortSignal;
    readonly takenWithinMs: number;
  },
): Promise<void> {
  const reader = body.getReader();
  const leave = () => void reader.cancel().catch(() => {});
  gone.addEventListener("abort", leave, { once: true });
  try {
    if (gone.aborted) return leave();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (!response.write(value)) await taken(response, gone, takenWithinMs);
    }
  } catch (error) {
    leave();
    throw error;
  } finally {
    gone.removeEventListener("abort", leave);
  }
}

/** Waits until what was written is on its way, or whoever asked has gone. */
async function taken(response: ServerResponse, gone: AbortSignal, withinMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error("Nobody takes the answer")), withinMs);
  const go = () => resolve();
  response.on("drain", go);
  gone.addEventListener("abort", go);
  await promise.finally(() => {
    clearTimeout(timer);
    // A stream of events waits here for days: nothing may stay behind each time.
    response.off("drain", go);
    gone.removeEventListener("abort", go);
  });
}
