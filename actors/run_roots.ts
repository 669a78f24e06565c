import { getLogger } from "@logtape/logtape";
import { type ActorRefFrom, createActor, type InspectionEvent } from "xstate";
import { summaryLine } from "../lib/commands/describe_summary.ts";
import type { RootProgress } from "../lib/core/root_work.ts";
import type { rootMachine } from "../machines/root_machine.ts";
import type { RootInput, RootOutput } from "../machines/root_protocol.ts";
import { ProgressTeller } from "./progress_teller.ts";
import { provideSupervisor } from "./provide.ts";
import type { Services } from "./services.ts";
import type { Supervisor } from "./supervised_roots.ts";

/** What to run, and who is told. */
export interface RunRootsOptions {
  readonly roots: readonly RootInput[];
  /** Roots of a one-off sync that work at the same time. */
  readonly rootsAtOnce: number;
  /** Goes on when no root is left. */
  readonly isLasting: boolean;
  /** Told once the supervisor runs; what is given back is closed before it is stopped. */
  readonly onStarted?: (supervisor: Supervisor) => { close(): void };
  /** Stops all roots in order. */
  readonly signal: AbortSignal;
  /** Told of the work under way; `null` when there is none. */
  readonly onProgress: (progress: RootProgress | null) => void;
}

const SHUTDOWN_LIMIT_MS = 3_000;

/** Runs the supervisor until all roots have ended, and everything they had under way too. */
export async function runRoots(
  services: Services,
  options: RunRootsOptions,
): Promise<readonly RootOutput[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly RootOutput[]>();
  const teller = new ProgressTeller(() => progressOf(supervisor), options.onProgress);
  const supervisor = createActor(provideSupervisor(services), {
    input: { roots: options.roots, rootsAtOnce: options.rootsAtOnce, isLasting: options.isLasting },
    inspect: inspector(() => teller.wake()),
  });
  supervisor.subscribe({
    complete: () => resolve(supervisor.getSnapshot().output ?? []),
    error: reject,
  });
  const stop = () => supervisor.send({ type: "supervisor.stop" });
  const signal = AbortSignal.any([options.signal, services.guard.signal]);
  signal.addEventListener("abort", stop, { once: true });
  let server: { close(): void } | undefined;
  const logger = getLogger("proofsheet");
  for (const { path, mode } of options.roots) {
    if (mode === "watch") logger.info("{path}: watching", { path });
  }
  try {
    supervisor.start();
    server = options.onStarted?.(supervisor);
    if (signal.aborted) stop();
    return await promise;
  } finally {
    server?.close();
    signal.removeEventListener("abort", stop);
    supervisor.stop();
    teller.stop();
    await settled(services);
    if (options.signal.aborted) logger.info("Stopped: everything begun was finished or taken back");
  }
}

/** Waits for what is still going on, but not for a file system that never answers. */
async function settled({ underWay }: Services): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    getLogger("proofsheet").warn(
      "Something did not end in time; the next start repairs what it left",
    );
    resolve();
  }, SHUTDOWN_LIMIT_MS);
  await Promise.race([Promise.all(underWay), promise]);
  clearTimeout(timer);
}

/** What one of the roots is doing. */
function progressOf(supervisor: Supervisor): RootProgress | null {
  const refs = supervisor.getSnapshot().context.roots.map(({ ref }) => ref);
  const working = refs.map((ref) => ref?.getSnapshot().context.progress ?? null);
  return working.find((progress) => progress !== null) ?? null;
}

type RootSnapshot = ReturnType<ActorRefFrom<typeof rootMachine>["getSnapshot"]>;

/** Logs what happens to roots: every reconcile as one line, trouble once, and states when asked. */
function inspector(onNews: () => void): (event: InspectionEvent) => void {
  const logger = getLogger(["proofsheet", "root"]);
  const before = new Map<string, { state: string; trouble: string | null; summary: unknown }>();
  return (event) => {
    if (event.type !== "@xstate.snapshot") return;
    const snapshot = event.snapshot as RootSnapshot;
    // Of the actors there are only roots have a state and a path.
    if (!("value" in snapshot) || !("path" in snapshot.context)) return;
    const { path, trouble, watchTrouble, summary, mode, progress } = snapshot.context;
    if (progress !== null) onNews();
    const state = JSON.stringify(snapshot.value);
    const last = before.get(path) ?? { state: "", trouble: null, summary: null };
    if (state !== last.state) {
      logger.debug("{path}: {event} -> {state}", { path, event: event.event.type, state });
    }
    if (mode === "once" && snapshot.matches({ running: { work: "debouncing" } })) {
      logger.info("{path}: some files were written a moment ago, looking again", { path });
    }
    const isNew = summary !== null && summary !== last.summary;
    const now = trouble ?? watchTrouble;
    if (now !== null && now !== last.trouble) logger.warn("{path}: {now}", { path, now });
    if (isNew && now === null && last.trouble !== null) {
      logger.info("{path}: all is well again", { path });
    }
    if (isNew && mode === "watch") {
      logger.info("{path}: {summary}", { path, summary: summaryLine(summary) });
    }
    // A retry looks well until it has failed again, so only a finished reconcile ends the trouble.
    before.set(path, { state, trouble: isNew ? now : now ?? last.trouble, summary });
  };
}
