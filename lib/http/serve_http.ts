import type { HttpHandler } from "./app.ts";

/** Where to listen. */
export interface ListenOptions {
  readonly hostname: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** A server that listens. */
export interface HttpServer {
  readonly url: string;
  /** Takes no more requests and ends what is under way. */
  close(): void;
}

/**
 * Listens for requests.
 *
 * @throws {Deno.errors.AddrInUse} when another program listens there
 */
export function serveHttp(handler: HttpHandler, { hostname, port }: ListenOptions): HttpServer {
  const controller = new AbortController();
  const server = Deno.serve(
    { hostname, port, signal: controller.signal, onListen: () => {}, onError: () => failed() },
    handler,
  );
  const { addr } = server;
  const name = addr.hostname.includes(":") ? `[${addr.hostname}]` : addr.hostname;
  server.finished.catch(() => {});
  return { url: `http://${name}:${addr.port}/`, close: () => controller.abort() };
}

/** Nothing gets so far, but if it did it would tell where in the program it was. */
function failed(): Response {
  return new Response("Internal Server Error\n", { status: 500 });
}
