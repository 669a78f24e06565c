import assert from "node:assert/strict";
import { DEFAULT_PACE } from "../../lib/core/hash_pace.ts";
import { DEFAULT_SETTINGS } from "../../lib/core/root_settings.ts";
import { WHOLE_ROOT } from "../../lib/core/scope.ts";
import { RootHarness } from "./root_harness.ts";
import { settle } from "./stepping_clock.ts";

const HOUR_MS = 3_600_000;
const quietHours = { fromMinute: 22 * 60, toMinute: 7 * 60 };

/** A watched root that has settled down, and that night may come to. */
async function idleRoot(settings = {}): Promise<RootHarness> {
  const root = new RootHarness({ settings: { quietHours, ...settings } });
  await root.toIdle();
  return root;
}

async function tell(root: RootHarness, type: "quiet.began" | "quiet.ended"): Promise<void> {
  root.sources.hours.at(-1)?.tell({ type });
  await settle();
}

Deno.test("in quiet hours no recrawl comes; one that was due meanwhile comes when they end, once", async () => {
  const root = await idleRoot();
  await tell(root, "quiet.began");
  const before = root.scopes.length;
  await root.advance(5 * HOUR_MS);
  assert.equal(root.scopes.length, before);
  await tell(root, "quiet.ended");
  assert.equal(root.work, "scanning");
  await root.scan();
  await root.reconcile();
  assert.equal(root.scopes.length, before + 1);
  assert.deepEqual(root.scopes.at(-1), WHOLE_ROOT);
});

Deno.test("quiet hours in which nothing was due end without a scan", async () => {
  const root = await idleRoot();
  await tell(root, "quiet.began");
  await root.advance(60_000);
  await tell(root, "quiet.ended");
  assert.equal(root.work, "idle");
});

Deno.test("in quiet hours what is announced or asked for is looked at all the same", async () => {
  const root = await idleRoot();
  await tell(root, "quiet.began");
  await root.hint("2024/a.jpg");
  await root.advance(20_000);
  assert.deepEqual(root.scopes.at(-1), ["2024/a.jpg"]);
  await root.scan();
  await root.reconcile();
  await root.send({ type: "root.sync", scope: WHOLE_ROOT });
  assert.equal(root.work, "scanning");
});

Deno.test("in quiet hours no photo is read for its hash: it is interrupted, and goes on in the morning", async () => {
  const root = await idleRoot();
  assert.equal(root.hashing, "hashing");
  await tell(root, "quiet.began");
  assert.equal(root.hashing, "resting");
  await tell(root, "quiet.ended");
  assert.equal(root.hashing, "hashing");
});

Deno.test("a polled root is not polled in quiet hours", async () => {
  const root = new RootHarness({ settings: { quietHours } });
  root.sources.watchError = new Error("Too many folders");
  await settle();
  await root.check();
  await root.scan();
  await root.reconcile();
  await root.drain();
  assert.equal(root.watching, "polling.waiting");
  await tell(root, "quiet.began");
  const before = root.scopes.length;
  await root.advance(30 * 60_000);
  assert.equal(root.scopes.length, before);
});

Deno.test("other quiet hours are asked for anew, and what was owed is done; equal ones change nothing", async () => {
  const root = await idleRoot();
  const settings = { ...DEFAULT_SETTINGS, quietHours };
  await root.send({ type: "root.configure", settings });
  assert.equal(root.sources.hours.length, 1);
  await tell(root, "quiet.began");
  await root.advance(2 * HOUR_MS);
  await root.send({ type: "root.configure", settings: { ...settings, quietHours: null } });
  assert.deepEqual(root.sources.hours.map(({ task }) => task.hours), [quietHours, null]);
  assert.equal(root.work, "scanning");
});

Deno.test("a shorter pause between recrawls counts from the moment it is told", async () => {
  const root = await idleRoot({ rescanIntervalMs: 12 * HOUR_MS });
  const settings = { ...DEFAULT_SETTINGS, quietHours, rescanIntervalMs: 60_000 };
  await root.send({ type: "root.configure", settings });
  await root.advance(66_000);
  assert.equal(root.work, "scanning");
});

Deno.test("another pace of hashing counts at once, and none ends it", async () => {
  const root = await idleRoot();
  const settings = { ...DEFAULT_SETTINGS, quietHours };
  const hashPace = { ...DEFAULT_PACE, bytesPerSecondMax: 1 };
  await root.send({ type: "root.configure", settings: { ...settings, hashPace } });
  assert.deepEqual(root.sources.hashes.calls.at(-1)?.task.pace, hashPace);
  await root.send({ type: "root.configure", settings: { ...settings, hashPace: null } });
  assert.equal(root.hashing, "resting");
  assert.equal(root.context.settings.hashPace, null);
});

Deno.test("with more hints than may be pending, folders stand for their photos", async () => {
  const root = await idleRoot({ pendingPathsMax: 2 });
  await root.hint("2024/a.jpg", "2024/b.jpg", "2024/c.jpg");
  assert.deepEqual(root.context.pending, ["2024"]);
});
