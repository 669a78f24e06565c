import assert from "node:assert/strict";
import { rootGone, RootHarness } from "./root_harness.ts";

// With full jitter the pauses are exactly 1 s, 2 s, 4 s … for retries and 2 s, 4 s … for probes.
const settings = { jitter: 1 };
const GONE = { online: false, reason: "it is empty and held 500 photos" } as const;

/** How long the root pauses before it tries again. */
async function pauseMs(root: RootHarness): Promise<number> {
  const fromMs = root.clock.now();
  const due = root.clock.nextDueMs();
  assert.ok(due !== null, "a timer is set");
  await root.advance(due - fromMs);
  return due - fromMs;
}

for (const fails of ["scanning", "reconciling"] as const) {
  Deno.test(`when ${fails} fails its scope is scanned again after the retry pause`, async () => {
    const root = new RootHarness({ settings });
    await root.toIdle();
    await root.send({ type: "root.sync", scope: ["2024"] });
    if (fails === "reconciling") await root.scan();
    await root.hint("2023/a.jpg");
    await (fails === "scanning" ? root.failScan() : root.failReconcile());
    assert.equal(root.work, "retrying");
    assert.equal(root.context.trouble, "Disk is full");
    assert.deepEqual(root.context.pending, ["2023/a.jpg", "2024"]);
    assert.equal(await pauseMs(root), 1_000);
    await root.check();
    assert.equal(root.work, "scanning");
    assert.deepEqual(root.scopes.at(-1), ["2023/a.jpg", "2024"]);
    await root.drain();
    assert.equal(root.context.trouble, null);
  });

  Deno.test(`when ${fails} finds the root gone nothing is concluded`, async () => {
    const root = new RootHarness({ settings });
    await root.toFirstScan();
    if (fails === "reconciling") await root.scan();
    const reconciles = root.sources.reconciles.calls.length;
    await (fails === "scanning" ? root.failScan(rootGone()) : root.failReconcile(rootGone()));
    assert.equal(root.work, "offline.waiting");
    assert.equal(root.context.trouble, "it is gone");
    await root.advance(10_000);
    assert.equal(root.sources.reconciles.calls.length, reconciles);
    assert.equal(root.sources.scans.calls.length, 1);
  });
}

Deno.test("each failure in a row pauses twice as long, until one succeeds", async () => {
  const root = new RootHarness({ settings });
  await root.toFirstScan();
  const pauses: number[] = [];
  for (let failure = 0; failure < 4; failure++) {
    await root.failScan();
    pauses.push(await pauseMs(root));
    await root.check();
  }
  assert.deepEqual(pauses, [1_000, 2_000, 4_000, 8_000]);
  await root.drain();
  await root.send({ type: "root.sync", scope: [""] });
  await root.failScan();
  assert.equal(await pauseMs(root), 1_000);
});

Deno.test("a check that fails in itself is tried again with growing pauses", async () => {
  const root = new RootHarness({ settings });
  await root.advance(0);
  const pauses: number[] = [];
  for (let failure = 0; failure < 3; failure++) {
    await root.failCheck();
    assert.equal(root.work, "retrying");
    pauses.push(await pauseMs(root));
  }
  assert.deepEqual(pauses, [1_000, 2_000, 4_000]);
  await root.drain();
  assert.deepEqual(root.scopes, [[""]]);
});

Deno.test("C-043 a root that is away is probed with growing pauses, a minute at most", async () => {
  const root = new RootHarness({ settings });
  await root.advance(0);
  await root.check(GONE);
  const pauses: number[] = [];
  for (let probe = 0; probe < 7; probe++) {
    assert.equal(root.work, "offline.waiting");
    pauses.push(await pauseMs(root));
    assert.equal(root.work, "offline.probing");
    await (probe % 2 === 0 ? root.check(GONE) : root.failCheck());
  }
  assert.deepEqual(pauses, [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  assert.equal(root.sources.scans.calls.length, 0);
});

Deno.test("C-043 a root that went away while watching comes back by itself", async () => {
  const root = new RootHarness({ settings });
  await root.toIdle();
  await root.hint("2024/a.jpg");
  await root.advance(20_000);
  await root.failScan(rootGone());
  assert.deepEqual([root.work, root.watching], ["offline.waiting", "closed"]);
  assert.equal(root.sources.watchers[0]?.isClosed, true);
  await root.advance(2_000);
  await root.check(GONE);
  await root.advance(4_000);
  await root.check();
  assert.equal(root.work, "starting.checking");
  await root.check();
  assert.equal(root.sources.watchers.length, 2);
  await root.openWatcher();
  assert.equal(root.work, "scanning");
  assert.deepEqual(root.scopes.at(-1), [""], "the whole root, whatever was hinted");
  await root.drain();
  assert.equal(root.context.trouble, null);
});

Deno.test("C-043 somebody who asks for a root that is away gets it probed at once", async () => {
  const root = new RootHarness({ settings });
  await root.advance(0);
  await root.check(GONE);
  await root.send({ type: "root.sync", scope: [""] });
  assert.equal(root.work, "offline.probing");
});

Deno.test("C-043 a root that goes away again and again is not probed in a hurry", async () => {
  const root = new RootHarness({ settings });
  await root.toFirstScan();
  const pauses: number[] = [];
  for (let failure = 0; failure < 3; failure++) {
    await root.failScan(rootGone());
    pauses.push(await pauseMs(root));
    await root.check();
    await root.check();
    await root.openWatcher();
  }
  assert.deepEqual(pauses, [2_000, 4_000, 8_000]);
});

Deno.test("C-045 hiding is held by one reconcile and allowed again by a later one", async () => {
  const root = new RootHarness();
  await root.toReconciling();
  assert.equal(root.hiding, "allowed");
  await root.reconcile({ heldOpen: 600 });
  assert.deepEqual([root.work, root.hiding, root.context.heldOpen], ["idle", "held", 600]);
  await root.hint("2024/new.jpg");
  await root.advance(20_000);
  assert.deepEqual([root.work, root.hiding], ["scanning", "held"], "new photos keep coming in");
  await root.scan();
  await root.reconcile({ heldOpen: 600 });
  assert.equal(root.hiding, "held");
  await root.send({ type: "root.sync", scope: [""] });
  await root.scan();
  await root.reconcile();
  assert.deepEqual([root.work, root.hiding, root.context.heldOpen], ["idle", "allowed", 0]);
});

Deno.test("C-045 what is held stays held while the root is away", async () => {
  const root = new RootHarness();
  await root.toReconciling();
  await root.reconcile({ heldOpen: 600 });
  await root.send({ type: "root.sync", scope: [""] });
  await root.failScan(rootGone());
  assert.deepEqual([root.work, root.hiding], ["offline.waiting", "held"]);
});

Deno.test("C-091 progress is shown while there is some and forgotten with the scan", async () => {
  const root = new RootHarness();
  await root.toFirstScan();
  const progress = { phase: "scanning", done: 40, total: null, directory: "2024" } as const;
  root.sources.scans.current.task.onProgress(progress);
  await root.advance(0);
  assert.deepEqual(root.context.progress, progress);
  await root.scan();
  const reconciling = { phase: "reconciling", done: 1, total: 9, directory: null } as const;
  root.sources.reconciles.current.task.onProgress(reconciling);
  await root.advance(0);
  assert.deepEqual(root.context.progress, reconciling);
  await root.reconcile();
  assert.equal(root.context.progress, null);
});
