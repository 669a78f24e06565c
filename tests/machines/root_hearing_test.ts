import assert from "node:assert/strict";
import { HOME } from "./fake_sources.ts";
import { RootHarness } from "./root_harness.ts";

const HOUR_MS = 3_600_000;

/** The next safety recrawl finds these changes. */
async function recrawl(root: RootHarness, changedPaths: readonly string[], pauseMs = HOUR_MS) {
  const watchers = root.sources.watchers.length;
  await root.advance(pauseMs);
  assert.equal(root.work, "scanning");
  await root.scan({ changedPaths });
  await root.reconcile();
  if (root.sources.watchers.length > watchers) await root.openWatcher();
  await root.drain();
}

async function toDeaf(root: RootHarness): Promise<void> {
  await root.toIdle();
  await recrawl(root, ["a.jpg"]);
  await recrawl(root, ["b.jpg", "c.jpg"]);
  assert.equal(root.watching, "open.deaf.waiting");
}

Deno.test("a recrawl that finds what nobody announced opens the watcher anew and looks again", async () => {
  const root = new RootHarness();
  await root.toIdle();
  await recrawl(root, ["a.jpg"]);
  assert.equal(root.sources.watchers.length, 2);
  assert.deepEqual(root.sources.watchers.map(({ isClosed }) => isClosed), [true, false]);
  assert.deepEqual(root.scopes, [[""], [""], [""]]);
  assert.equal(root.watching, "open.listening");
});

Deno.test("the second one in a row: the root is polled, says why, and goes on listening", async () => {
  const root = new RootHarness();
  await toDeaf(root);
  assert.match(root.context.watchTrouble ?? "", /not announced: 2 were found/);
  assert.equal(root.watcher.isClosed, false);
  const scans = root.scopes.length;
  await root.advance(300_000);
  assert.deepEqual(root.scopes.slice(scans), [[""]]);
});

Deno.test("a deaf root is watched again once a look finds only what was announced", async () => {
  const root = new RootHarness();
  await toDeaf(root);
  await recrawl(root, ["d.jpg"], 300_000);
  assert.equal(root.watching, "open.deaf.waiting");
  await recrawl(root, [], 300_000);
  assert.equal(root.watching, "open.deaf.waiting", "nothing changed, so nothing is proven");
  root.watcher.report({ type: "watch.changed", paths: ["e.jpg"] });
  await root.send({ type: "recrawl.due" });
  await root.scan({ changedPaths: ["e.jpg"] });
  await root.reconcile();
  assert.equal(root.watching, "open.listening");
  assert.equal(root.context.watchTrouble, null);
});

Deno.test("a deaf root is watched again when hints led to what changed, and a look found nothing else", async () => {
  const root = new RootHarness();
  await toDeaf(root);
  await root.send({ type: "root.sync", scope: ["asked"] });
  await root.scan({ changedPaths: ["asked/a.jpg"] });
  await root.reconcile();
  await recrawl(root, [], 300_000);
  assert.equal(root.watching, "open.deaf.waiting", "what somebody asked for proves nothing");
  await root.send({ type: "recrawl.due" });
  await root.scan();
  await root.reconcile({ again: ["young.jpg"] });
  await root.advance(20_000);
  await root.scan({ changedPaths: ["young.jpg"] });
  await root.reconcile();
  await recrawl(root, [], 300_000);
  assert.equal(root.watching, "open.deaf.waiting", "nor what was still being written");
  root.watcher.report({ type: "watch.changed", paths: ["e.jpg"] });
  await root.advance(20_000);
  await root.scan({ changedPaths: ["e.jpg"] });
  await root.reconcile();
  assert.equal(root.watching, "open.deaf.waiting", "something else may have been missed");
  await recrawl(root, [], 300_000);
  assert.equal(root.watching, "open.listening");
});

Deno.test("announced changes, changes while nobody could listen, and quiet are no deafness", async () => {
  const root = new RootHarness();
  await root.toIdle();
  root.watcher.report({ type: "watch.changed", paths: ["2024"] });
  await root.send({ type: "recrawl.due" });
  await root.scan({ changedPaths: ["2024/a.jpg"] });
  await root.reconcile();
  await root.send({ type: "watch.overflowed", reason: "too many events" });
  await root.send({ type: "recrawl.due" });
  await root.scan({ changedPaths: ["anywhere.jpg"] });
  await root.reconcile();
  await recrawl(root, []);
  assert.deepEqual([root.sources.watchers.length, root.watching], [1, "open.listening"]);
  assert.equal(root.context.recrawlsMissing, 0);
});

Deno.test("what is announced while the recrawl runs was announced", async () => {
  const root = new RootHarness();
  await root.toIdle();
  await root.advance(HOUR_MS);
  await root.hint("a.jpg");
  await root.scan({ changedPaths: ["a.jpg"] });
  assert.deepEqual(root.context.hearing, { announced: 1, unannounced: 0 });
});

Deno.test("hints of a scan that failed still count for the recrawl that follows", async () => {
  const root = new RootHarness();
  await root.toIdle();
  await root.hint("a.jpg");
  await root.advance(20_000);
  await root.failScan();
  await root.send({ type: "recrawl.due" });
  await root.advance(1_000);
  await root.check();
  await root.scan({ changedPaths: ["a.jpg"] });
  assert.deepEqual(root.context.hearing, { announced: 1, unannounced: 0 });
});

Deno.test("changes in a folder that is not watched are found by recrawls and prove nothing", async () => {
  const root = new RootHarness({ settings: { unwatched: ["/photos/archive"] } });
  await root.toIdle();
  assert.deepEqual(root.watcher.task.unwatched, ["archive"]);
  for (const name of ["1", "2", "3"]) await recrawl(root, [`archive/${name}.jpg`]);
  assert.equal(root.watching, "open.listening");
});

for (const settings of [{ isPolled: true }, { unwatched: ["/photos"] }]) {
  Deno.test(`a root with ${JSON.stringify(settings)} is looked at regularly, never watched`, async () => {
    const root = new RootHarness({ settings });
    await root.advance(0);
    await root.check();
    await root.drain();
    assert.equal(root.watching, "polling.waiting");
    await root.advance(300_000);
    await root.drain();
    await root.advance(2 * HOUR_MS);
    assert.ok(root.scopes.length > 2);
    assert.equal(root.sources.watchers.length, 0);
    assert.equal(root.context.watchTrouble, null, "it was wanted so");
  });
}

Deno.test("other settings about watching are obeyed at once, others do not touch the watcher", async () => {
  const root = new RootHarness();
  await root.toIdle();
  const { settings } = root.context;
  await root.send({ type: "root.configure", settings: { ...settings, debounceWindowMs: 5_000 } });
  assert.equal(root.sources.watchers.length, 1);
  const archive = { ...settings, unwatched: ["archive"] };
  await root.send({ type: "root.configure", settings: archive });
  await root.openWatcher();
  await root.drain();
  assert.deepEqual(root.watcher.task.unwatched, ["archive"]);
  assert.deepEqual(root.scopes, [[""], [""]]);
  await root.send({ type: "root.configure", settings: { ...archive, isPolled: true } });
  assert.deepEqual([root.watching, root.watcher.isClosed], ["polling.waiting", true]);
  await root.send({ type: "root.configure", settings });
  assert.equal(root.watching, "open.opening");
});

Deno.test("C-043 a root that became another directory gets a new watcher within seconds", async () => {
  const root = new RootHarness();
  await root.toIdle();
  root.sources.place = { ...HOME, inode: 2 };
  await root.advance(20_000);
  assert.equal(root.sources.watchers.length, 2);
  root.watcher.report({ type: "watch.opened", place: root.sources.place });
  await root.advance(20_000);
  assert.deepEqual(root.scopes, [[""], [""]]);
  await root.scan({ identity: root.sources.place });
  await root.reconcile();
  await root.advance(60_000);
  assert.equal(root.sources.watchers.length, 2, "once is enough");
});

Deno.test("C-047 a disk that comes below the root gets watched, and looked at", async () => {
  const root = new RootHarness();
  await root.toIdle();
  root.sources.place = { ...HOME, mounts: new Map([["card", 8]]) };
  await root.advance(20_000);
  assert.equal(root.watching, "open.opening");
});

Deno.test("C-043 a root that is gone is scanned at once, which says what is the matter", async () => {
  const root = new RootHarness();
  await root.toIdle();
  root.sources.place = null;
  await root.advance(20_000);
  assert.equal(root.work, "scanning");
  assert.equal(root.sources.watchers.length, 1);
});

Deno.test("nobody looks at the root while it is away, or not watched", async () => {
  const root = new RootHarness({ settings: { isPolled: true } });
  await root.advance(0);
  await root.check();
  await root.drain();
  root.sources.place = null;
  await root.advance(200_000);
  assert.equal(root.work, "idle");
});

Deno.test("C-074 events that were lost in the kernel lead to a new watcher and a look at everything", async () => {
  const root = new RootHarness();
  await root.toIdle();
  root.watcher.report({ type: "watch.lost", reason: "too many" });
  await root.advance(0);
  assert.equal(root.sources.watchers.length, 2);
  await root.openWatcher();
  await root.drain();
  assert.deepEqual(root.scopes, [[""], [""]]);
});

Deno.test("the next recrawl is counted from the last one, and stretched by what that took", async () => {
  const root = new RootHarness();
  await root.toFirstScan();
  await root.scan({ scanMs: 60_000 });
  await root.reconcile({ endedMs: 1_000_000 });
  assert.deepEqual(root.context.recrawl, { tookMs: 60_000, nextMs: 7_000_000 });
  // A small scan in between changes nothing about it.
  await root.hint("a.jpg");
  await root.drain();
  const scans = root.scopes.length;
  await root.advance(5_900_000);
  assert.equal(root.scopes.length, scans);
  await root.advance(100_000);
  assert.equal(root.scopes.length, scans + 1);
});
