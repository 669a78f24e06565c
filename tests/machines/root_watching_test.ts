import assert from "node:assert/strict";
import { HOME } from "./fake_sources.ts";
import { RootHarness } from "./root_harness.ts";

const FAILED = { type: "watch.failed", reason: "watch limit reached" } as const;

Deno.test("the first scan does not start before the watcher listens", async () => {
  const root = new RootHarness();
  await root.advance(0);
  assert.deepEqual([root.work, root.watching], ["starting.checking", "closed"]);
  await root.check();
  await root.advance(9_000);
  assert.deepEqual([root.work, root.watching], ["starting.opening", "open.opening"]);
  assert.equal(root.sources.scans.calls.length, 0);
  await root.openWatcher();
  assert.equal(root.work, "scanning");
  assert.deepEqual(root.watcher.task, { rootId: 1, path: "/photos", unwatched: [] });
});

Deno.test("the watcher is one and stays open through scans, failures and retries", async () => {
  const root = new RootHarness();
  await root.toIdle();
  await root.hint("a.jpg");
  await root.advance(20_000);
  await root.failScan();
  await root.drain();
  assert.equal(root.sources.watchers.length, 1);
  assert.equal(root.watcher.isClosed, false);
});

Deno.test("C-075 a root whose watcher cannot start is polled and scanned all the same", async () => {
  const root = new RootHarness();
  root.sources.watchError = new Error("Watch limit reached");
  await root.advance(0);
  await root.check();
  assert.deepEqual([root.work, root.watching], ["scanning", "polling.waiting"]);
  assert.equal(root.context.watchTrouble, "Watch limit reached");
  await root.drain();
  const scans = root.sources.scans.calls.length;
  await root.advance(300_000);
  assert.equal(root.work, "scanning");
  assert.deepEqual(root.scopes.slice(scans), [[""]]);
});

Deno.test("C-075 a watcher that fails before it listens does not keep the root waiting", async () => {
  const root = new RootHarness();
  await root.advance(0);
  await root.check();
  root.watcher.report(FAILED);
  await root.advance(0);
  assert.deepEqual([root.work, root.watching], ["scanning", "polling.waiting"]);
  assert.equal(root.context.watchTrouble, "watch limit reached");
  assert.equal(root.watcher.isClosed, true);
});

Deno.test("C-075 a polled root is scanned again and again, whatever fails between", async () => {
  const root = new RootHarness();
  root.sources.watchError = new Error("Watch limit reached");
  await root.advance(0);
  await root.drain();
  for (let poll = 0; poll < 3; poll++) {
    const scans = root.scopes.length;
    await root.advance(300_000);
    assert.deepEqual(root.scopes.slice(scans), [[""]]);
    if (poll === 1) await root.failScan();
    await root.drain();
    assert.equal(root.watching, "polling.waiting");
  }
});

Deno.test("a watcher that fails while nothing is pending owes a scan that is not put off", async () => {
  const root = new RootHarness();
  await root.toIdle();
  root.watcher.report(FAILED);
  await root.advance(0);
  assert.notEqual(root.work, "idle", "idle means that nothing is pending");
  await root.advance(60_000);
  assert.deepEqual(root.scopes, [[""], [""]]);
});

for (const state of ["scanning", "reconciling"] as const) {
  Deno.test(`a watcher that fails while ${state} owes another scan of the whole root`, async () => {
    const root = new RootHarness();
    await (state === "scanning" ? root.toFirstScan() : root.toReconciling());
    root.watcher.report(FAILED);
    await root.drain();
    assert.deepEqual(root.scopes, [[""], [""]]);
    assert.equal(root.watching, "polling.waiting");
  });
}

Deno.test("C-074 an overflow while idle leads to a scan of the whole root after the window", async () => {
  const root = new RootHarness();
  await root.toIdle();
  await root.hint("2024/a.jpg");
  root.watcher.report({ type: "watch.overflowed", reason: "queue was full" });
  await root.advance(19_999);
  assert.equal(root.work, "debouncing.quiet");
  await root.advance(1);
  assert.deepEqual(root.scopes, [[""], [""]]);
});

Deno.test("C-075 watching is tried again after a failure, and polling ends", async () => {
  const root = new RootHarness();
  root.sources.watchError = new Error("Watch limit reached");
  await root.advance(0);
  await root.check();
  await root.drain();
  root.sources.watchError = null;
  await root.send({ type: "root.sync", scope: [""] });
  await root.failScan();
  await root.advance(1_000);
  await root.check();
  assert.equal(root.watching, "open.opening");
  await root.openWatcher();
  await root.drain();
  assert.deepEqual([root.watching, root.context.watchTrouble], ["open.listening", null]);
});

Deno.test("C-075 what changed before a second watcher listened is looked for afterwards", async () => {
  const root = new RootHarness();
  root.sources.watchError = new Error("Watch limit reached");
  await root.advance(0);
  await root.check();
  root.sources.watchError = null;
  await root.failScan();
  await root.advance(1_000);
  await root.check();
  assert.equal(root.watching, "open.opening");
  const scansBefore = root.scopes.length;
  await root.openWatcher();
  await root.drain();
  const after = root.scopes.slice(scansBefore);
  assert.deepEqual(after, [[""]], "a scan that began before the watcher listened proves nothing");
});

Deno.test("C-043 a root that became another directory is watched anew and scanned once more", async () => {
  const root = new RootHarness();
  await root.advance(0);
  await root.check();
  root.watcher.report({ type: "watch.opened", place: HOME });
  await root.drain();
  const old = root.watcher;
  await root.send({ type: "root.sync", scope: ["2024"] });
  await root.scan({ identity: { ...HOME, inode: 2 } });
  assert.equal(old.isClosed, true);
  assert.notEqual(root.watcher, old);
  root.watcher.report({ type: "watch.opened", place: HOME });
  await root.drain();
  assert.equal(root.watching, "open.listening");
  assert.deepEqual(root.scopes.at(-1), [""]);
});
