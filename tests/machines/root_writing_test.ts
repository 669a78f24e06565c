import assert from "node:assert/strict";
import { rootGone, RootHarness } from "./root_harness.ts";

/** Passes over the outbox that were begun, and whether one is under way. */
function writes(root: RootHarness): { readonly begun: number; readonly isOpen: boolean } {
  const { calls, open } = root.sources.writes;
  return { begun: calls.length, isOpen: open.length === 1 };
}

/** Idle, and nothing left to write. */
async function rested(): Promise<RootHarness> {
  const root = new RootHarness();
  await root.toIdle();
  await root.write();
  assert.deepEqual([root.work, root.writing], ["idle", "rested"]);
  return root;
}

Deno.test("C-100 what was edited before the start is written once the files were looked at", async () => {
  const root = new RootHarness();
  await root.toReconciling();
  assert.equal(writes(root).begun, 0);
  await root.reconcile();
  assert.deepEqual([root.work, root.writing], ["idle", "writing.last"]);
  const { task } = root.sources.writes.current;
  const policy = { keepsMtime: false, writesDng: false, namesAsAdobe: false };
  assert.deepEqual(task, { rootId: 1, path: "/photos", policy, mode: "watch" });
});

Deno.test("C-100 an edit is written at once; nothing is looked for while nobody edits", async () => {
  const root = await rested();
  await root.advance(3_000_000);
  assert.equal(writes(root).begun, 1);
  await root.send({ type: "edit.accepted" });
  assert.deepEqual(writes(root), { begun: 2, isOpen: true });
});

Deno.test("C-100 an edit that is accepted in the last moment of a pass gets one of its own", async () => {
  const root = await rested();
  await root.send({ type: "edit.accepted" });
  await root.send({ type: "edit.accepted" });
  assert.equal(root.writing, "writing.again");
  await root.write({ written: 1 });
  assert.deepEqual(writes(root), { begun: 3, isOpen: true });
});

Deno.test("C-076 the hints of its own writes do not interrupt it, a scan does", async () => {
  const root = await rested();
  await root.send({ type: "edit.accepted" });
  await root.hint("2024/a.jpg");
  assert.deepEqual([root.work, root.writing], ["debouncing.quiet", "writing.last"]);
  const { signal } = root.sources.writes.current;
  await root.advance(20_000);
  assert.deepEqual([root.work, root.writing, signal.aborted], ["scanning", "owing", true]);
  await root.scan();
  assert.equal(writes(root).isOpen, false);
  await root.reconcile();
  assert.deepEqual(writes(root), { begun: 3, isOpen: true });
});

Deno.test("C-103 a file that is not what was last read is looked at, and written afterwards", async () => {
  const root = await rested();
  await root.send({ type: "edit.accepted" });
  await root.write({ putOff: 1, strangers: ["2024/a.jpg"] });
  assert.deepEqual([root.work, root.writing], ["debouncing.quiet", "rested"]);
  await root.advance(20_000);
  assert.deepEqual(root.scopes.at(-1), ["2024/a.jpg"]);
  await root.scan();
  await root.reconcile();
  assert.deepEqual(writes(root), { begun: 3, isOpen: true });
});

Deno.test("C-104 what cannot be written now is tried again, and so is what failed", async () => {
  const root = await rested();
  await root.send({ type: "edit.accepted" });
  await root.write({ putOff: 1 });
  assert.equal(root.writing, "pausing");
  await root.advance(30_000);
  assert.deepEqual(writes(root), { begun: 3, isOpen: true });
  await root.failWrite();
  assert.deepEqual([root.work, root.writing], ["idle", "pausing"]);
  await root.send({ type: "edit.accepted" });
  assert.deepEqual(writes(root), { begun: 4, isOpen: true });
});

Deno.test("C-104 edits wait while the root is away, and are written when it is back", async () => {
  const root = await rested();
  await root.send({ type: "root.sync", scope: [""] });
  await root.failScan(rootGone());
  assert.match(root.work, /^offline/);
  await root.send({ type: "edit.accepted" });
  assert.equal(writes(root).isOpen, false);
  await root.send({ type: "root.sync", scope: [""] });
  await root.check();
  await root.check();
  if (root.work !== "scanning") await root.openWatcher();
  await root.scan();
  await root.reconcile();
  assert.deepEqual(writes(root), { begun: 2, isOpen: true });
});

Deno.test("a one-off sync writes what waits as the last thing it does, whatever comes of it", async () => {
  for (const end of ["write", "failWrite"] as const) {
    const root = new RootHarness({ mode: "once" });
    root.sources.writes.atOnce = () => null;
    await root.toReconciling();
    await root.reconcile();
    assert.deepEqual([root.work, root.sources.writes.current.task.mode], ["delivering", "once"]);
    await root[end]();
    assert.deepEqual([root.work, root.context.outcome], ["stopped", "done"]);
  }
});
