import assert from "node:assert/strict";
import { type ProgramOptions, startProgram } from "../support/program.ts";
import type { RunningProgram } from "../support/running_program.ts";
import { until } from "../support/until.ts";
import type { PhotoLibrary } from "./photo_library.ts";

/** A watcher that serves HTTP. */
export interface Serving {
  readonly watch: RunningProgram;
  /** Without a slash at the end. */
  readonly url: string;
}

/** An answer, read. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any
  readonly json: any;
  readonly text: string;
}

/** Starts a watcher of the library with a page on any free port, and waits until all was looked at. */
export async function serve(
  library: PhotoLibrary,
  args: readonly string[] = ["--port", "0"],
  options: ProgramOptions = {},
): Promise<Serving> {
  const watch = startProgram([
    ...["watch", "--root", library.photos, "--db", library.database],
    ...["--debounce", "200ms", "--debounce-limit", "1s", ...args],
  ], { ...library.how, ...options });
  const line = await until(
    () => /http:\/\/\S+(?=\/\n)/.exec(watch.stdout() + watch.stderr())?.[0],
    {
      what: "the address of the page",
      timeoutMs: 30_000,
    },
  );
  await until(async () => await isReady(line), {
    what: "the first look at the photos",
    timeoutMs: 60_000,
  });
  return { watch, url: line };
}

/** Whether all roots have been looked at; where a token is wanted, whether that has begun. */
async function isReady(url: string): Promise<boolean> {
  if ((await ask(`${url}/readyz`)).status !== 200) return false;
  const { status, json } = await ask(`${url}/api/v1/status`);
  const states = status === 200 ? json.roots as { readonly state: string }[] : [];
  return states.every(({ state }) => state === "idle");
}

/** Asks, and reads all of the answer. */
export async function ask(url: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  const { status, headers } = response;
  return { status, headers, text, json: isJson ? JSON.parse(text) : null };
}

/** Sends JSON. */
export function post(url: string, body?: unknown): Promise<Answered> {
  const headers: Record<string, string> = body === undefined
    ? {}
    : { "content-type": "application/json" };
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  return ask(url, { method: "POST", headers, ...json });
}

/** A refusal as RFC 9457 has it. */
export function assertProblem({ status, headers, json }: Answered, expected: number): void {
  assert.equal(status, expected, JSON.stringify(json));
  assert.equal(headers.get("content-type"), "application/problem+json");
  assert.equal(json.status, expected);
  assert.equal(typeof json.title, "string");
  assert.ok(json.detail.length > 0);
}
