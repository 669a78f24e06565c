import assert from "node:assert/strict";
import { isInScope } from "../../lib/core/scope.ts";
import { rootGone, RootHarness } from "./root_harness.ts";

interface Place {
  readonly work: string;
  readonly watching: string;
  readonly reach: (root: RootHarness) => Promise<void>;
}

const FAILED = { type: "watch.failed", reason: "watch limit reached" } as const;

async function toPolledScan(root: RootHarness): Promise<void> {
  await root.advance(0);
  await root.check();
  root.watcher.report(FAILED);
  await root.advance(0);
}
async function toPolledIdle(root: RootHarness): Promise<void> {
  await toPolledScan(root);
  await root.drain();
}

/** Every state a root can be in, with every way of watching it can have there. */
const PLACES: readonly Place[] = [
  { work: "starting.checking", watching: "closed", reach: (root) => root.advance(0) },
  {
    work: "starting.opening",
    watching: "open.opening",
    reach: async (root) => {
      await root.advance(0);
      await root.check();
    },
  },
  { work: "scanning", watching: "open.listening", reach: (root) => root.toFirstScan() },
  { work: "reconciling", watching: "open.listening", reach: (root) => root.toReconciling() },
  { work: "idle", watching: "open.listening", reach: (root) => root.toIdle() },
  {
    work: "debouncing.quiet",
    watching: "open.listening",
    reach: async (root) => {
      await root.toIdle();
      await root.hint("other.jpg");
    },
  },
  {
    work: "retrying",
    watching: "open.listening",
    reach: async (root) => {
      await root.toFirstScan();
      await root.failScan();
    },
  },
  {
    work: "starting.checking",
    watching: "open.listening",
    reach: async (root) => {
      await root.toFirstScan();
      await root.failScan();
      await root.advance(1_000);
    },
  },
  {
    work: "offline.waiting",
    watching: "closed",
    reach: async (root) => {
      await root.toFirstScan();
      await root.failScan(rootGone());
    },
  },
  {
    work: "offline.probing",
    watching: "closed",
    reach: async (root) => {
      await root.toFirstScan();
      await root.failScan(rootGone());
      await root.advance(2_000);
    },
  },
  { work: "scanning", watching: "polling.waiting", reach: toPolledScan },
  {
    work: "reconciling",
    watching: "polling.waiting",
    reach: async (root) => {
      await toPolledScan(root);
      await root.scan();
    },
  },
  { work: "idle", watching: "polling.waiting", reach: toPolledIdle },
  {
    work: "debouncing.quiet",
    watching: "polling.waiting",
    reach: async (root) => {
      await toPolledIdle(root);
      await root.hint("other.jpg");
    },
  },
  {
    work: "retrying",
    watching: "polling.waiting",
    reach: async (root) => {
      await toPolledScan(root);
      await root.failScan();
    },
  },
  {
    work: "starting.checking",
    watching: "polling.waiting",
    reach: async (root) => {
      await toPolledScan(root);
      await root.failScan();
      await root.advance(1_000);
    },
  },
];

for (const { work, watching, reach } of PLACES) {
  const place = `${work} with watching ${watching}`;

  Deno.test(`a hint in ${place} is not lost`, async () => {
    const root = new RootHarness();
    await reach(root);
    assert.deepEqual([root.work, root.watching], [work, watching]);
    const scansBefore = root.scopes.length;
    await root.hint("2024/new.jpg");
    await root.drain();
    const after = root.scopes.slice(scansBefore);
    assert.ok(after.some((scope) => isInScope("2024/new.jpg", scope)), JSON.stringify(after));
  });

  Deno.test(`an overflow in ${place} owes a scan of the whole root`, async () => {
    const root = new RootHarness();
    await reach(root);
    const scansBefore = root.scopes.length;
    await root.send({ type: "watch.overflowed", reason: "too many events" });
    await root.drain();
    const after = root.scopes.slice(scansBefore);
    assert.ok(after.some((scope) => scope[0] === ""), JSON.stringify(after));
  });

  Deno.test(`a command in ${place} is carried out`, async () => {
    const root = new RootHarness();
    await reach(root);
    const scansBefore = root.scopes.length;
    await root.send({ type: "root.sync", scope: ["2024"] });
    await root.drain();
    const after = root.scopes.slice(scansBefore);
    assert.ok(after.some((scope) => isInScope("2024", scope)), JSON.stringify(after));
  });

  Deno.test(`root.stop in ${place} ends the root and everything it does`, async () => {
    const root = new RootHarness();
    await reach(root);
    const { sources, actor } = root;
    const open = [...sources.checks.open, ...sources.scans.open, ...sources.reconciles.open];
    await root.send({ type: "root.stop" });
    assert.equal(root.work, "stopped");
    assert.equal(actor.getSnapshot().status, "done");
    assert.equal(actor.getSnapshot().output?.outcome, "stopped");
    assert.deepEqual(open.map(({ signal }) => signal.aborted), open.map(() => true));
    assert.deepEqual(sources.watchers.filter((watcher) => !watcher.isClosed), []);
    assert.equal(root.clock.nextDueMs(), null, "no timer is left");
  });
}

for (const state of ["scanning", "reconciling"] as const) {
  Deno.test(`C-071 a hint while ${state} leads to a second scan of exactly those paths`, async () => {
    const root = new RootHarness();
    await (state === "scanning" ? root.toFirstScan() : root.toReconciling());
    await root.hint("2024/a.jpg");
    await root.hint("2023/b.jpg", "2024/a.jpg");
    await root.drain();
    assert.deepEqual(root.scopes, [[""], ["2023/b.jpg", "2024/a.jpg"]]);
  });

  Deno.test(`C-071 a hint on what is in hand while ${state} leads to another look`, async () => {
    const root = new RootHarness();
    await root.toIdle();
    await root.send({ type: "root.sync", scope: ["2024/a.jpg"] });
    if (state === "reconciling") await root.scan();
    assert.equal(root.work, state);
    await root.hint("2024/a.jpg");
    await root.drain();
    assert.deepEqual(root.scopes.slice(1), [["2024/a.jpg"], ["2024/a.jpg"]]);
  });
}
