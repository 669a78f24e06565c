import assert from "node:assert/strict";
import { DEFAULT_PACE } from "../../lib/core/hash_pace.ts";
import { rootGone, RootHarness } from "./root_harness.ts";

/** Readings that were begun, and whether one is under way. */
function hashes(root: RootHarness): { readonly begun: number; readonly isOpen: boolean } {
  const { calls, open } = root.sources.hashes;
  return { begun: calls.length, isOpen: open.length === 1 };
}

Deno.test("C-027 photos are read completely only once everything else is done", async () => {
  const root = new RootHarness();
  await root.toReconciling();
  assert.equal(hashes(root).begun, 0);
  await root.reconcile();
  assert.deepEqual([root.work, root.hashing], ["idle", "hashing"]);
  const { task } = root.sources.hashes.current;
  assert.deepEqual(task, { rootId: 1, path: "/photos", pace: DEFAULT_PACE });
});

Deno.test("C-027 a hint interrupts the reading at once, and it goes on after the scan", async () => {
  const root = new RootHarness();
  await root.toIdle();
  const first = root.sources.hashes.current;
  await root.hint("2024/a.jpg");
  assert.equal(first.signal.aborted, true);
  assert.deepEqual([root.work, root.hashing], ["debouncing.quiet", "resting"]);
  await root.advance(20_000);
  await root.scan();
  assert.deepEqual(hashes(root), { begun: 1, isOpen: false });
  await root.reconcile();
  assert.deepEqual(hashes(root), { begun: 2, isOpen: true });
});

Deno.test("C-027 a command and a recrawl interrupt the reading, too", async () => {
  const root = new RootHarness();
  await root.toIdle();
  await root.send({ type: "root.sync", scope: ["2024"] });
  assert.deepEqual(hashes(root), { begun: 1, isOpen: false });
  await root.drain();
  await root.send({ type: "recrawl.due" });
  assert.deepEqual(hashes(root), { begun: 2, isOpen: false });
  assert.equal(root.work, "scanning");
});

Deno.test("once all photos are read it rests until a scan may have brought something new", async () => {
  const root = new RootHarness();
  await root.toIdle();
  await root.endHashing();
  assert.equal(root.hashing, "finished");
  await root.advance(1_000);
  assert.equal(hashes(root).begun, 1);
  await root.hint("2024/a.jpg");
  await root.drain();
  assert.deepEqual(hashes(root), { begun: 2, isOpen: true });
});

Deno.test("nothing is read completely where a person switched it off", async () => {
  const root = new RootHarness({ settings: { hashPace: null } });
  await root.toIdle();
  await root.hint("2024/a.jpg");
  await root.drain();
  assert.deepEqual([root.hashing, hashes(root).begun], ["resting", 0]);
});

Deno.test("a one-off sync reads no photo completely", async () => {
  const root = new RootHarness({ mode: "once" });
  await root.drain();
  assert.equal(root.work, "stopped");
  assert.equal(hashes(root).begun, 0);
});

Deno.test("nothing is read completely while the root is away", async () => {
  const root = new RootHarness({ settings: { jitter: 1 } });
  await root.toIdle();
  await root.send({ type: "recrawl.due" });
  await root.failScan(rootGone());
  assert.deepEqual([root.work, root.hashing], ["offline.waiting", "resting"]);
  await root.advance(1_000);
  assert.deepEqual(hashes(root), { begun: 1, isOpen: false });
  await root.drain();
  assert.deepEqual(hashes(root), { begun: 2, isOpen: true });
});

Deno.test("a reading that fails disturbs nothing and is tried again after a long pause", async () => {
  const root = new RootHarness();
  await root.toIdle();
  await root.endHashing(new Error("The file system does not answer"));
  assert.deepEqual([root.work, root.hashing], ["idle", "pausing"]);
  assert.deepEqual([root.context.trouble, root.context.failures, root.crash], [null, 0, null]);
  await root.hint("2024/a.jpg");
  await root.advance(20_000);
  await root.scan();
  await root.reconcile();
  assert.deepEqual([root.work, hashes(root).begun], ["idle", 1]);
  await root.advance(15 * 60_000);
  assert.deepEqual(hashes(root), { begun: 2, isOpen: true });
});

Deno.test("a root that is stopped stops its reading", async () => {
  const root = new RootHarness();
  await root.toIdle();
  const { signal } = root.sources.hashes.current;
  await root.send({ type: "root.stop" });
  assert.equal(signal.aborted, true);
});
