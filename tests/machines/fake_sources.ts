import { fromCallback, fromPromise } from "xstate";
import type { RootVerdict } from "../../lib/core/root_identity.ts";
import type { Reconciled, StagedScan, WrittenBack } from "../../lib/core/root_work.ts";
import { emptySummary } from "../../lib/core/scan_summary.ts";
import type { WatchedPlace } from "../../lib/core/watched_place.ts";
import { rootMachine } from "../../machines/root_machine.ts";
import type {
  HashTask,
  HoursTask,
  ReconcileTask,
  RootEvent,
  RootTask,
  ScanTask,
  WatchTask,
  WriteTask,
} from "../../machines/root_protocol.ts";
import { type Call, FakeSource } from "./fake_source.ts";

/** One watcher that was started. */
export interface FakeWatcher {
  readonly task: WatchTask;
  /** What the watcher reports; nothing once it is closed. */
  report(event: RootEvent): void;
  isClosed: boolean;
}

/** Where the root of a test is as long as nothing is said. */
export const HOME: WatchedPlace = { inode: 1, device: 1, bornMs: 1, mounts: new Map() };

/** A look at the outbox that finds nothing to write. */
export const NOTHING_WRITTEN: WrittenBack = { written: 0, strangers: [], putOff: 0, failed: 0 };

/** What a root works with, in the hands of a test. */
export class FakeSources {
  readonly checks: FakeSource<RootTask, RootVerdict>;
  readonly scans: FakeSource<ScanTask, StagedScan>;
  readonly reconciles: FakeSource<ReconcileTask, Reconciled>;
  readonly hashes: FakeSource<HashTask, void>;
  readonly writes: FakeSource<WriteTask, WrittenBack>;
  readonly watchers: FakeWatcher[] = [];
  /** What looking whether the root is the same finds; a look is answered at once. */
  place: WatchedPlace | null = HOME;
  /** Whoever tells quiet hours: each time it was started. */
  readonly hours: { readonly task: HoursTask; readonly tell: (event: RootEvent) => void }[] = [];
  /** When set, watching fails at once with this. */
  watchError: Error | null = null;

  constructor(now: () => number) {
    this.checks = new FakeSource(now);
    this.scans = new FakeSource(now);
    this.reconciles = new FakeSource(now);
    this.hashes = new FakeSource(now);
    this.writes = new FakeSource(now);
    // Most tests of a one-off sync are not about edits.
    this.writes.atOnce = ({ mode }) => mode === "once" ? NOTHING_WRITTEN : null;
  }

  /** The root machine with these sources. */
  machine() {
    return rootMachine.provide({
      actors: {
        checkRoot: this.checks.logic,
        scanRoot: this.scans.logic,
        reconcileRoot: this.reconciles.logic,
        hashRoot: this.hashes.logic,
        writeBack: this.writes.logic,
        keepHours: fromCallback<RootEvent, HoursTask>(({ input, sendBack }) => {
          this.hours.push({ task: input, tell: sendBack });
        }),
        probeRoot: fromPromise<WatchedPlace | null, RootTask>(() => Promise.resolve(this.place)),
        watchRoot: fromCallback<RootEvent, WatchTask>(({ input, sendBack }) => {
          if (this.watchError !== null) throw this.watchError;
          const watcher: FakeWatcher = {
            task: input,
            report: (event) => watcher.isClosed || sendBack(event),
            isClosed: false,
          };
          this.watchers.push(watcher);
          return () => watcher.isClosed = true;
        }),
      },
    });
  }
}

/** A scan of the whole scope that found nothing special. */
export function stagedScan(
  scope: readonly string[],
  changes: Partial<StagedScan> = {},
): StagedScan {
  const counts = {
    directories: 1,
    seen: 0,
    unchanged: 0,
    scanMs: 10,
    identity: HOME,
    changedPaths: [],
  };
  return { scanId: 1, scope, ...counts, again: [], ...changes };
}

/** A reconcile that left nothing to do. */
export function reconciled(path: string, changes: Partial<Reconciled> = {}): Reconciled {
  return { summary: emptySummary(path), again: [], heldOpen: 0, endedMs: 0, ...changes };
}

/** Ends a scan well. */
export function finishScan(call: Call<ScanTask, StagedScan>, changes: Partial<StagedScan> = {}) {
  call.succeed(stagedScan(call.task.scope, changes));
}

/** Ends a reconcile well. */
export function finishReconcile(
  call: Call<ReconcileTask, Reconciled>,
  changes: Partial<Reconciled> = {},
) {
  call.succeed(reconciled(call.task.path, changes));
}
