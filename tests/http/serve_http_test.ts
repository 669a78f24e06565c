import assert from "node:assert/strict";
import type { HttpHandler } from "../../lib/http/app.ts";
import { type ConnectionLimits, serveHttp } from "../../lib/http/serve_http.ts";
import { readBody } from "../../lib/http/read_body.ts";
import { HttpProblem } from "../../lib/http/http_problem.ts";
import { until } from "../support/until.ts";

const encoder = new TextEncoder();
/** A connection that says nothing for so long is one nobody ends. */
const WAIT_MS = 10_000;

async function withServer(
  handler: HttpHandler,
  limits: Partial<ConnectionLimits>,
  run: (port: number) => Promise<void>,
): Promise<void> {
  const server = await serveHttp(handler, { hostname: "127.0.0.1", port: 0, limits });
  try {
    await run(Number(new URL(server.url).port));
  } finally {
    server.close();
    // The server of Node ends its sockets a turn later.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const HELLO: HttpHandler = () => Promise.resolve(new Response("hello"));

/** Sends raw text and gives all that comes until the other side ends the connection. */
async function talk(port: number, text: string): Promise<{ said: string; afterMs: number }> {
  const begunMs = performance.now();
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  try {
    if (text !== "") await connection.write(encoder.encode(text));
    return { said: await untilEnd(connection), afterMs: performance.now() - begunMs };
  } finally {
    connection.close();
  }
}

async function untilEnd(connection: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  const timer = setTimeout(() => connection.close(), WAIT_MS);
  let said = "";
  try {
    for (const bytes = new Uint8Array(16_384);;) {
      const count = await connection.read(bytes);
      if (count === null) return said;
      said += decoder.decode(bytes.subarray(0, count), { stream: true });
    }
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionReset) return said;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

const SLOW: readonly (readonly [sentence: string, text: string])[] = [
  ["who connects and says nothing", ""],
  ["who sends headers that do not end", "GET / HTTP/1.1\r\nhost: localhost\r\n"],
  [
    "who sends a body that does not end",
    "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{",
  ],
];

for (const [sentence, text] of SLOW) {
  Deno.test(`http: ${sentence} is not waited for`, async () => {
    const handler: HttpHandler = async (request) => {
      try {
        return new Response(JSON.stringify(await readBody(request)));
      } catch (error) {
        if (error instanceof HttpProblem) return error.response();
        throw error;
      }
    };
    const limits = { headersWithinMs: 400, requestWithinMs: 800 };
    await withServer(handler, limits, async (port) => {
      const { said, afterMs } = await talk(port, text);
      assert.match(said, /^(HTTP\/1\.1 4\d\d |$)/);
      assert.ok(afterMs < 5_000, `${afterMs} ms`);
    });
  });
}

Deno.test("http: headers that come a byte at a time are not waited for longer", () =>
  withServer(HELLO, { headersWithinMs: 600 }, async (port) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const ended = untilEnd(connection);
    let sent = 0;
    const dripping = (async () => {
      for (const byte of encoder.encode(`GET / HTTP/1.1\r\nx: ${"y".repeat(500)}`)) {
        await connection.write(Uint8Array.of(byte));
        sent++;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })().catch(() => {});
    await ended;
    connection.close();
    await dripping;
    assert.ok(sent < 100, `${sent} bytes were waited for`);
  }));

Deno.test("http: a connection without a next request is closed", () =>
  withServer(HELLO, { idleMs: 300 }, async (port) => {
    const { said, afterMs } = await talk(port, "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
    assert.match(said, /hello/);
    assert.ok(afterMs < 5_000, `${afterMs} ms`);
  }));

Deno.test("http: no more connections are open than are allowed, and room comes back", () =>
  withServer(HELLO, { connectionsMax: 20 }, async (port) => {
    const connect = () => Deno.connect({ hostname: "127.0.0.1", port });
    const idle = await Promise.all(Array.from({ length: 20 }, connect));
    const isServed = async () =>
      /hello/.test(
        (await talk(port, "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")).said,
      );
    assert.equal(await isServed(), false);
    for (const connection of idle) connection.close();
    await until(isServed, { what: "an answer once there is room" });
  }));

Deno.test("http: headers without end are refused", () =>
  withServer(HELLO, {}, async (port) => {
    const many = Array.from({ length: 400 }, (_, index) => `x-${index}: ${"y".repeat(60)}\r\n`);
    const { said } = await talk(port, `GET / HTTP/1.1\r\nhost: localhost\r\n${many.join("")}\r\n`);
    assert.match(said, /^(HTTP\/1\.1 431 |$)/);
  }));

Deno.test("http: who takes nothing of a long answer is let go, and its stream is cancelled", async () => {
  let isCancelled = false;
  const endless: HttpHandler = () =>
    Promise.resolve(
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
          cancel: () => void (isCancelled = true),
        }),
      ),
    );
  await withServer(endless, { takenWithinMs: 500 }, async (port) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(encoder.encode("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"));
    await until(() => isCancelled, { what: "the end of the stream", timeoutMs: 10_000 });
    connection.close();
  });
});

Deno.test("http: a long stream leaves nothing behind each time it was waited for", async () => {
  const { addEventListener, removeEventListener } = AbortSignal.prototype;
  let kept = 0;
  AbortSignal.prototype.addEventListener = function (
    ...args: Parameters<EventTarget["addEventListener"]>
  ) {
    kept++;
    addEventListener.apply(this, args as Parameters<AbortSignal["addEventListener"]>);
  };
  AbortSignal.prototype.removeEventListener = function (
    ...args: Parameters<EventTarget["removeEventListener"]>
  ) {
    kept--;
    removeEventListener.apply(this, args as Parameters<AbortSignal["removeEventListener"]>);
  };
  let pieces = 0;
  const long: HttpHandler = () =>
    Promise.resolve(
      new Response(
        new ReadableStream({
          pull: (controller) =>
            pieces++ < 40 ? controller.enqueue(new Uint8Array(1e6)) : controller.close(),
        }, { highWaterMark: 0 }),
      ),
    );
  try {
    await withServer(long, {}, async (port) => {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      await connection.write(
        encoder.encode("GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"),
      );
      await untilEnd(connection);
      connection.close();
    });
    assert.ok(pieces > 40 && kept < 5, `${kept} are left of ${pieces} pieces`);
  } finally {
    Object.assign(AbortSignal.prototype, { addEventListener, removeEventListener });
  }
});

Deno.test("http: a stream is cancelled when whoever reads it goes", async () => {
  let isCancelled = false;
  let isAborted = false;
  const quiet: HttpHandler = (request) => {
    request.signal.addEventListener("abort", () => isAborted = true);
    return Promise.resolve(
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(encoder.encode(": begun\n\n")),
          cancel: () => void (isCancelled = true),
        }, { highWaterMark: 0 }),
      ),
    );
  };
  await withServer(quiet, {}, async (port) => {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    const reader = response.body!.getReader();
    await reader.read();
    await reader.cancel();
    await until(() => isCancelled && isAborted, { what: "the end of the stream" });
  });
});

const TARGETS: readonly (readonly [target: string, status: number, path: string | null])[] = [
  ["/a?b=c", 200, "/a?b=c"],
  ["//elsewhere.example/a", 200, "//elsewhere.example/a"],
  ["http://elsewhere.example/a", 200, "/a"],
  ["/../../etc/passwd", 200, "/etc/passwd"],
  ["*", 400, null],
];

for (const [target, status, path] of TARGETS) {
  Deno.test(`http: '${target}' asks for ${path ?? "nothing"}`, async () => {
    let asked: string | null = null;
    const handler: HttpHandler = (request) => {
      asked = request.url.slice("http://localhost".length);
      return HELLO(request);
    };
    await withServer(handler, { idleMs: 300 }, async (port) => {
      const { said } = await talk(
        port,
        `GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
      );
      assert.match(said, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.match(said, /content-security-policy: default-src 'none'/i);
      assert.equal(asked, path);
    });
  });
}
