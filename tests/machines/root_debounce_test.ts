import assert from "node:assert/strict";
import { RootHarness } from "./root_harness.ts";

async function idle(options: ConstructorParameters<typeof RootHarness>[0] = {}) {
  const root = new RootHarness(options);
  await root.toIdle();
  return root;
}

/** When the scans after the first one started, counted from now on. */
function scansAfter(root: RootHarness, fromMs: number): number[] {
  return root.sources.scans.calls.slice(1).map(({ startedMs }) => startedMs - fromMs);
}

Deno.test("C-070 a scan starts after exactly 20 s of quiet", async () => {
  const root = await idle();
  await root.hint("2024/a.jpg");
  await root.advance(19_999);
  assert.equal(root.work, "debouncing.quiet");
  await root.advance(1);
  assert.equal(root.work, "scanning");
  assert.deepEqual(root.scopes.slice(1), [["2024/a.jpg"]]);
});

Deno.test("C-070 every hint restarts the window", async () => {
  const root = await idle();
  await root.hint("2024/a.jpg");
  await root.advance(19_999);
  await root.hint("2024/a.jpg");
  await root.advance(19_999);
  assert.equal(root.work, "debouncing.quiet");
  await root.advance(1);
  assert.equal(root.work, "scanning");
});

Deno.test("C-070 with a hint every 5 s a scan starts after exactly 60 s", async () => {
  const root = await idle();
  const fromMs = root.clock.now();
  for (let hint = 0; hint < 12; hint++) {
    await root.hint(`2024/${hint}.jpg`);
    await root.advance(hint === 11 ? 4_999 : 5_000);
  }
  assert.equal(root.work, "debouncing.quiet");
  await root.advance(1);
  assert.deepEqual(scansAfter(root, fromMs), [60_000]);
  assert.equal(root.scopes[1]?.length, 12);
});

Deno.test("C-070 a steady stream gives one scan every debounce limit", async () => {
  const root = await idle();
  const fromMs = root.clock.now();
  for (let hint = 0; hint < 36; hint++) {
    await root.hint("2024/video.mov");
    while (await root.succeed());
    await root.advance(5_000);
    while (await root.succeed());
  }
  // The first hint after a scan begins the next limit.
  assert.deepEqual(scansAfter(root, fromMs), [60_000, 120_000, 180_000]);
});

Deno.test("C-070 a hint on the last millisecond of the limit does not postpone the scan", async () => {
  const root = await idle();
  const fromMs = root.clock.now();
  for (const pause of [19_000, 19_000, 19_000, 2_999]) {
    await root.hint("a.jpg");
    await root.advance(pause);
  }
  await root.hint("b.jpg");
  await root.advance(1);
  assert.deepEqual(scansAfter(root, fromMs), [60_000]);
  assert.deepEqual(root.scopes[1], ["a.jpg", "b.jpg"]);
});

Deno.test("C-070 four equal events give one scan", async () => {
  const root = await idle();
  for (let event = 0; event < 4; event++) await root.hint("2024/a.jpg");
  await root.drain();
  await root.advance(300_000);
  assert.deepEqual(root.scopes.slice(1), [["2024/a.jpg"]]);
});

Deno.test("C-070 window and limit can be set", async () => {
  const settings = { debounceWindowMs: 300, debounceLimitMs: 700 };
  const root = await idle({ settings });
  const fromMs = root.clock.now();
  await root.hint("a.jpg");
  await root.advance(299);
  assert.equal(root.work, "debouncing.quiet");
  await root.hint("a.jpg");
  await root.advance(299);
  await root.hint("a.jpg");
  await root.advance(101);
  assert.equal(root.work, "debouncing.quiet");
  await root.advance(1);
  assert.deepEqual(scansAfter(root, fromMs), [700]);
});

Deno.test("C-070 hints on one directory and its photos are scanned as the directory", async () => {
  const root = await idle();
  await root.hint("2024/a.jpg", "2024/b.jpg");
  await root.hint("2024");
  await root.hint("2024_backup/c.jpg");
  await root.drain();
  assert.deepEqual(root.scopes.slice(1), [["2024", "2024_backup/c.jpg"]]);
});

Deno.test("a command scans at once, together with what was hinted", async () => {
  const root = await idle();
  await root.send({ type: "root.sync", scope: ["2023"] });
  assert.equal(root.work, "scanning");
  await root.drain();
  await root.hint("a.jpg");
  await root.send({ type: "root.sync", scope: ["2024"] });
  assert.equal(root.work, "scanning");
  assert.deepEqual(root.scopes.slice(1), [["2023"], ["2024", "a.jpg"]]);
});

Deno.test("a command during a scan is answered by another scan without a window", async () => {
  const root = await idle();
  await root.send({ type: "root.sync", scope: ["2023"] });
  const fromMs = root.clock.now();
  await root.send({ type: "root.sync", scope: ["2024"] });
  await root.drain();
  assert.deepEqual(root.scopes.slice(1), [["2023"], ["2024"]]);
  assert.equal(root.clock.now(), fromMs);
});

Deno.test("the safety recrawl comes although hints keep coming", async () => {
  const root = await idle({ settings: { rescanIntervalMs: 300_000 } });
  for (let hint = 0; hint < 80; hint++) {
    await root.hint("2024/video.mov");
    while (await root.succeed());
    await root.advance(5_000);
    while (await root.succeed());
  }
  const recrawls = root.sources.scans.calls.filter(({ task }) => task.scope[0] === "");
  assert.deepEqual(recrawls.map(({ startedMs }) => startedMs), [0, 300_000]);
});

Deno.test("the safety recrawl comes every hour and scans the whole root", async () => {
  const root = await idle();
  for (let hour = 0; hour < 3; hour++) {
    await root.advance(3_600_000);
    assert.equal(root.work, "scanning");
    await root.drain();
  }
  const starts = root.sources.scans.calls.map(({ startedMs }) => startedMs);
  assert.deepEqual(starts, [0, 3_600_000, 7_200_000, 10_800_000]);
  assert.deepEqual(root.scopes, [[""], [""], [""], [""]]);
});

Deno.test("a recrawl that is due while a scan runs is owed and comes afterwards", async () => {
  const root = await idle();
  await root.send({ type: "root.sync", scope: ["2024"] });
  await root.advance(3_600_000);
  assert.equal(root.work, "scanning");
  await root.drain();
  assert.deepEqual(root.scopes.slice(1), [["2024"], [""]]);
});

Deno.test("C-026 what is still being written is looked at again without another hint", async () => {
  const root = await idle();
  await root.hint("2024/big.mov");
  await root.advance(20_000);
  await root.scan();
  await root.reconcile({ again: ["2024/big.mov"] });
  assert.equal(root.work, "debouncing.quiet");
  await root.drain();
  assert.deepEqual(root.scopes.slice(1), [["2024/big.mov"], ["2024/big.mov"]]);
});

Deno.test("C-026 a copy that takes long is looked at with growing pauses, alone", async () => {
  const root = await idle();
  await root.hint("2024/big.mov");
  await root.advance(20_000);
  const fromMs = root.clock.now();
  for (const pause of [20_000, 40_000, 80_000, 120_000, 120_000]) {
    await root.scan();
    await root.reconcile({ again: ["2024/big.mov"] });
    await root.advance(pause);
  }
  assert.equal(root.work, "scanning");
  const starts = scansAfter(root, fromMs);
  assert.deepEqual(starts, [0, 20_000, 60_000, 140_000, 260_000, 380_000]);
  assert.deepEqual(new Set(root.scopes.slice(1).flat()), new Set(["2024/big.mov"]));
});

Deno.test("C-070 a hint does not wait for a copy that takes long", async () => {
  const root = await idle();
  await root.hint("2024/big.mov");
  await root.advance(20_000);
  for (const pause of [20_000, 40_000, 80_000]) {
    await root.scan();
    await root.reconcile({ again: ["2024/big.mov"] });
    await root.advance(pause);
  }
  await root.scan();
  await root.reconcile({ again: ["2024/big.mov"] });
  await root.advance(50_000);
  const fromMs = root.clock.now();
  for (let hint = 0; hint < 5; hint++) {
    await root.hint("2024/new.jpg");
    await root.advance(15_000);
  }
  // The limit counts from the hint, not from the wait that it ended.
  assert.equal(scansAfter(root, fromMs).at(-1), 60_000);
  assert.deepEqual(root.scopes.at(-1), ["2024/big.mov", "2024/new.jpg"]);
});

Deno.test("C-026 a hint during the look at a long copy gets the usual window", async () => {
  const root = await idle();
  await root.hint("2024/big.mov");
  await root.advance(20_000);
  for (const pause of [20_000, 40_000]) {
    await root.scan();
    await root.reconcile({ again: ["2024/big.mov"] });
    await root.advance(pause);
  }
  await root.hint("2024/new.jpg");
  await root.scan();
  await root.reconcile({ again: ["2024/big.mov"] });
  await root.advance(19_999);
  assert.equal(root.work, "debouncing.quiet");
  await root.advance(1);
  assert.equal(root.work, "scanning");
});
