import assert from "node:assert/strict";
import { api } from "../../lib/http/api.ts";
import { httpApp } from "../../lib/http/app.ts";
import type { HttpCommand, HttpPorts } from "../../lib/http/ports.ts";
import { referenceRows } from "../support/reference_page.ts";

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

Deno.test("http: the reference names every address of the API, and none that there is not", () => {
  const routes = api(PORTS).routes
    .map(({ method, path }) => `${method} /api/v1${path.replace(/:(\w+)/g, "{$1}")}`);
  const named = [...referenceRows().keys()].filter((request) => / \/api\/v1\//.test(request));
  assert.deepEqual(named.toSorted(), routes.toSorted());
});

const ROOT = { id: 1, path: "/photos" };

/** What a command of a person became, and how it is answered. */
const TOLD: readonly (readonly [
  sentence: string,
  request: readonly [method: string, path: string, body?: unknown],
  exitCode: number,
  status: number,
  command: readonly string[],
])[] = [
  ["a root is paused", ["POST", "/roots/1/pause"], 0, 200, ["roots", "pause", "/photos"]],
  ["a root is resumed", ["POST", "/roots/1/resume"], 0, 200, ["roots", "resume", "/photos"]],
  ["a root is removed", ["DELETE", "/roots/1?yes=true"], 0, 200, ["roots", "remove", "/photos"]],
  ["a root cannot be removed now", ["DELETE", "/roots/1?yes=true"], 1, 409, [
    ...["roots", "remove", "/photos"],
  ]],
  ["a root that is none", ["POST", "/roots/7/pause"], 0, 404, []],
  ["a root is looked at", ["POST", "/roots/1/sync"], 0, 200, ["sync"]],
  ["files are looked at", ["POST", "/sync", { paths: ["/photos/a.jpg"] }], 0, 200, ["sync"]],
  ["files of nobody", ["POST", "/sync", { paths: ["/photos/../etc"] }], 0, 422, []],
  ["a list that is none", ["POST", "/held/3/approve"], 0, 404, []],
  ["a list is approved", ["POST", "/held/2/approve"], 0, 200, ["held", "approve", "2"]],
  ["a list is rejected", ["POST", "/held/2/reject"], 0, 200, ["held", "reject", "2"]],
  ["all edits are tried again", ["POST", "/edits/retry"], 0, 200, ["edits", "retry"]],
  ["edits that cannot be had now", ["POST", "/edits/retry"], 1, 409, ["edits", "retry"]],
  ["all conflicts are seen", ["POST", "/edits/seen?x=1"], 0, 400, []],
  ["an edit that is none", ["POST", "/edits/5/retry"], 0, 404, []],
  ["a command that is wrong", ["POST", "/roots/1/pause"], 2, 422, ["roots", "pause", "/photos"]],
];

for (const [sentence, [method, path, body], exitCode, status, command] of TOLD) {
  Deno.test(`http: ${sentence}: ${method} ${path} is answered by ${status}`, async () => {
    const carriedOut: HttpCommand[] = [];
    const ports = {
      ...PORTS,
      roots: () => Promise.resolve([ROOT]),
      held: () => Promise.resolve([{ id: 2 }]),
      edit: () => Promise.resolve(null),
      carryOut: (one: HttpCommand) => {
        carriedOut.push(one);
        const text = exitCode === 0 ? '{"retry":[1],"roots":[]}' : "";
        return Promise.resolve({ exitCode, text, told: exitCode === 0 ? "" : "in the way" });
      },
    } as Partial<HttpPorts> as HttpPorts;
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { host: "localhost", "content-type": "application/json" };
    const request = new Request(`http://localhost/api/v1${path}`, { method, headers, ...init });
    const answer = await httpApp(ports, { token: null })(request);
    assert.equal(answer.status, status, await answer.text());
    const done = carriedOut.map((one) => [one.command, ...one.positionals]);
    assert.deepEqual(done, command.length === 0 ? [] : [command]);
  });
}

Deno.test("http: a mistake of the program is told to its log, and to nobody else what it was", async () => {
  const errors: unknown[] = [];
  const mistake = new Error("SECRET at /home/ada");
  const ports = {
    ...PORTS,
    status: () => Promise.reject(mistake),
    onError: (error: unknown) => errors.push(error),
  } as Partial<HttpPorts> as HttpPorts;
  const answer = await httpApp(ports, { token: null })(ask("GET", "/api/v1/status"));
  assert.equal(answer.status, 500);
  assert.doesNotMatch(await answer.text(), /SECRET|ada/);
  assert.deepEqual(errors, [mistake]);
});

Deno.test("http: a body that is not said to be JSON is refused", async () => {
  const headers = { host: "localhost", "content-type": "text/plain" };
  const init = { method: "POST", headers, body: "{}" };
  const request = new Request("http://localhost/api/v1/sync", init);
  assert.equal((await httpApp(PORTS, { token: null })(request)).status, 415);
});
