import assert from "node:assert/strict";
import { makeJpeg } from "../support/make_jpeg.ts";
import { startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { withThumbnail } from "../support/with_thumbnail.ts";
import { withLibrary } from "./photo_library.ts";
import { ask, assertProblem, post, serve } from "./serving_library.ts";
import { stop } from "./watching_library.ts";

Deno.test("http: photos are searched, paged and shown, with the small picture inside them", () =>
  withLibrary(async (library) => {
    const small = makeJpeg({ width: 40, height: 30, seed: 9 });
    library.write("sea.jpg", withThumbnail(makeJpeg({ seed: 1 }), small));
    library.writeAll(["2024/a.jpg", "2024/b.jpg", "2023/c.jpg"], 10);
    library.write("text.jpg", "no photo");
    const large = new Uint8Array(300_000);
    large.set(makeJpeg({ seed: 20 }));
    library.write("large.jpg", new Uint8Array([...large, 0xff, 0xd9]));
    await using serving = await dispose(serve(library));
    const api = `${serving.url}/api/v1`;

    const first = await ask(`${api}/photos?q=folder:2024&limit=1`);
    assert.equal(first.status, 200);
    const second = await ask(
      `${api}/photos?q=folder:2024&limit=1&after=${encodeURIComponent(first.json.next)}`,
    );
    const found = [...first.json.items, ...second.json.items].map(({ path }) => path);
    assert.deepEqual(found.toSorted(), ["2024/a.jpg", "2024/b.jpg"]);
    assert.equal(second.json.next, null);

    const one = await ask(`${api}/photos/${library.id("sea.jpg")}`);
    assert.equal(one.json.path, "sea.jpg");
    assert.deepEqual(one.json.keywords, []);
    assert.deepEqual(one.json.history.map(({ kind }: { kind: string }) => kind), ["appeared"]);

    const preview = await fetch(`${api}/photos/${library.id("sea.jpg")}/preview`);
    assert.equal(preview.headers.get("content-type"), "image/jpeg");
    assert.deepEqual(await preview.bytes(), small);
    const whole = await fetch(`${api}/photos/${library.id("2024/a.jpg")}/preview`);
    assert.deepEqual(await whole.bytes(), Deno.readFileSync(library.path("2024/a.jpg")));
    for (let times = 0; times < 2; times++) {
      assertProblem(await ask(`${api}/photos/${library.id("large.jpg")}/preview`), 404);
    }
    assertProblem(await ask(`${api}/photos/99999`), 404);
    assertProblem(await ask(`${api}/photos/99999/preview`), 404);

    const problems = await ask(`${api}/problems`);
    assert.deepEqual(problems.json.items.map(({ path }: { path: string }) => path), ["text.jpg"]);
    const wrong = await ask(`${api}/photos?q=sea+raiting:4`);
    assertProblem(wrong, 400);
    assert.equal(wrong.json.position, 4);
    for (const query of ["limit=0", "limit=x", "sort=size", "q=a&q=b", "x=1", "limit=501"]) {
      assertProblem(await ask(`${api}/photos?${query}`), 400);
    }
    for (const wrong of ["photos?after=nonsense", "changes?since=nonsense", "scans?after=x"]) {
      assertProblem(await ask(`${api}/${wrong}`), 400);
    }

    const scans = await ask(`${api}/scans?limit=1`);
    assert.equal(scans.json.items[0].outcome, "done");
    const all = await ask(`${api}/changes`);
    assert.equal(all.json.changes.length, 5);
    const none = await ask(`${api}/changes?since=${encodeURIComponent(all.json.next)}`);
    assert.deepEqual([none.json.changes, none.json.restart], [[], false]);
    const other = await ask(`${api}/changes?since=00000000-0000-0000-0000-000000000000:2`);
    assert.equal(other.json.restart, true);
    await stop(serving.watch);
  }));

Deno.test("http: sync answers when the photos are in, and looks only into known roots", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1 });
    // A window that never ends: only who asks is quick.
    const args = ["--port", "0", "--debounce", "10m", "--debounce-limit", "1h"];
    await using serving = await dispose(serve(library, args));
    const api = `${serving.url}/api/v1`;
    library.write("new/b.jpg", { seed: 2 });
    const synced = await post(`${api}/sync`, { paths: [library.path("new")] });
    assert.equal(synced.status, 200, synced.text);
    assert.equal(synced.json.roots[0].appeared, 1);
    assert.equal((await ask(`${api}/photos?q=folder:new`)).json.items.length, 1);
    for (const path of ["/etc", `${library.photos}/../data`, `${library.photos}2`]) {
      assertProblem(await post(`${api}/sync`, { paths: [path] }), 422);
    }
    assertProblem(await post(`${api}/sync`, { paths: [] }), 400);
    assertProblem(await post(`${api}/sync`, { paths: ["relative"] }), 400);
    assertProblem(await post(`${api}/sync`, { paths: [library.path("absent.jpg")] }), 409);
    await stop(serving.watch);
  }));

Deno.test("http: roots are added, paused, resumed, looked at and forgotten", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1 });
    await using serving = await dispose(serve(library));
    const api = `${serving.url}/api/v1`;
    const more = `${library.directory}/more`;
    Deno.mkdirSync(more);
    Deno.writeFileSync(`${more}/b.jpg`, makeJpeg({ seed: 2 }));
    Deno.utimeSync(`${more}/b.jpg`, 1_500_000_000, 1_500_000_000);
    Deno.mkdirSync(library.path("sub"));
    assertProblem(await post(`${api}/roots`, { path: library.path("sub") }), 422);
    assertProblem(await post(`${api}/roots`, { path: `${library.directory}/absent` }), 409);
    const added = await post(`${api}/roots`, { path: more });
    assert.equal(added.status, 201, added.text);
    const id = added.json.id;
    const root = async () =>
      (await ask(`${api}/roots`)).json.items.find((one: { id: number }) => one.id === id);
    await until(async () => (await root()).photos === 1, {
      what: "the photo of the new root",
      timeoutMs: 30_000,
    });
    assert.equal((await post(`${api}/roots`, { path: more })).status, 201, "it is watched already");

    assert.equal((await post(`${api}/roots/${id}/pause`)).status, 200);
    assert.equal((await root()).live.state, "paused");
    assert.equal((await post(`${api}/roots/${id}/resume`)).status, 200);
    await until(async () => (await root()).live.state === "idle", {
      what: "the root at rest",
      timeoutMs: 30_000,
    });
    assert.equal((await post(`${api}/roots/${id}/sync`)).json.roots[0].unchanged, 1);
    assertProblem(await ask(`${api}/roots/${id}`, { method: "DELETE" }), 422);
    const gone = await ask(`${api}/roots/${id}?yes=true`, { method: "DELETE" });
    assert.equal(gone.status, 200, gone.text);
    assert.equal(await root(), undefined);
    assert.ok(Deno.statSync(`${more}/b.jpg`).isFile, "no file is touched");
    assertProblem(await post(`${api}/roots/${id}/pause`), 404);
    await stop(serving.watch);
  }));

Deno.test("C-045 http: what is held is listed, approved and rejected", () =>
  withLibrary(async (library) => {
    const paths = Array.from({ length: 120 }, (_, index) => `${index}.jpg`);
    library.writeAll(paths);
    await using serving = await dispose(serve(library));
    const api = `${serving.url}/api/v1`;
    for (const path of paths.slice(0, 110)) library.remove(path);
    const held = async () => (await ask(`${api}/held`)).json.items;
    const [list] = await until(async () => {
      const lists = await held();
      return lists.length > 0 && lists;
    }, { what: "the held list" });
    assert.deepEqual([list.count, list.paths.length, list.decision], [110, 100, null]);
    assertProblem(await post(`${api}/held/9999/approve`), 404);
    const decided = await post(`${api}/held/${list.id}/approve`);
    assert.equal(decided.status, 200, decided.text);
    await until(() => library.paths().length === 10, {
      what: "the hiding of what is gone",
      timeoutMs: 30_000,
    });
    await stop(serving.watch);
  }));

Deno.test("http: a token is asked for wherever there is one, and another address needs one", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1 });
    const watch = ["watch", "--root", library.photos, "--db", library.database, "--port", "0"];
    const run = async (args: readonly string[], env: Record<string, string> = {}) => {
      await using program = startProgram([...watch, ...args], { env });
      return await program.waitForEnd(20_000);
    };
    const open = await run(["--host", "0.0.0.0"]);
    assert.equal(open.code, 2);
    assert.match(open.stderr, /Cannot serve on '0\.0\.0\.0' without a token/);
    assert.equal((await run([], { PROOFSHEET_TOKEN: "short" })).code, 2);
    const absent = await run(["--token-file", `${library.directory}/absent`]);
    assert.equal(absent.code, 2);

    const token = "0123456789abcdef0123";
    Deno.writeTextFileSync(`${library.directory}/token`, `${token}\n`, { mode: 0o600 });
    const args = ["--port", "0", "--host", "0.0.0.0", "--token-file", `${library.directory}/token`];
    await using serving = await dispose(serve(library, args));
    const url = serving.url.replace("0.0.0.0", "127.0.0.1");
    for (const path of ["/", "/metrics", "/api/v1/photos", "/api/v1/events", "/page/app.js"]) {
      const refused = await ask(`${url}${path}`);
      assertProblem(refused, 401);
      assert.match(refused.headers.get("www-authenticate") ?? "", /^Basic /);
    }
    const as = (authorization: string) => ask(`${url}/metrics`, { headers: { authorization } });
    assertProblem(await as(`Bearer ${token}x`), 401);
    assertProblem(await as(`Basic ${btoa("me:wrong")}`), 401);
    assertProblem(await as("Basic %%%"), 401);
    assert.equal((await as(`Bearer ${token}`)).status, 200);
    assert.equal((await as(`Basic ${btoa(`me:${token}`)}`)).status, 200);
    assert.equal((await ask(`${url}/healthz`)).status, 200);
    assert.doesNotMatch(serving.watch.stderr(), new RegExp(token));
    await stop(serving.watch);
  }));

Deno.test("http: a taken port is an error when it was wanted, and a warning when it was not", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1 });
    await using serving = await dispose(serve(library));
    const port = new URL(serving.url).port;
    const other = { db: `${library.directory}/other.db`, photos: `${library.directory}/other` };
    Deno.mkdirSync(other.photos);
    const args = ["watch", "--root", other.photos, "--db", other.db, "--port", port];
    await using taken = startProgram(args);
    const { code, stderr } = await taken.waitForEnd(20_000);
    assert.equal(code, 2, stderr);
    assert.match(stderr, new RegExp(`port ${port}: another program listens there`));
    await stop(serving.watch);
  }));

Deno.test("C-091 http: metrics are numbers Prometheus reads, and count what happened", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    library.write("text.tif", "no photo");
    await using serving = await dispose(serve(library));
    const { text, headers } = await ask(`${serving.url}/metrics`);
    assert.match(headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
    for (const line of text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))) {
      assert.match(
        line,
        /^proofsheet_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [-+.\deE]+(Inf)?$/,
      );
    }
    const root = `root="${library.photos}"`;
    for (
      const line of [
        `proofsheet_photos{${root}} 2`,
        `proofsheet_changes_total{${root},kind="appeared"} 2`,
        `proofsheet_root_state{${root},state="idle"} 1`,
        `proofsheet_scan_seconds_count{${root}} 1`,
        `proofsheet_owed_recrawls{${root}} 0`,
        `proofsheet_extractions_total{format="jpeg"} 2`,
        `proofsheet_extraction_failures_total{format="tiff",kind="unknown-format"} 1`,
      ]
    ) assert.ok(text.includes(`${line}\n`), `${line} in\n${text}`);
    // What the reference promises is there, and nothing else.
    const reference = Deno.readTextFileSync(new URL("../../docs/api.md", import.meta.url));
    const named = [...reference.matchAll(/^\| `(proofsheet_[a-z_]+)/gm)].map(([, name]) => name);
    const told = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    // There was no audit yet.
    assert.deepEqual([...told, "proofsheet_last_equal_audit_seconds"].toSorted(), named.toSorted());
    assert.match(text, /^proofsheet_catalogue_bytes [1-9]/m);
    assert.match(text, /^proofsheet_loop_stall_seconds_count \d+$/m);
    await stop(serving.watch);
  }));

async function dispose<Value extends Awaited<ReturnType<typeof serve>>>(
  started: Promise<Value>,
): Promise<Value & AsyncDisposable> {
  const serving = await started;
  return { ...serving, [Symbol.asyncDispose]: () => serving.watch[Symbol.asyncDispose]() };
}
