import assert from "node:assert/strict";
import { createActor } from "xstate";
import type { RootVerdict } from "../../lib/core/root_identity.ts";
import { RootOfflineError } from "../../lib/core/root_offline_error.ts";
import { DEFAULT_SETTINGS, type RootSettings } from "../../lib/core/root_settings.ts";
import type { Reconciled, StagedScan, WrittenBack } from "../../lib/core/root_work.ts";
import { WHOLE_ROOT } from "../../lib/core/scope.ts";
import type { RootContext, RootEvent, RootInput } from "../../machines/root_protocol.ts";
import {
  FakeSources,
  type FakeWatcher,
  finishReconcile,
  finishScan,
  HOME,
  NOTHING_WRITTEN,
} from "./fake_sources.ts";
import { settle, SteppingClock } from "./stepping_clock.ts";

/** How a test wants its root. */
export interface HarnessOptions {
  readonly mode?: RootInput["mode"];
  readonly scope?: readonly string[];
  readonly settings?: Partial<RootSettings>;
}

const STEPS_MAX = 500;

/** One root actor on a simulated clock with sources that answer when the test says so. */
export class RootHarness {
  readonly clock = new SteppingClock();
  readonly sources = new FakeSources(() => this.clock.now());
  readonly actor;
  /** What the actor died of. */
  crash: unknown = null;

  constructor({ mode = "watch", scope = WHOLE_ROOT, settings = {} }: HarnessOptions = {}) {
    const input: RootInput = {
      rootId: 1,
      path: "/photos",
      mode,
      scope,
      settings: { ...DEFAULT_SETTINGS, ...settings },
      isPaused: false,
    };
    this.actor = createActor(this.sources.machine(), { clock: this.clock, input });
    this.actor.subscribe({ error: (error) => this.crash = error });
    this.actor.start();
  }

  /** State of the working region: `idle`, `starting.opening`; `stopped` at the end. */
  get work(): string {
    return this.#region("work");
  }
  get watching(): string {
    return this.#region("watching");
  }
  get hiding(): string {
    return this.#region("hiding");
  }
  get hashing(): string {
    return this.#region("hashing");
  }
  get writing(): string {
    return this.#region("writing");
  }
  get context(): RootContext {
    return this.actor.getSnapshot().context;
  }
  /** Scopes of all scans so far. */
  get scopes(): readonly (readonly string[])[] {
    return this.sources.scans.calls.map(({ task }) => task.scope);
  }
  get watcher(): FakeWatcher {
    const watcher = this.sources.watchers.at(-1);
    assert.ok(watcher, "a watcher was started");
    return watcher;
  }

  async send(event: RootEvent): Promise<void> {
    this.actor.send(event);
    await settle();
  }
  hint(...paths: string[]): Promise<void> {
    return this.send({ type: "watch.changed", paths });
  }
  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  async check(verdict: RootVerdict = { online: true }): Promise<void> {
    this.sources.checks.current.succeed(verdict);
    await settle();
  }
  async failCheck(error = new Error("Cannot look")): Promise<void> {
    this.sources.checks.current.fail(error);
    await settle();
  }
  async openWatcher(): Promise<void> {
    this.watcher.report({ type: "watch.opened", place: HOME });
    await settle();
  }
  async scan(changes: Partial<StagedScan> = {}): Promise<void> {
    finishScan(this.sources.scans.current, changes);
    await settle();
  }
  async failScan(error: Error = new Error("Disk is full")): Promise<void> {
    this.sources.scans.current.fail(error);
    await settle();
  }
  async reconcile(changes: Partial<Reconciled> = {}): Promise<void> {
    finishReconcile(this.sources.reconciles.current, changes);
    await settle();
  }
  async failReconcile(error: Error = new Error("Disk is full")): Promise<void> {
    this.sources.reconciles.current.fail(error);
    await settle();
  }

  /** Ends the reading of all bytes, if it is under way: well, or with an error. */
  async endHashing(error: Error | null = null): Promise<void> {
    const [call] = this.sources.hashes.open;
    if (error === null) call?.succeed();
    else call?.fail(error);
    await settle();
  }

  /** Ends the writing of edits that is under way. */
  async write(changes: Partial<WrittenBack> = {}): Promise<void> {
    this.sources.writes.current.succeed({ ...NOTHING_WRITTEN, ...changes });
    await settle();
  }
  async failWrite(error: Error = new Error("Disk is full")): Promise<void> {
    this.sources.writes.current.fail(error);
    await settle();
  }

  async toFirstScan(): Promise<void> {
    await settle();
    await this.check();
    if (this.context.mode === "watch") await this.openWatcher();
    assert.equal(this.work, "scanning");
  }
  async toReconciling(): Promise<void> {
    await this.toFirstScan();
    await this.scan();
    assert.equal(this.work, "reconciling");
  }
  async toIdle(): Promise<void> {
    await this.toReconciling();
    await this.reconcile();
    assert.equal(this.work, "idle");
  }

  /** Lets whatever is under way succeed; `false` when nothing was. */
  async succeed(): Promise<boolean> {
    const { checks, scans, reconciles, writes } = this.sources;
    if (checks.open.length > 0) await this.check();
    else if (scans.open.length > 0) await this.scan();
    else if (reconciles.open.length > 0) await this.reconcile();
    else if (writes.open.length > 0) await this.write();
    else if (this.watching === "open.opening") await this.openWatcher();
    else return false;
    return true;
  }
  /** Whether nothing is left to do until something new happens. */
  get isAtRest(): boolean {
    return this.work === "stopped" || this.work === "idle" && this.context.pending.length === 0;
  }
  /** Everything succeeds and time passes, until nothing is left to do. */
  async drain(): Promise<void> {
    await settle();
    for (let step = 0; !this.isAtRest; step++) {
      assert.ok(step < STEPS_MAX, `stuck in ${this.work} with ${this.context.pending}`);
      assert.equal(this.crash, null);
      if (await this.succeed()) continue;
      const due = this.clock.nextDueMs();
      assert.ok(due !== null, `nothing will ever happen in ${this.work}`);
      await this.advance(due - this.clock.now());
    }
  }

  #region(name: "work" | "watching" | "hiding" | "hashing" | "writing"): string {
    const { value } = this.actor.getSnapshot();
    return typeof value === "string" ? value : stateName(value.running?.[name]);
  }
}

/** `{ starting: "opening" }` as `starting.opening`. */
function stateName(value: unknown): string {
  if (typeof value === "string") return value;
  const [entry] = Object.entries(value ?? {});
  return entry === undefined ? "none" : `${entry[0]}.${stateName(entry[1])}`;
}

/** What a scan or a reconcile fails with when the root went away under it. */
export function rootGone(): Error {
  return new RootOfflineError("it is gone");
}
