import assert from "node:assert/strict";
import { makeJpeg } from "../support/make_jpeg.ts";
import { REFERENCE, referenceRows } from "../support/reference_page.ts";
import { until } from "../support/until.ts";
import { withThumbnail } from "../support/with_thumbnail.ts";
import { type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";
import { type Answered, ask, assertProblem, serve } from "./serving_library.ts";
import { stop } from "./watching_library.ts";

/** A request of the reference with real numbers, and how it is answered. */
interface Example {
  readonly address: string;
  readonly body?: unknown;
  readonly status: number;
  /** Nothing else than that it cannot be done, as there is nothing to do it with. */
  readonly isRefused?: true;
}

function examples(library: PhotoLibrary, photo: number, edit: number) {
  const done = (address: string, body?: unknown, status = 200): Example => ({
    address,
    status,
    ...body === undefined ? {} : { body },
  });
  const refused = (address: string, status: number): Example => ({
    address,
    status,
    isRefused: true,
  });
  const api = "/api/v1";
  return {
    [`GET ${api}/status`]: done(`${api}/status`),
    [`GET ${api}/photos`]: done(`${api}/photos?q=a&sort=-taken&limit=1`),
    [`GET ${api}/photos/{id}`]: done(`${api}/photos/${photo}`),
    [`GET ${api}/photos/{id}/preview`]: done(`${api}/photos/${photo}/preview`),
    [`POST ${api}/photos/{id}/edits`]: done(`${api}/photos/${photo}/edits`, { rating: 2 }, 202),
    [`GET ${api}/edits`]: done(`${api}/edits?state=all&photo=${photo}`),
    [`GET ${api}/edits/{id}`]: done(`${api}/edits/${edit}`),
    [`POST ${api}/edits/{id}/retry`]: refused(`${api}/edits/${edit}/retry`, 409),
    [`POST ${api}/edits/{id}/discard`]: refused(`${api}/edits/${edit}/discard`, 409),
    [`POST ${api}/edits/{id}/seen`]: refused(`${api}/edits/${edit}/seen`, 409),
    [`POST ${api}/edits/retry`]: done(`${api}/edits/retry`),
    [`POST ${api}/edits/discard`]: done(`${api}/edits/discard`),
    [`POST ${api}/edits/seen`]: done(`${api}/edits/seen`),
    [`GET ${api}/problems`]: done(`${api}/problems`),
    [`GET ${api}/changes`]: done(`${api}/changes?since=now`),
    [`GET ${api}/scans`]: done(`${api}/scans?limit=1`),
    [`GET ${api}/audits`]: done(`${api}/audits`),
    [`POST ${api}/audits`]: done(`${api}/audits`, { root: 1, compare: ["metadata"] }, 202),
    [`DELETE ${api}/audits`]: done(`${api}/audits`),
    [`GET ${api}/roots`]: done(`${api}/roots`),
    [`POST ${api}/roots`]: done(`${api}/roots`, { path: library.photos }, 201),
    [`POST ${api}/roots/{id}/pause`]: done(`${api}/roots/1/pause`),
    [`POST ${api}/roots/{id}/resume`]: done(`${api}/roots/1/resume`),
    [`POST ${api}/roots/{id}/sync`]: done(`${api}/roots/1/sync`),
    [`DELETE ${api}/roots/{id}`]: refused(`${api}/roots/1`, 422),
    [`GET ${api}/held`]: done(`${api}/held`),
    [`POST ${api}/held/{id}/approve`]: refused(`${api}/held/1/approve`, 404),
    [`POST ${api}/held/{id}/reject`]: refused(`${api}/held/1/reject`, 404),
    [`POST ${api}/sync`]: done(`${api}/sync`, { paths: [library.photos] }),
    "GET /metrics": done("/metrics"),
    "GET /healthz": done("/healthz"),
    "GET /readyz": done("/readyz"),
  } satisfies Record<string, Example> as Record<string, Example>;
}

/** Words of a row that are names in its answer; values and names of what is asked are none. */
const NOT_ANSWERED = new Set([
  ...["q", "sort", "added", "taken", "photo", "live", "yes"],
  ...[
    "content",
    "metadata",
    "audit",
    "last",
    "all",
    "pending",
    "failed",
    "conflict",
    "written",
    "discarded",
  ],
]);

Deno.test("http: every request of the reference page is answered as it says", () =>
  withLibrary(async (library) => {
    library.write(
      "a.jpg",
      withThumbnail(makeJpeg({ seed: 1 }), makeJpeg({ width: 40, height: 30 })),
    );
    await waitUntilOld();
    await using serving = await disposable(serve(library));
    const { url } = serving;
    const photo = library.id("a.jpg");
    const first = await send(`${url}/api/v1/photos/${photo}/edits?wait=true`, "POST", {
      title: "A",
    });
    const edit = first.json.items[0].id;
    const known = examples(library, photo, edit);
    const said = referenceRows();
    said.delete("GET /api/v1/events");
    assert.deepEqual(Object.keys(known).toSorted(), [...said.keys()].toSorted());
    for (const [request, { address, body, status, isRefused }] of Object.entries(known)) {
      const [method = ""] = request.split(" ");
      const answer = await send(`${url}${address}`, method, body);
      if (isRefused) {
        assertProblem(answer, status);
        continue;
      }
      assert.equal(answer.status, status, `${request}: ${answer.text}`);
      // What is in an empty list cannot be seen.
      const isEmpty = Array.isArray(answer.json?.items) && answer.json.items.length === 0;
      if (answer.json === null || isEmpty) continue;
      for (const [, word = ""] of (said.get(request) ?? "").matchAll(/`([a-z][A-Za-z_]+)`/g)) {
        if (NOT_ANSWERED.has(word)) continue;
        assert.ok(answer.text.includes(`"${word}"`), `${request} has no '${word}': ${answer.text}`);
      }
    }
    await stop(serving.watch);
  }));

Deno.test("http: what the reference says of an edit is taken as it stands there", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1, keywords: ["night"] });
    await waitUntilOld();
    await using serving = await disposable(serve(library));
    const [, example = ""] = /## Edits[\s\S]*?```json\n([\s\S]*?)```/.exec(REFERENCE) ?? [];
    const edits = `${serving.url}/api/v1/photos/${library.id("a.jpg")}/edits?wait=true`;
    const answer = await send(edits, "POST", JSON.parse(example));
    assert.equal(answer.status, 200, answer.text);
    assert.ok(answer.json.items.length > 10, answer.text);
    await until(() => library.query("SELECT 1 FROM edits WHERE state <> 'written'").length === 0, {
      what: "all of it in the file",
      timeoutMs: 30_000,
    });
    await stop(serving.watch);
  }));

Deno.test("http: the reference names every status that a refusal can have", () => {
  const source = Deno.readTextFileSync(new URL("../../lib/http/http_problem.ts", import.meta.url));
  const statuses = [...source.matchAll(/^ {2}(\d{3}): /gm)].map(([, status = ""]) => status);
  assert.ok(statuses.length > 8);
  for (const status of statuses) assert.match(REFERENCE, new RegExp(`\\b${status}\\b`));
});

async function send(url: string, method: string, body?: unknown): Promise<Answered> {
  const headers: Record<string, string> = body === undefined
    ? {}
    : { "content-type": "application/json" };
  return await ask(url, {
    method,
    headers,
    ...body === undefined ? {} : { body: JSON.stringify(body) },
  });
}

async function disposable<Value extends Awaited<ReturnType<typeof serve>>>(
  started: Promise<Value>,
): Promise<Value & AsyncDisposable> {
  const serving = await started;
  return { ...serving, [Symbol.asyncDispose]: () => serving.watch[Symbol.asyncDispose]() };
}
