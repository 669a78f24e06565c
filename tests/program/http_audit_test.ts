import assert from "node:assert/strict";
import { until } from "../support/until.ts";
import { waitUntilOld, withLibrary } from "./photo_library.ts";
import { ask, assertProblem, post, serve } from "./serving_library.ts";
import { stop } from "./watching_library.ts";

/** A window that never ends: what is changed on disk stays unknown. */
const NEVER_LOOKS = ["--port", "0", "--debounce", "10m", "--debounce-limit", "1h"];

Deno.test("C-093 http: an audit is started, followed, and tells what it found", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"], 1);
    await waitUntilOld();
    const { watch, url } = await serve(library, NEVER_LOOKS);
    await using _watch = watch;
    const audits = `${url}/api/v1/audits`;
    const ended = async () => {
      const { json } = await ask(audits);
      return json.running === null && json.last;
    };
    const follow = () => until(ended, { what: "the end of the audit", timeoutMs: 60_000 });
    assert.deepEqual((await ask(audits)).json, {
      items: [],
      next: null,
      running: null,
      last: null,
    });
    const started = await post(audits);
    assert.equal(started.status, 202, started.text);
    assert.deepEqual(started.json.running.roots, [library.photos]);
    assertProblem(await post(audits), 409);
    const equal = await follow();
    assert.deepEqual([equal.exitCode, equal.trouble, equal.found[0].differences], [0, null, 0]);
    const { json: { items: [kept] } } = await ask(audits);
    assert.deepEqual([kept.root, kept.differences, kept.files], [library.photos, 0, 2]);
    const { json: { items: [root] } } = await ask(`${url}/api/v1/roots`);
    assert.equal(root.lastAudit.differences, 0);
    assert.match(
      (await ask(`${url}/metrics`)).text,
      /^proofsheet_last_equal_audit_seconds\{.*\} 1/m,
    );

    library.write("new.jpg", { seed: 9 });
    const again = await post(audits, { root: root.id, compare: ["content", "metadata"] });
    assert.equal(again.status, 202, again.text);
    const found = await follow();
    assert.deepEqual([found.exitCode, found.found[0].differences], [6, 1]);
    assert.deepEqual(found.compare, ["content", "metadata"]);
    assert.equal(found.found[0].first[0].path, "new.jpg");

    assertProblem(await post(audits, { root: 99 }), 422);
    assertProblem(await post(audits, { compare: ["all"] }), 400);
    assertProblem(await post(audits, { folder: "/" }), 400);
    assertProblem(await ask(audits, { method: "DELETE" }), 409);
    await post(audits);
    const stopped = await ask(audits, { method: "DELETE" });
    assert.equal(stopped.status, 200, stopped.text);
    await follow();
    await stop(watch);
  }));
