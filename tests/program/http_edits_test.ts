import assert from "node:assert/strict";
import { until } from "../support/until.ts";
import { type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";
import { ask, assertProblem, post, serve } from "./serving_library.ts";
import { stop } from "./watching_library.ts";

/** Runs with a served library of one photo that is old enough to be believed. */
async function withServed(
  run: (library: PhotoLibrary, api: string) => Promise<void>,
  env: (library: PhotoLibrary) => Readonly<Record<string, string>> = () => ({}),
): Promise<void> {
  await withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1, title: "Old" });
    await waitUntilOld();
    const { watch, url } = await serve(library, undefined, { env: env(library) });
    await using _watch = watch;
    await run(library, `${url}/api/v1`);
    await stop(watch);
  });
}

Deno.test("C-100 http: an edit is accepted as pending, written into the file, and told in the stream", () =>
  withServed(async (library, api) => {
    const id = library.id("a.jpg");
    const { json: { next } } = await ask(`${api}/changes?since=now`);
    const accepted = await post(`${api}/photos/${id}/edits`, {
      title: "Am Meer",
      rating: 4,
      "add-keyword": ["sea", "Places|Italy"],
    });
    assert.equal(accepted.status, 202, accepted.text);
    const fields = accepted.json.items.map(({ field }: { field: string }) => field).toSorted();
    assert.deepEqual(fields, ["keyword_paths", "keywords", "rating", "title"]);
    const title = accepted.json.items.find(({ field }: { field: string }) => field === "title");
    assert.deepEqual([title.old_value, title.new_value], ["Old", "Am Meer"]);
    const shown = await ask(`${api}/photos/${id}`);
    assert.deepEqual([shown.json.title, shown.json.rating], ["Am Meer", 4]);

    const edit = await until(async () => {
      const { json } = await ask(`${api}/edits/${title.id}`);
      return json.state === "written" && json;
    }, { what: "the edit in the file", timeoutMs: 30_000 });
    assert.equal(edit.target, "a.jpg");
    assert.deepEqual((await ask(`${api}/edits`)).json.items, []);
    assert.equal((await ask(`${api}/edits?state=written&photo=${id}`)).json.items.length, 4);
    const paged = await ask(`${api}/edits?state=all&limit=3`);
    const rest = await ask(`${api}/edits?state=all&limit=3&after=${paged.json.next}`);
    assert.equal(rest.json.items.length, 1);
    assert.equal(rest.json.next, null);
    const changes = await ask(`${api}/changes?since=${encodeURIComponent(next)}`);
    assert.ok(changes.json.changes.some(({ kind }: { kind: string }) => kind === "edited"));

    const waited = await post(`${api}/photos/${id}/edits?wait=true`, { clear: ["rating"] });
    assert.equal(waited.status, 200, waited.text);
    assert.deepEqual(
      waited.json.items.map(({ field, state }: Record<string, string>) => [field, state]),
      [["rating", "written"]],
    );
    const same = await post(`${api}/photos/${id}/edits`, { title: "Am Meer" });
    assert.deepEqual([same.status, same.json.items], [200, []]);
    assert.equal((await library.run(["audit", "--metadata"])).code, 0);
  }));

const WRONG: readonly (readonly [sentence: string, body: unknown, name: string, why: RegExp])[] = [
  ["a rating there is none of", { rating: 9 }, "rating", /-1 for rejected, or 0 to 5/],
  ["a field there is none of", { headline: "x" }, "headline", /./],
  ["a text that is none", { title: 5 }, "title", /a text is wanted/],
  ["a date that is none", { date: "yesterday" }, "date", /write it like 2024/],
  ["keywords that are no list", { "add-keyword": "sea" }, "add-keyword", /list of texts/],
  ["a field that cannot be cleared", { clear: ["size"] }, "clear", /write one of title/],
  ["an empty title", { title: " " }, "title", /use --clear|clear/],
];

Deno.test("http: an edit that cannot be understood changes nothing, and every complaint names its field", () =>
  withServed(async (library, api) => {
    const edits = `${api}/photos/${library.id("a.jpg")}/edits`;
    for (const [sentence, body, name, why] of WRONG) {
      const answer = await post(edits, body);
      assertProblem(answer, 400);
      assert.equal(answer.json.errors[0].name, name, sentence);
      assert.match(answer.json.errors[0].reason, why, sentence);
    }
    const both = await post(edits, { rating: 9, date: "x" });
    assert.equal(both.json.errors.length, 2);
    assertProblem(await post(edits, {}), 400);
    assertProblem(await post(edits, []), 400);
    assertProblem(await post(`${edits}?wait=perhaps`, { rating: 1 }), 400);
    assertProblem(await post(edits, { offset: "+02:00" }), 409);
    assertProblem(await post(`${api}/photos/99999/edits`, { rating: 1 }), 404);
    for (const path of ["edits/99999", "edits/x"]) assertProblem(await ask(`${api}/${path}`), 404);
    for (const query of ["state=lost", "since=yesterday", "photo=x", "limit=0"]) {
      assertProblem(await ask(`${api}/edits?${query}`), 400);
    }
    assertProblem(await post(`${api}/edits/99999/retry`), 404);
    assert.deepEqual((await ask(`${api}/edits?state=all`)).json.items, []);
  }));

Deno.test("C-104 http: an edit that cannot be written waits with its reason, is counted, and is discarded", () =>
  withServed(async (library, api) => {
    const id = library.id("a.jpg");
    await post(`${api}/photos/${id}/edits`, { title: "New" });
    const [edit] = await until(async () => {
      const { json: { items } } = await ask(`${api}/edits`);
      return items[0]?.reason != null && items;
    }, { what: "why it is not written", timeoutMs: 30_000 });
    assert.equal(edit.state, "pending");
    assert.match(edit.reason, /no program 'cp'/);
    assert.equal((await ask(`${api}/status`)).json.edits.pending, 1);
    const metrics = await ask(`${api}/../../metrics`);
    assert.match(metrics.text, /^proofsheet_outbox_edits\{state="pending"\} 1$/m);
    const { json: { edits } } = await ask(`${api}/photos/${id}`);
    assert.deepEqual(edits.map(({ id }: { id: number }) => id), [edit.id]);

    const { json: { items: since } } = await ask(`${api}/edits?since=${edit.accepted_at}`);
    assert.deepEqual(since.map(({ id }: { id: number }) => id), [edit.id]);
    assert.deepEqual((await ask(`${api}/edits?since=2999-01-01T00:00:00Z`)).json.items, []);
    const all = await post(`${api}/edits/retry`);
    assert.deepEqual([all.status, all.json], [200, { ids: [edit.id] }]);
    const retried = await post(`${api}/edits/${edit.id}/retry`);
    assert.deepEqual([retried.status, retried.json.state], [200, "pending"]);
    const discarded = await post(`${api}/edits/${edit.id}/discard`);
    assert.deepEqual([discarded.status, discarded.json.state], [200, "discarded"]);
    assert.equal((await ask(`${api}/photos/${id}`)).json.title, "Old");
    assertProblem(await post(`${api}/edits/${edit.id}/retry`), 409);
  }, withoutCopying));

/** An environment in which there is Deno and no other program. */
function withoutCopying({ directory }: PhotoLibrary): Readonly<Record<string, string>> {
  Deno.mkdirSync(`${directory}/bin`);
  Deno.symlinkSync(Deno.execPath(), `${directory}/bin/deno`);
  return { PATH: `${directory}/bin` };
}
