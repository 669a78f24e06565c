import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpHandler } from "./app.ts";
import { answerMessage } from "./answer_message.ts";

/** Where to listen, and what a connection may take. */
export interface ListenOptions {
  readonly hostname: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly limits?: Partial<ConnectionLimits>;
}

/** What is allowed to whoever connects, before anything is known of them. */
export interface ConnectionLimits {
  /** Open at the same time, idle ones too; one more is closed at once. */
  readonly connectionsMax: number;
  /** From the first byte that is waited for to the end of the headers. */
  readonly headersWithinMs: number;
  /** The same to the end of the body. */
  readonly requestWithinMs: number;
  /** A connection that is kept for the next request. */
  readonly idleMs: number;
  /** Who does not take what was answered. */
  readonly takenWithinMs: number;
}

/** More than a few browsers and all streams of events; each costs a file that is open. */
const LIMITS: ConnectionLimits = {
  connectionsMax: 640,
  headersWithinMs: 10_000,
  requestWithinMs: 30_000,
  idleMs: 15_000,
  takenWithinMs: 60_000,
};
const HEADER_BYTES_MAX = 16 * 1024;

/** A server that listens. */
export interface HttpServer {
  readonly url: string;
  /** Takes no more requests and ends what is under way. */
  close(): void;
}

/**
 * Listens for requests.
 *
 * @throws an error with the code `EADDRINUSE` when another program listens there
 * @throws {Deno.errors.NotCapable} when the program may not listen there
 */
export async function serveHttp(
  handler: HttpHandler,
  { hostname, port, limits = {} }: ListenOptions,
): Promise<HttpServer> {
  const { connectionsMax, headersWithinMs, requestWithinMs, idleMs, takenWithinMs } = {
    ...LIMITS,
    ...limits,
  };
  // Deno's own server has no limit for connections, nor for how slowly one may send.
  const server = createServer({
    headersTimeout: headersWithinMs,
    requestTimeout: requestWithinMs,
    keepAliveTimeout: idleMs,
    // Each look wakes an idle daemon, so who is slow has up to twice the time.
    connectionsCheckingInterval: headersWithinMs,
    maxHeaderSize: HEADER_BYTES_MAX,
  }, (request, response) => void answerMessage(handler, { request, response, takenWithinMs }));
  server.maxConnections = connectionsMax;
  await listening(server, hostname, port);
  const { address, port: taken } = server.address() as AddressInfo;
  const name = address.includes(":") ? `[${address}]` : address;
  return {
    url: `http://${name}:${taken}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listening(server: Server, hostname: string, port: number): Promise<void> {
  const host = `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
  // The server itself would end the program, where nobody can catch it.
  const { state } = await Deno.permissions.query({ name: "net", host });
  if (state !== "granted") throw new Deno.errors.NotCapable(`Requires net access to "${host}"`);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
