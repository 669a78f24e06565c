import assert from "node:assert/strict";
import fc from "fast-check";
import { PROPERTY_RUNS } from "../core/property_runs.ts";
import { BUG, rootInput, SupervisorHarness } from "./supervisor_harness.ts";

const STOP = { type: "supervisor.stop" } as const;

Deno.test("watched roots all start at once, however many may sync at once", async () => {
  const house = new SupervisorHarness({ roots: 5, rootsAtOnce: 2 });
  await house.advance(0);
  assert.deepEqual(house.working, [1, 2, 3, 4, 5]);
  assert.deepEqual(house.sources.checks.open.map(({ task }) => task.path), [
    "/photos/1",
    "/photos/2",
    "/photos/3",
    "/photos/4",
    "/photos/5",
  ]);
});

Deno.test("one-off syncs take turns, two at a time, in the order they were asked for", async () => {
  const house = new SupervisorHarness({ roots: 4, mode: "once", rootsAtOnce: 2 });
  assert.deepEqual(house.working, [1, 2]);
  await house.finish(2);
  assert.deepEqual(house.working, [1, 3]);
  await house.finish(1);
  assert.deepEqual(house.working, [3, 4]);
  await house.finish(4);
  await house.finish(3);
  assert.equal(house.state, "stopped");
  assert.deepEqual(house.output, ["1 done", "2 done", "3 done", "4 done"]);
});

Deno.test("a sync of no root at all is over at once", () => {
  const house = new SupervisorHarness({ roots: 0, mode: "once" });
  assert.deepEqual(house.output, []);
});

Deno.test("C-077 a crash restarts that root alone, the other never leaves its state", async () => {
  const house = new SupervisorHarness({ roots: 2 });
  await house.finish(1);
  await house.finish(2);
  await house.hint(2, "a.jpg");
  const other = house.snapshotOf(2);
  await house.breakRoot(1);
  assert.equal(house.root(1).ref, null);
  assert.equal(house.root(1).crashes, 1);
  assert.deepEqual(Object.keys(house.actor.getSnapshot().children), ["root-2"]);
  assert.equal(house.root(1).lastCrash, BUG);
  assert.equal(house.snapshotOf(2), other, "not one transition");
  await house.advance(999);
  assert.equal(house.root(1).ref, null);
  await house.advance(1);
  await house.finish(1);
  assert.equal(house.snapshotOf(1).matches({ running: { work: "idle" } }), true);
  assert.equal(house.snapshotOf(2), other);
  assert.equal(house.crash, null);
});

Deno.test("C-077 what a source answers amiss crashes its root only", async () => {
  const house = new SupervisorHarness({ roots: 2 });
  await house.toReconciling(1);
  await house.finish(2);
  const other = house.snapshotOf(2);
  await house.breakReconcile(1);
  assert.equal(house.root(1).crashes, 1);
  assert.equal(house.snapshotOf(2), other);
});

Deno.test("C-077 the restarted root has a watcher of its own and scans the whole root", async () => {
  const house = new SupervisorHarness({ roots: 1 });
  await house.finish(1);
  await house.breakRoot(1);
  assert.equal(house.sources.watchers[0]?.isClosed, true, "the old watcher is gone");
  await house.advance(1_000);
  await house.finish(1);
  assert.equal(house.sources.watchers.length, 2);
  assert.deepEqual(house.sources.scans.calls.map(({ task }) => task.scope), [[""], [""]]);
});

Deno.test("C-077 nothing the crashed root had begun goes on beside the restarted one", async () => {
  const house = new SupervisorHarness({ roots: 1 });
  await house.toReconciling(1);
  const reconcile = house.sources.reconciles.current;
  await house.breakRoot(1);
  assert.equal(reconcile.signal.aborted, true);
  assert.deepEqual(house.sources.watchers.filter(({ isClosed }) => !isClosed), []);
});

Deno.test("C-077 a root that crashes again and again restarts after growing pauses", async () => {
  const house = new SupervisorHarness({ roots: 1 });
  await house.advance(0);
  const pauses: number[] = [];
  for (let crash = 0; crash < 12; crash++) {
    await house.breakRoot(1);
    const fromMs = house.clock.now();
    const due = house.clock.nextDueMs();
    assert.ok(due !== null && house.root(1).ref === null);
    await house.advance(due - fromMs);
    pauses.push(due - fromMs);
    assert.deepEqual(house.working, [1]);
  }
  const seconds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600];
  assert.deepEqual(pauses, seconds.map((one) => one * 1_000));
  assert.equal(house.crash, null);
});

Deno.test("C-077 both roots crash and both come back", async () => {
  const house = new SupervisorHarness({ roots: 2 });
  await house.advance(0);
  await house.breakRoot(1);
  await house.breakRoot(2);
  assert.deepEqual(house.working, []);
  assert.equal(house.state, "running");
  await house.advance(1_000);
  assert.deepEqual(house.working, [1, 2]);
});

Deno.test("a crash ends a one-off sync of that root as failed, and the others finish", async () => {
  const house = new SupervisorHarness({ roots: 3, mode: "once", rootsAtOnce: 1 });
  await house.toReconciling(1);
  await house.breakReconcile(1);
  assert.deepEqual(house.working, [2], "its turn goes to the next");
  await house.finish(2);
  await house.finish(3);
  assert.deepEqual(house.output, ["1 failed", "2 done", "3 done"]);
  assert.equal(house.actor.getSnapshot().output?.[0]?.trouble, BUG);
  assert.equal(house.clock.nextDueMs(), null, "no restart is waiting");
});

Deno.test("C-078 supervisor.stop ends all roots in the order they were added", async () => {
  const house = new SupervisorHarness({ roots: 3 });
  await house.finish(1);
  await house.toReconciling(2);
  const stopped: number[] = [];
  for (const rootId of [3, 1, 2]) {
    house.root(rootId).ref?.subscribe({ complete: () => stopped.push(rootId) });
  }
  await house.send(STOP);
  assert.deepEqual(stopped, [1, 2, 3]);
  assert.deepEqual(house.output, ["1 stopped", "2 stopped", "3 stopped"]);
  assert.deepEqual(house.sources.watchers.filter(({ isClosed }) => !isClosed), []);
  assert.equal(house.clock.nextDueMs(), null);
});

Deno.test("C-078 supervisor.stop does not wait for a root that waits for its restart", async () => {
  const house = new SupervisorHarness({ roots: 2 });
  await house.finish(1);
  await house.breakRoot(1);
  await house.send(STOP);
  assert.deepEqual(house.output, ["1 stopped", "2 stopped"]);
  const checks = house.sources.checks.calls.length;
  await house.advance(3_600_000);
  assert.equal(house.sources.checks.calls.length, checks, "nothing starts again");
});

Deno.test("C-078 supervisor.stop in a sync ends what works and never starts what waits", async () => {
  const house = new SupervisorHarness({ roots: 4, mode: "once", rootsAtOnce: 2 });
  await house.finish(1);
  assert.deepEqual(house.working, [2, 3]);
  await house.send(STOP);
  assert.deepEqual(house.output, ["1 done", "2 stopped", "3 stopped", "4 stopped"]);
  assert.deepEqual([...new Set(house.sources.checks.calls.map(({ task }) => task.rootId))], [
    1,
    2,
    3,
  ]);
});

Deno.test("a root that is added later starts at once and is last in the output", async () => {
  const house = new SupervisorHarness({ roots: 2 });
  await house.finish(1);
  const first = house.snapshotOf(1);
  await house.send({ type: "root.add", root: rootInput(9, "watch") });
  assert.deepEqual(house.working, [1, 2, 9]);
  assert.equal(house.snapshotOf(1), first, "C-077 without touching the others");
  await house.send(STOP);
  assert.deepEqual(house.output, ["1 stopped", "2 stopped", "9 stopped"]);
});

Deno.test("a root that is added to a sync waits for its turn", async () => {
  const house = new SupervisorHarness({ roots: 2, mode: "once", rootsAtOnce: 1 });
  await house.send({ type: "root.add", root: rootInput(9, "once") });
  assert.deepEqual(house.working, [1]);
  for (const rootId of [1, 2, 9]) await house.finish(rootId);
  assert.deepEqual(house.output, ["1 done", "2 done", "9 done"]);
});

Deno.test("a restart asked for a root that has ended or never was does nothing", async () => {
  const house = new SupervisorHarness({ roots: 2, mode: "once", rootsAtOnce: 2 });
  await house.finish(1);
  await house.send({ type: "root.restart", rootId: 1 });
  await house.send({ type: "root.restart", rootId: 77 });
  assert.deepEqual(house.working, [2]);
  assert.deepEqual(house.sources.checks.open.map(({ task }) => task.rootId), [2]);
  assert.equal(house.crash, null);
});

Deno.test("whatever crashes in a sync, every root ends and the rest are done", async () => {
  const some = fc.record({
    crashes: fc.array(fc.boolean(), { minLength: 1, maxLength: 6, size: "max" }),
    rootsAtOnce: fc.integer({ min: 1, max: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(some, async ({ crashes, rootsAtOnce }) => {
      const house = new SupervisorHarness({ roots: crashes.length, mode: "once", rootsAtOnce });
      for (let ended = 0; house.state === "running"; ended++) {
        assert.ok(ended < crashes.length, "each turn ends one root");
        assert.ok(house.working.length <= rootsAtOnce);
        const [rootId] = house.working;
        assert.ok(rootId !== undefined, "somebody works while not all have ended");
        await (crashes[rootId - 1] ? house.breakRoot(rootId) : house.finish(rootId));
      }
      const expected = crashes.map((isCrash, index) =>
        `${index + 1} ${isCrash ? "failed" : "done"}`
      );
      assert.deepEqual(house.output, expected);
    }),
    { numRuns: PROPERTY_RUNS },
  );
});
