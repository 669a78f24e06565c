import assert from "node:assert/strict";
import { guard } from "../../lib/http/guard.ts";
import { HttpProblem } from "../../lib/http/http_problem.ts";

const TOKEN = "0123456789abcdef";

interface Case {
  readonly method?: string;
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly token?: string;
  /** `null` when it passes. */
  readonly status: number | null;
}

const CASES: Readonly<Record<string, Case>> = {
  "the own machine by name": { headers: { host: "localhost:7580" }, status: null },
  "the own machine by number": { headers: { host: "127.0.0.1:7580" }, status: null },
  "the own machine by its newer number": { headers: { host: "[::1]:7580" }, status: null },
  "the own machine by another of its numbers": {
    headers: { host: "127.0.1.1:7580" },
    status: null,
  },
  "a name that looks like such a number": { headers: { host: "127.0.1.1.example" }, status: 421 },
  "a name that was made to point here": { headers: { host: "evil.example:7580" }, status: 421 },
  "a name that begins like ours": { headers: { host: "localhost.evil.example" }, status: 421 },
  "no name": { headers: {}, status: 421 },
  "another name with the token": {
    token: TOKEN,
    headers: { host: "photos.example", authorization: `Bearer ${TOKEN}` },
    status: null,
  },
  "another name without it": { token: TOKEN, headers: { host: "photos.example" }, status: 401 },
  "a longer token": {
    token: TOKEN,
    headers: { host: "localhost", authorization: `Bearer ${TOKEN}0` },
    status: 401,
  },
  "an empty token": {
    token: TOKEN,
    headers: { host: "localhost", authorization: "Bearer " },
    status: 401,
  },
  "health without the token": {
    token: TOKEN,
    path: "/healthz",
    headers: { host: "localhost" },
    status: null,
  },
  "a request of the own page": {
    method: "POST",
    headers: { host: "localhost:1", origin: "http://localhost:1", "sec-fetch-site": "same-origin" },
    status: null,
  },
  "a form of another site": {
    method: "POST",
    headers: { host: "localhost:1", origin: "https://evil.example" },
    status: 403,
  },
  "a page of another port": {
    method: "POST",
    headers: { host: "localhost:1", origin: "http://localhost:2" },
    status: 403,
  },
  "a page without an origin, in a sandbox": {
    method: "POST",
    headers: { host: "localhost:1", origin: "null" },
    status: 403,
  },
  "a picture shown by another site": {
    headers: { host: "localhost:1", "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
    status: 403,
  },
  "a link on another site": {
    headers: { host: "localhost:1", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
    status: null,
  },
  "a form of another site that navigates": {
    method: "POST",
    headers: { host: "localhost:1", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
    status: 403,
  },
  "a body that says it is large": {
    method: "POST",
    headers: { host: "localhost:1", "content-length": "1000000" },
    status: 413,
  },
  "an endless address": {
    path: `/?q=${"x".repeat(9_000)}`,
    headers: { host: "localhost:1" },
    status: 414,
  },
};

for (
  const [name, { method = "GET", path = "/", headers, token, status }] of Object.entries(CASES)
) {
  Deno.test(`guard: ${name} ${status === null ? "passes" : `is refused with ${status}`}`, () => {
    const request = new Request(`http://localhost${path}`, { method, headers: asSent(headers) });
    const pass = () => guard(request, { token: token ?? null });
    if (status === null) return pass();
    assert.throws(
      pass,
      (error: unknown) => error instanceof HttpProblem && error.status === status,
    );
  });
}

/** Headers that a page may not set, as a server sees them. */
function asSent(headers: Readonly<Record<string, string>>): Headers {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) sent.set(name, value);
  return sent;
}
