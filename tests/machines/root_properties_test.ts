import assert from "node:assert/strict";
import fc from "fast-check";
import { isInScope } from "../../lib/core/scope.ts";
import { PROPERTY_RUNS } from "../core/property_runs.ts";
import { rootGone, RootHarness } from "./root_harness.ts";

/** What can happen to a root; what cannot happen in its present state is left out. */
type Happening =
  | { readonly kind: "hint" | "sync" | "again"; readonly path: string }
  | { readonly kind: "overflow" | "watch fails" | "hashed" | "hashing fails" }
  /** Whatever is under way ends that way. */
  | { readonly kind: "success" | "failure" | "root gone" }
  | { readonly kind: "time"; readonly ms: number };

const path = fc.constantFrom("a", "a/1.jpg", "a b", "a b/2.jpg", "c.jpg", "a/d/3.jpg");
const pauseMs = fc.constantFrom(1, 999, 5_000, 19_999, 20_000, 60_000, 400_000, 4_000_000);
const someKind = <Kind extends string>(...kinds: Kind[]) => fc.constantFrom(...kinds);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: someKind("hint"), path }) },
  { weight: 1, arbitrary: fc.record({ kind: someKind("sync", "again"), path }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: someKind("overflow", "watch fails", "hashed", "hashing fails") }),
  },
  { weight: 9, arbitrary: fc.record({ kind: someKind("success") }) },
  { weight: 2, arbitrary: fc.record({ kind: someKind("failure", "root gone") }) },
  { weight: 5, arbitrary: fc.record({ kind: someKind("time"), ms: pauseMs }) },
);

/** A path that somebody hinted, and how many scans had started by then. */
interface Owed {
  readonly path: string;
  readonly scansBefore: number;
}

/** A root, and beside it what it owes: told what happens, never asked what it thinks. */
class OwingRoot {
  readonly root = new RootHarness();
  #owed: Owed[] = [];

  owe(path: string): void {
    this.#owed.push({ path, scansBefore: this.root.scopes.length });
  }

  /** A reconcile ended well: what its scan covered, and started after the hint, is settled. */
  settle(): void {
    const { scopes } = this.root;
    const scope = scopes.at(-1) ?? [];
    this.#owed = this.#owed.filter(({ path, scansBefore }) =>
      scansBefore >= scopes.length || !isInScope(path, scope)
    );
  }

  /** What is owed is pending, or in hand of a scan that started after the hint. */
  check(): void {
    const { context, scopes, work, sources } = this.root;
    for (const { path, scansBefore } of this.#owed) {
      const isInHand = scansBefore < scopes.length && isInScope(path, context.inHand);
      assert.ok(isInHand || isInScope(path, context.pending), `'${path}' is lost in ${work}`);
    }
    const { checks, scans, reconciles } = sources;
    const open = [...checks.open, ...scans.open, ...reconciles.open];
    assert.ok(open.length <= 1, "one thing at a time");
    assert.ok(sources.hashes.open.length === 0 || work === "idle", `hashing while ${work}`);
    assert.ok(sources.watchers.filter((watcher) => !watcher.isClosed).length <= 1, "one watcher");
    assert.equal(this.root.crash, null);
  }
}

async function happen(owing: OwingRoot, what: Happening): Promise<void> {
  const { root } = owing;
  const isReconciling = root.sources.reconciles.open.length > 0;
  switch (what.kind) {
    case "hint":
      owing.owe(what.path);
      return await root.hint(what.path);
    case "sync":
      owing.owe(what.path);
      return await root.send({ type: "root.sync", scope: [what.path] });
    case "again":
      if (!isReconciling) return;
      owing.settle();
      owing.owe(what.path);
      return await root.reconcile({ again: [what.path] });
    case "overflow":
      owing.owe("");
      return await root.send({ type: "watch.overflowed", reason: "queue was full" });
    case "watch fails":
      if (!root.watching.startsWith("open")) return;
      owing.owe("");
      return await root.send({ type: "watch.failed", reason: "watch limit reached" });
    case "time":
      return await root.advance(what.ms);
    case "hashed":
      return await root.endHashing();
    case "hashing fails":
      return await root.endHashing(new Error("Disk is full"));
    case "success":
      if (isReconciling) owing.settle();
      return void await root.succeed();
    case "failure":
      return await fail(root, new Error("Disk is full"));
    case "root gone":
      return await fail(root, rootGone());
  }
}

async function fail(root: RootHarness, error: Error): Promise<void> {
  const { checks, scans, reconciles } = root.sources;
  const isGone = error.name === "RootOfflineError";
  if (scans.open.length > 0) await root.failScan(error);
  else if (reconciles.open.length > 0) await root.failReconcile(error);
  else if (checks.open.length === 0) return;
  else if (isGone) await root.check({ online: false, reason: error.message });
  else await root.failCheck(error);
}

Deno.test("whatever happens, no hinted path is lost and the root never gets stuck", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 60, size: "max" }), async (happenings) => {
      const owing = new OwingRoot();
      await owing.root.advance(0);
      for (const what of happenings) {
        await happen(owing, what);
        owing.check();
      }
      await owing.root.drain();
    }),
    { numRuns: PROPERTY_RUNS },
  );
});

Deno.test("whatever happens, idle means that nothing is pending", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 60, size: "max" }), async (happenings) => {
      const owing = new OwingRoot();
      await owing.root.advance(0);
      for (const what of happenings) {
        await happen(owing, what);
        if (owing.root.work === "idle") assert.deepEqual(owing.root.context.pending, []);
      }
    }),
    { numRuns: PROPERTY_RUNS },
  );
});

Deno.test("whatever happens, root.stop ends the root and leaves nothing open", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 40, size: "max" }), async (happenings) => {
      const owing = new OwingRoot();
      for (const what of happenings) await happen(owing, what);
      const { root } = owing;
      await root.send({ type: "root.stop" });
      assert.equal(root.work, "stopped");
      assert.equal(root.clock.nextDueMs(), null);
      const { checks, scans, reconciles, hashes, watchers } = root.sources;
      assert.deepEqual([...checks.open, ...scans.open, ...reconciles.open, ...hashes.open], []);
      assert.deepEqual(watchers.filter((watcher) => !watcher.isClosed), []);
    }),
    { numRuns: PROPERTY_RUNS },
  );
});

Deno.test("whatever happens, a one-off sync ends and never watches", async () => {
  const outcome = fc.constantFrom("well", "badly", "offline", "again", "held");
  await fc.assert(
    fc.asyncProperty(fc.array(outcome, { maxLength: 12, size: "max" }), async (outcomes) => {
      const root = new RootHarness({ mode: "once" });
      await root.advance(0);
      for (const one of outcomes) {
        if (root.work === "stopped") break;
        await endOnce(root, one);
        await root.advance(2_100);
      }
      await root.drain();
      assert.equal(root.work, "stopped");
      assert.ok(root.scopes.length <= 3);
      assert.deepEqual(root.sources.watchers, []);
      assert.equal(root.clock.nextDueMs(), null);
    }),
    { numRuns: PROPERTY_RUNS },
  );
});

async function endOnce(root: RootHarness, outcome: string): Promise<void> {
  if (outcome === "badly") return await fail(root, new Error("Disk is full"));
  if (outcome === "offline") return await fail(root, rootGone());
  if (root.sources.reconciles.open.length === 0) return void await root.succeed();
  const again = outcome === "again" ? ["big.mov"] : [];
  await root.reconcile({ again, heldOpen: outcome === "held" ? 600 : 0 });
}
