import assert from "node:assert/strict";
import { emptySummary } from "../../lib/core/scan_summary.ts";
import { type HarnessOptions, rootGone, RootHarness } from "./root_harness.ts";

async function once(options: HarnessOptions = {}): Promise<RootHarness> {
  const root = new RootHarness({ mode: "once", ...options });
  await root.advance(0);
  return root;
}

function output(root: RootHarness) {
  const { status, output } = root.actor.getSnapshot();
  assert.equal(status, "done");
  assert.equal(root.clock.nextDueMs(), null, "no timer keeps the program alive");
  assert.deepEqual(root.sources.watchers, [], "no watcher was ever started");
  assert.ok(output);
  return output;
}

Deno.test("C-002 a one-off sync checks, scans, reconciles and is done", async () => {
  const root = await once();
  await root.check();
  await root.scan();
  const summary = { ...emptySummary("/photos"), seen: 3, appeared: 3 };
  await root.reconcile({ summary });
  assert.deepEqual(output(root), {
    rootId: 1,
    path: "/photos",
    outcome: "done",
    summary,
    trouble: null,
  });
  assert.equal(root.clock.now(), 0, "it waited for nothing");
});

Deno.test("C-003 a one-off sync of a folder scans that folder only", async () => {
  const root = await once({ scope: ["2024"] });
  await root.drain();
  assert.deepEqual(root.scopes, [["2024"]]);
  assert.equal(output(root).outcome, "done");
});

Deno.test("C-045 a one-off sync that would hide too much ends as held", async () => {
  const root = await once();
  await root.check();
  await root.scan();
  await root.reconcile({ heldOpen: 600 });
  assert.equal(output(root).outcome, "held");
});

Deno.test("C-043 a one-off sync of a root that is away ends as offline with the reason", async () => {
  const root = await once();
  await root.check({ online: false, reason: "it is not a directory" });
  const { outcome, trouble, summary } = output(root);
  assert.deepEqual([outcome, trouble, summary], ["offline", "it is not a directory", null]);
});

for (const fails of ["scanning", "reconciling"] as const) {
  Deno.test(`C-043 a one-off sync whose root goes away while ${fails} ends as offline`, async () => {
    const root = await once();
    await root.check();
    if (fails === "reconciling") await root.scan();
    await (fails === "scanning" ? root.failScan(rootGone()) : root.failReconcile(rootGone()));
    assert.deepEqual([output(root).outcome, output(root).trouble], ["offline", "it is gone"]);
  });

  Deno.test(`C-095 a one-off sync that fails while ${fails} ends as failed`, async () => {
    const root = await once();
    await root.check();
    if (fails === "reconciling") await root.scan();
    await (fails === "scanning" ? root.failScan() : root.failReconcile());
    assert.deepEqual([output(root).outcome, output(root).trouble], ["failed", "Disk is full"]);
  });
}

Deno.test("a one-off sync that cannot even look ends as failed", async () => {
  const root = await once();
  await root.failCheck();
  assert.deepEqual([output(root).outcome, output(root).trouble], ["failed", "Cannot look"]);
});

Deno.test("C-026 a file still being written is looked at again after a short pause", async () => {
  const root = await once({ settings: { lookAgainMs: 2_100 } });
  await root.check();
  await root.scan();
  await root.reconcile({ again: ["2024/big.mov"] });
  await root.advance(2_099);
  assert.deepEqual(root.scopes, [[""]]);
  await root.advance(1);
  assert.deepEqual(root.scopes, [[""], ["2024/big.mov"]]);
  await root.scan();
  await root.reconcile();
  assert.equal(output(root).outcome, "done");
});

Deno.test("C-026 a file that never stops changing is looked at in three rounds, not more", async () => {
  const root = await once();
  await root.check();
  for (let round = 0; round < 3; round++) {
    await root.scan();
    const summary = { ...emptySummary("/photos"), seen: round === 0 ? 4 : 1, pending: 1 };
    const others = round === 0 ? { appeared: 3 } : {};
    await root.reconcile({ again: ["2024/big.mov"], summary: { ...summary, ...others } });
    await root.advance(2_100);
  }
  assert.deepEqual(root.scopes, [[""], ["2024/big.mov"], ["2024/big.mov"]]);
  const { outcome, summary } = output(root);
  assert.equal(outcome, "done");
  assert.deepEqual([summary?.seen, summary?.appeared, summary?.pending], [4, 3, 1]);
});

Deno.test("a one-off sync that is stopped ends as stopped", async () => {
  const root = await once();
  await root.check();
  await root.send({ type: "root.stop" });
  assert.equal(output(root).outcome, "stopped");
});

Deno.test("a one-off sync that takes hours is not joined by a recrawl", async () => {
  const root = await once();
  await root.check();
  await root.advance(3 * 3_600_000);
  await root.drain();
  assert.deepEqual(root.scopes, [[""]]);
});
