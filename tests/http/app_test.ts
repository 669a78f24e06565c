import assert from "node:assert/strict";
import { httpApp } from "../../lib/http/app.ts";
import type { HttpPorts } from "../../lib/http/ports.ts";

/** More than are answered at the same time. */
const REQUESTS = 600;

const PORTS = {
  events: () => new ReadableStream<Uint8Array>({}),
  isReady: () => true,
  troubleOf: () => null,
  onError: () => {},
} as Partial<HttpPorts> as HttpPorts;

function ask(method: string, path: string): Request {
  const headers = new Headers();
  headers.set("host", "localhost");
  return new Request(`http://localhost${path}`, { method, headers });
}

Deno.test("http: who asks only for the headers of the stream of events keeps no place taken", async () => {
  const handler = httpApp(PORTS, { token: null });
  for (let count = 0; count < REQUESTS; count++) {
    const { status } = await handler(ask("HEAD", "/api/v1/events"));
    assert.equal(status, 200);
  }
  assert.equal((await handler(ask("GET", "/healthz"))).status, 200);
});

Deno.test("http: a stream of events keeps its place until whoever reads it goes", async () => {
  const handler = httpApp(PORTS, { token: null });
  const open = [];
  for (let count = 0; count < REQUESTS; count++) {
    open.push(await handler(ask("GET", "/api/v1/events")));
  }
  assert.ok(open.some(({ status }) => status === 503), "there is an end to them");
  assert.equal((await handler(ask("GET", "/healthz"))).status, 503);
  for (const { body } of open) await body?.cancel();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal((await handler(ask("GET", "/healthz"))).status, 200);
});
