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

const ELSEWHERE:
  readonly (readonly [method: string, path: string, status: number, allow: string | null])[] = [
    ["PUT", "/api/v1/photos/1", 405, "GET, HEAD"],
    ["DELETE", "/api/v1/edits", 405, "GET, HEAD"],
    ["GET", "/api/v1/sync", 405, "POST"],
    ["POST", "/api/v1/roots/1", 405, "DELETE"],
    ["POST", "/", 405, "GET, HEAD"],
    ["POST", "/api/v1/nothing", 404, null],
    ["GET", "/api/v1/photos/1/2/3", 404, null],
  ];

for (const [method, path, status, allow] of ELSEWHERE) {
  Deno.test(`http: ${method} ${path} is answered by ${status}, and it is said what there is`, async () => {
    const answer = await httpApp(PORTS, { token: null })(ask(method, path));
    assert.equal(answer.status, status);
    assert.equal(answer.headers.get("allow"), allow);
  });
}

/** Bodies and queries that cannot be read, and what is said of them. */
const WRONG: readonly (readonly [path: string, body: string, detail: RegExp])[] = [
  ["/api/v1/sync", "{", /^The body is no JSON$/],
  ["/api/v1/sync", "5", /^Cannot read the body: it has to be an object: there are paths$/],
  ["/api/v1/sync", "{}", /^Cannot read 'paths': it is missing$/],
  ["/api/v1/sync", '{"paths":"x"}', /^Cannot read 'paths': a list of paths is wanted$/],
  ["/api/v1/sync", '{"paths":["x"]}', /^Cannot read 'paths.0': a path begins with a slash$/],
  [
    "/api/v1/roots",
    '{"path":"/a","deep":1}',
    /^Cannot read 'deep': there is no such name: there are path$/,
  ],
];

for (const [path, body, detail] of WRONG) {
  Deno.test(`http: '${body}' for ${path} is refused in words`, async () => {
    const headers = { host: "localhost", "content-type": "application/json" };
    const request = new Request(`http://localhost${path}`, { method: "POST", headers, body });
    const answer = await httpApp(PORTS, { token: null })(request);
    assert.equal(answer.status, 400);
    assert.match((await answer.json()).detail, detail);
  });
}
