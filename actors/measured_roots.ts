import type { LastAudit } from "../lib/core/last_audit.ts";
import type { LiveRoot } from "../lib/commands/status.ts";
import { Metrics, type ProgramMeasure } from "../lib/metrics/metrics.ts";
import { promisedFormat } from "../lib/core/formats.ts";
import type { ReadOutcome } from "../lib/core/reading.ts";
import type { ScanSummary } from "../lib/core/scan_summary.ts";
import type { RootMoment } from "./observe_roots.ts";
import type { World } from "./world.ts";

/** Between two looks whether the event loop was late, while a root is at work: an idle daemon sleeps. */
const LOOK_EVERY_MS = 250;
const AT_WORK = ["starting", "scanning", "reconciling"] as const;
const CHANGES = ["appeared", "changed", "moved", "revived", "missing", "merged", "purged"] as const;

interface CountedRoot {
  readonly path: string;
  readonly photos: number;
  readonly missing: number;
  readonly problems: number;
  readonly held: number;
  readonly unhashed: number;
  readonly lastAudit: LastAudit | null;
  readonly live: LiveRoot | null;
}

/** Counts what happens to roots, for metrics. */
export class MeasuredRoots {
  readonly #metrics = new Metrics();
  /** The summary of the last reconcile of each root, which is counted once. */
  readonly #counted = new Map<string, ScanSummary>();
  /** Paths of roots that are at work now. */
  readonly #atWork = new Set<string>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Takes what happened to a root: a reconcile that has ended is counted. */
  observe({ snapshot }: RootMoment): void {
    const { context: { path, summary } } = snapshot;
    if (AT_WORK.some((work) => snapshot.matches({ running: { work } }))) this.#atWork.add(path);
    else this.#atWork.delete(path);
    this.#watchLoop();
    if (summary === null || summary === this.#counted.get(path)) return;
    this.#counted.set(path, summary);
    this.#metrics.takeScan({
      path,
      scanMs: summary.scanMs,
      reconcileMs: summary.reconcileMs,
      changes: Object.fromEntries(CHANGES.map((kind) => [kind, summary[kind]])),
      filesRead: summary.filesRead,
      bytesRead: summary.bytesRead,
      unreadable: summary.unreadable,
      missedByWatcher: summary.unannounced,
    });
  }

  /** The same world, with all that is read of photos counted. */
  counting(world: World): World {
    return {
      ...world,
      read: async (requests, signal) => {
        const outcomes = await world.read(requests, signal);
        outcomes.forEach((outcome, index) => this.#count(requests[index]?.path ?? "", outcome));
        return outcomes;
      },
    };
  }

  /** What is still being written, or has gone, is read later and counts then. */
  #count(path: string, outcome: ReadOutcome): void {
    if (outcome.status !== "read" && outcome.status !== "failed") return;
    const format = (outcome.status === "read" ? outcome.reading.format : null) ??
      promisedFormat(path.slice(path.lastIndexOf("/") + 1));
    const problems = outcome.status === "read" ? outcome.reading.problems : [outcome.problem];
    this.#metrics.takeExtraction(format, problems.map(({ kind }) => kind));
  }

  /** Measures how late timers are while there is work that could make them so. */
  #watchLoop(): void {
    if (this.#atWork.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    if (this.#timer !== undefined) return;
    let lastMs = performance.now();
    this.#timer = setInterval(() => {
      const nowMs = performance.now();
      this.#metrics.takeStall(Math.max(0, nowMs - lastMs - LOOK_EVERY_MS));
      lastMs = nowMs;
    }, LOOK_EVERY_MS);
  }

  close(): void {
    this.#atWork.clear();
    this.#watchLoop();
  }

  /** Everything that is known, as text. */
  async text(
    roots: readonly CountedRoot[],
    program: Pick<ProgramMeasure, "edits" | "listeners"> & {
      readonly bytes: number;
      readonly logBytes: number;
    },
  ): Promise<string> {
    const measures = roots.map(({ lastAudit, live, ...counts }) => ({
      ...counts,
      state: live?.state ?? "stopped",
      pending: live?.pending ?? 0,
      lagMs: live?.lagMs ?? null,
      owesRecrawl: live?.owed === "everything",
      equalAuditMs: lastAudit?.differences === 0 ? Date.parse(lastAudit.at) : null,
    }));
    return await this.#metrics.text(measures, {
      catalogueBytes: program.bytes,
      logBytes: program.logBytes,
      memoryBytes: Deno.memoryUsage().rss,
      listeners: program.listeners,
      edits: program.edits,
    });
  }
}
