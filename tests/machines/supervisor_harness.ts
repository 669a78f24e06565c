import assert from "node:assert/strict";
import { createActor, type InspectionEvent, type SnapshotFrom } from "xstate";
import { DEFAULT_SETTINGS } from "../../lib/core/root_settings.ts";
import { WHOLE_ROOT } from "../../lib/core/scope.ts";
import type { rootMachine } from "../../machines/root_machine.ts";
import type { RootInput } from "../../machines/root_protocol.ts";
import type { SupervisedRoot } from "../../machines/supervised_root.ts";
import { type SupervisorEvent, supervisorMachine } from "../../machines/supervisor_machine.ts";
import { FakeSources, finishReconcile, finishScan, HOME, reconciled } from "./fake_sources.ts";
import { settle, SteppingClock } from "./stepping_clock.ts";

/** What a broken root says. */
export const BUG = "Cannot go on: this is a bug";

/** Number `rootId` of a few roots: `/photos/1`, `/photos/2`, … */
export function rootInput(rootId: number, mode: RootInput["mode"]): RootInput {
  // Full jitter, so that pauses are whole seconds.
  const settings = { ...DEFAULT_SETTINGS, jitter: 1 };
  return { rootId, path: `/photos/${rootId}`, mode, scope: WHOLE_ROOT, settings, isPaused: false };
}

/** How many roots a test wants, and how it wants them to run. */
export interface SupervisorOptions {
  readonly roots: number;
  readonly mode?: RootInput["mode"];
  readonly rootsAtOnce?: number;
  readonly isLasting?: boolean;
  readonly inspect?: (event: InspectionEvent) => void;
}

/** A supervisor on a simulated clock over roots whose sources answer when the test says so. */
export class SupervisorHarness {
  readonly clock = new SteppingClock();
  readonly sources = new FakeSources(() => this.clock.now());
  readonly actor;
  /** What the supervisor itself died of. */
  crash: unknown = null;

  constructor(options: SupervisorOptions) {
    const { roots, mode = "watch", rootsAtOnce = 2, isLasting = false, inspect } = options;
    const machine = supervisorMachine.provide({ actors: { root: this.sources.machine() } });
    const inputs = Array.from({ length: roots }, (_, index) => rootInput(index + 1, mode));
    this.actor = createActor(machine, {
      clock: this.clock,
      input: { roots: inputs, rootsAtOnce, isLasting },
      ...(inspect === undefined ? {} : { inspect }),
    });
    this.actor.subscribe({ error: (error) => this.crash = error });
    this.actor.start();
  }

  get state(): string {
    return String(this.actor.getSnapshot().value);
  }
  /** Ids of the roots that have an actor and have not ended. */
  get working(): number[] {
    return this.actor.getSnapshot().context.roots
      .filter(({ ref, output }) => ref !== null && output === null)
      .map(({ input }) => input.rootId);
  }
  /** `1 done`, `2 failed`: what the roots ended with, in the supervisor's order. */
  get output(): string[] {
    const { status, output } = this.actor.getSnapshot();
    assert.equal(status, "done");
    return (output ?? []).map(({ rootId, outcome }) => `${rootId} ${outcome}`);
  }

  root(rootId: number): SupervisedRoot {
    const { roots } = this.actor.getSnapshot().context;
    const root = roots.find(({ input }) => input.rootId === rootId);
    assert.ok(root, `root ${rootId} is supervised`);
    return root;
  }
  snapshotOf(rootId: number): SnapshotFrom<typeof rootMachine> {
    const { ref } = this.root(rootId);
    assert.ok(ref, `root ${rootId} has an actor`);
    return ref.getSnapshot();
  }
  async send(event: SupervisorEvent): Promise<void> {
    this.actor.send(event);
    await settle();
  }
  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  /** Whatever the root has under way succeeds, until it has nothing under way. */
  async finish(rootId: number): Promise<void> {
    await settle();
    while (await this.succeed(rootId));
  }
  /** As `finish`, up to the reconcile, which is left under way. */
  async toReconciling(rootId: number): Promise<void> {
    await settle();
    while (this.#reconcileOf(rootId) === undefined && await this.succeed(rootId));
    assert.ok(this.#reconcileOf(rootId), `root ${rootId} reconciles`);
  }
  async succeed(rootId: number): Promise<boolean> {
    const { checks, scans, watchers } = this.sources;
    const isOf = ({ task }: { task: { rootId: number } }) => task.rootId === rootId;
    const check = checks.open.find(isOf);
    const scan = scans.open.find(isOf);
    const reconcile = this.#reconcileOf(rootId);
    const watcher = watchers.findLast((one) => isOf(one) && !one.isClosed);
    if (check !== undefined) check.succeed({ online: true });
    else if (scan !== undefined) finishScan(scan);
    else if (reconcile !== undefined) finishReconcile(reconcile);
    else if (watcher !== undefined && this.#isOpening(rootId)) {
      watcher.report({ type: "watch.opened", place: HOME });
    } else return false;
    await settle();
    return true;
  }
  /** What the root's reconcile ends with breaks the machine that looks at it. */
  async breakReconcile(rootId: number): Promise<void> {
    const call = this.#reconcileOf(rootId);
    assert.ok(call, `root ${rootId} reconciles`);
    call.succeed({
      ...reconciled(call.task.path),
      get again(): never {
        throw new Error(BUG);
      },
    });
    await settle();
  }
  /** The same in any state. */
  async breakRoot(rootId: number): Promise<void> {
    this.root(rootId).ref?.send({
      type: "watch.changed",
      get paths(): never {
        throw new Error(BUG);
      },
    });
    await settle();
  }
  async hint(rootId: number, path: string): Promise<void> {
    this.root(rootId).ref?.send({ type: "watch.changed", paths: [path] });
    await settle();
  }

  #reconcileOf(rootId: number) {
    return this.sources.reconciles.open.find(({ task }) => task.rootId === rootId);
  }
  #isOpening(rootId: number): boolean {
    return this.snapshotOf(rootId).matches({ running: { watching: { open: "opening" } } });
  }
}
