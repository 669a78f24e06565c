import assert from "node:assert/strict";
import { BUG, rootInput, SupervisorHarness } from "./supervisor_harness.ts";

Deno.test("C-077 a paused root ends, keeps its place, and the other goes on", async () => {
  const supervisor = new SupervisorHarness({ roots: 2, isLasting: true });
  await supervisor.send({ type: "root.pause", rootId: 1 });
  assert.deepEqual(supervisor.working, [2]);
  assert.equal(supervisor.root(1).wanted, "paused");
  await supervisor.clock.advance(86_400_000);
  assert.deepEqual(supervisor.working, [2], "nothing wakes it but a command");
});

Deno.test("C-077 a resumed root starts anew with a scan of the whole root", async () => {
  const supervisor = new SupervisorHarness({ roots: 2, isLasting: true });
  await supervisor.send({ type: "root.pause", rootId: 1 });
  await supervisor.send({ type: "root.resume", rootId: 1 });
  assert.deepEqual(supervisor.working, [1, 2]);
  assert.deepEqual(supervisor.snapshotOf(1).context.pending, [""]);
});

Deno.test("C-077 a root that is paused when it is added rests until it is resumed", async () => {
  const supervisor = new SupervisorHarness({ roots: 1, isLasting: true });
  await supervisor.send({ type: "root.add", root: { ...rootInput(2, "watch"), isPaused: true } });
  await supervisor.clock.advance(86_400_000);
  assert.deepEqual(supervisor.working, [1]);
  await supervisor.send({ type: "root.resume", rootId: 2 });
  assert.deepEqual(supervisor.working, [1, 2]);
});

Deno.test("a paused root that is to be synced once is offline, and says what resumes it", async () => {
  const supervisor = new SupervisorHarness({ roots: 1, isLasting: true });
  await supervisor.send({ type: "root.add", root: { ...rootInput(2, "once"), isPaused: true } });
  assert.equal(supervisor.root(2).output?.outcome, "offline");
  assert.match(supervisor.root(2).output?.trouble ?? "", /roots resume '\/photos\/2'/);
});

Deno.test("C-077 a removed root leaves the supervisor, and may be added again", async () => {
  const supervisor = new SupervisorHarness({ roots: 2, isLasting: true });
  await supervisor.send({ type: "root.remove", rootId: 1 });
  assert.deepEqual(supervisor.working, [2]);
  await supervisor.send({ type: "root.add", root: rootInput(1, "watch") });
  assert.deepEqual(supervisor.working, [2, 1]);
});

Deno.test("a daemon whose last root was removed goes on, one that is asked to stop ends", async () => {
  const supervisor = new SupervisorHarness({ roots: 1, isLasting: true });
  await supervisor.send({ type: "root.remove", rootId: 1 });
  assert.equal(supervisor.state, "running");
  await supervisor.send({ type: "supervisor.stop" });
  assert.equal(supervisor.state, "stopped");
});

Deno.test("a root that crashed and is paused before its restart stays paused", async () => {
  const supervisor = new SupervisorHarness({ roots: 1, isLasting: true });
  await supervisor.breakRoot(1);
  assert.equal(supervisor.root(1).lastCrash, BUG);
  await supervisor.send({ type: "root.pause", rootId: 1 });
  await supervisor.clock.advance(3_600_000);
  assert.deepEqual(supervisor.working, []);
  await supervisor.send({ type: "root.resume", rootId: 1 });
  assert.deepEqual(supervisor.working, [1]);
});

Deno.test("pausing and resuming a root that nobody supervises does nothing", async () => {
  const supervisor = new SupervisorHarness({ roots: 1, isLasting: true });
  for (const type of ["root.pause", "root.resume", "root.remove"] as const) {
    await supervisor.send({ type, rootId: 99 });
  }
  assert.deepEqual(supervisor.working, [1]);
  assert.equal(supervisor.crash, null);
});

Deno.test("C-080 a root that is synced once runs beside watched ones, and both go on", async () => {
  const supervisor = new SupervisorHarness({ roots: 2, rootsAtOnce: 1, isLasting: true });
  await supervisor.send({ type: "root.add", root: rootInput(3, "once") });
  assert.deepEqual(supervisor.working, [1, 2, 3]);
  await supervisor.finish(3);
  assert.equal(supervisor.root(3).output?.outcome, "done");
  assert.deepEqual(supervisor.working, [1, 2]);
});

Deno.test("C-077 other settings of one root reach it without a new start, and outlast a crash", async () => {
  const supervisor = new SupervisorHarness({ roots: 2, isLasting: true });
  const before = [supervisor.root(1).ref, supervisor.root(2).ref];
  const settings = { ...supervisor.root(1).input.settings, debounceWindowMs: 5 };
  await supervisor.send({ type: "root.configure", rootId: 1, settings });
  assert.deepEqual([supervisor.root(1).ref, supervisor.root(2).ref], before);
  assert.equal(supervisor.snapshotOf(1).context.settings.debounceWindowMs, 5);
  assert.notEqual(supervisor.snapshotOf(2).context.settings.debounceWindowMs, 5);
  await supervisor.breakRoot(1);
  await supervisor.clock.advance(3_600_000);
  assert.equal(supervisor.snapshotOf(1).context.settings.debounceWindowMs, 5);
  await supervisor.send({ type: "root.configure", rootId: 99, settings });
  assert.equal(supervisor.crash, null);
});
