import assert from "node:assert/strict";
import { makeJpeg } from "../support/make_jpeg.ts";
import { until } from "../support/until.ts";
import { withThumbnail } from "../support/with_thumbnail.ts";
import { withLibrary } from "./photo_library.ts";
import { type Random, seededRandom } from "./random.ts";
import { ask, serve } from "./serving_library.ts";
import { stop } from "./watching_library.ts";

/** A few; `PROOFSHEET_HOSTILE_REQUESTS=20000` for many. */
const REQUESTS = Number(Deno.env.get("PROOFSHEET_HOSTILE_REQUESTS") ?? 600);
const AT_ONCE = 8;
const SECRET = "nobody is to read this";

Deno.test("http: whatever is asked, nothing fails, nothing leaks and the work goes on", () =>
  withLibrary(async (library) => {
    const secret = `${library.directory}/secret.txt`;
    Deno.writeTextFileSync(secret, SECRET);
    library.write(
      "a.jpg",
      withThumbnail(makeJpeg({ seed: 1 }), makeJpeg({ width: 40, height: 30 })),
    );
    Deno.symlinkSync(secret, library.path("link.jpg"));
    const { watch, url } = await serve(library);
    await using _watch = watch;
    const random = seededRandom("hostile requests");
    const port = Number(new URL(url).port);
    const memory = async () => {
      const { text } = await ask(`${url}/metrics`);
      return Number(/^proofsheet_memory_bytes (\d+)/m.exec(text)?.[1]);
    };
    const before = await memory();
    const seen = new Map<number, number>();
    const askAll = async (count: number) => {
      for (let index = 0; index < count; index++) {
        const request = hostileRequest(random, port, secret);
        const answer = await send(port, request);
        const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
        seen.set(status, (seen.get(status) ?? 0) + 1);
        assert.ok(status < 500, `${request}\n\n${answer}`);
        assert.ok(!answer.includes(SECRET), request);
        assert.doesNotMatch(answer, /at (async )?file:|node_modules|\.ts:\d/, request);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, () => askAll(REQUESTS / AT_ONCE)));
    console.log(`hostile requests: answers by status ${JSON.stringify([...seen].sort())}`);
    assert.ok((seen.get(200) ?? 0) > 0 && (seen.get(400) ?? 0) > 0 && (seen.get(404) ?? 0) > 0);
    const grownMb = (await memory() - before) / 1e6;
    assert.ok(grownMb < 150, `${grownMb} MB more than before`);
    library.write("b.jpg", { seed: 2 });
    await until(() => library.paths().length === 2, { what: "a new photo" });
    await stop(watch);
  }));

const PATHS = [
  "/",
  "/metrics",
  "/healthz",
  "/page/app.js",
  "/page/../../etc/passwd",
  "/page/%2e%2e/%2e%2e/etc/passwd",
  "//etc/passwd",
  "/api/v1/photos",
  "/api/v1/photos/1",
  "/api/v1/photos/1/preview",
  "/api/v1/photos/%00",
  "/api/v1/photos/1e9",
  "/api/v1/photos/999999999999999",
  "/api/v1/photos/-1/preview",
  "/api/v1/photos/../roots",
  "/api/v1/problems",
  "/api/v1/changes",
  "/api/v1/scans",
  "/api/v1/roots",
  "/api/v1/roots/1",
  "/api/v1/roots/1%2fpause",
  "/api/v1/held",
  "/api/v1/held/1/approve",
  "/api/v1/sync",
  "/api/v1/status",
  "/api/v1/nothing",
];
const METHODS = [
  "GET",
  "GET",
  "GET",
  "POST",
  "POST",
  "PUT",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "BREW",
];
const NAMES = ["q", "limit", "after", "since", "sort", "x", "limit", "yes"];
const VALUES = [
  ...[
    "",
    "1",
    "0",
    "-1",
    "9".repeat(400),
    "%00",
    "%ff%fe",
    "a'%20OR%201=1--",
    '"',
    "*",
    "-",
    "(",
    "NEAR(",
  ],
  ...["%22unclosed", "folder:/etc", "folder:%22../..%22", "rating:%3E=4", "-sea", "x:y", "date:.."],
  ...[
    "{}",
    "[]",
    "null",
    '["a","b","c"]',
    "start:0",
    "now",
    "e:99999999999999999999",
    "taken~1",
    "~5",
  ],
  ...[
    "%F0%9F%8C%8A",
    "sea".repeat(500),
    "a%20".repeat(100),
    "%E0%80%80",
    "\\",
    "$(id)",
    "<script>",
  ],
];

function hostileRequest(random: Random, port: number, secret: string): string {
  const method = random.pick(METHODS);
  const query = Array.from(
    { length: random.between(0, 3) },
    () => `${random.pick(NAMES)}=${random.pick(VALUES)}`,
  ).join("&");
  const target = `${random.pick(PATHS)}${query === "" ? "" : `?${query}`}`;
  const host = random.pick([
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    `localhost:${port}`,
    "evil.example",
    "",
  ]);
  const body = random.pick([
    ...["", "", "{", "[]", "null", '{"paths":1}', '{"paths":["/etc"]}', '{"paths":["relative"]}'],
    ...[
      `{"paths":[${JSON.stringify(secret)}]}`,
      '{"path":"/proc"}',
      '{"path":"\\u0000"}',
      "x".repeat(300_000),
    ],
    ...['{"paths":["/photos/../../etc/passwd"]}', '{"__proto__":{"a":1}}', "[".repeat(20_000)],
  ]);
  const type = random.pick(["application/json", "text/plain", "application/json; charset=x", ""]);
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: close",
    ...(type === "" ? [] : [`Content-Type: ${type}`]),
    ...(body === "" ? [] : [`Content-Length: ${body.length}`]),
    ...random.pick([
      [],
      [],
      ["Origin: https://evil.example"],
      ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"],
      ["Authorization: Basic !!!"],
      [`Cookie: ${"c".repeat(4_000)}`],
      ["X-Forwarded-Host: evil.example", "X-Original-URL: /etc/passwd"],
      ["If-None-Match: *"],
      ["Accept: text/html; q=nonsense", "Last-Event-ID: ../../etc"],
    ]),
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** Sends what no client would, and gives all of the answer. */
async function send(port: number, request: string): Promise<string> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  try {
    const writing = writeAll(connection, new TextEncoder().encode(request)).catch(() => {});
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (;;) {
      const buffer = new Uint8Array(65_536);
      // A server that refuses a body may close before it has read it.
      const count = await connection.read(buffer).catch(() => null);
      if (count === null) break;
      parts.push(buffer.subarray(0, count));
    }
    await writing;
    return await new Blob(parts).text();
  } finally {
    connection.close();
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += await connection.write(bytes.subarray(written));
  }
}
