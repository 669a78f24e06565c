import { getLogger } from "@logtape/logtape";
import { createActor } from "xstate";
import type { RootProgress } from "../lib/core/root_work.ts";
import { withinTime } from "../lib/file_system/within_time.ts";
import type { RootInput, RootOutput } from "../machines/root_protocol.ts";
import { logRoots } from "./log_roots.ts";
import { observeRoots, type RootObserver } from "./observe_roots.ts";
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
  /** Told of everything that happens to roots. */
  readonly observers?: readonly RootObserver[];
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
    inspect: observeRoots([
      logRoots(),
      ({ snapshot }) => {
        if (snapshot.context.progress !== null) teller.wake();
      },
      ...options.observers ?? [],
    ]),
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
  for (const { path, mode, isPaused } of options.roots) {
    if (mode !== "watch") continue;
    logger.info(isPaused ? "{path}: paused, see the command 'roots'" : "{path}: watching", {
      path,
    });
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
    if (!await isSettled(services)) {
      logger.warn("Something did not end in time; the next start repairs what it left");
    } else if (options.signal.aborted) {
      logger.info("Stopped: everything begun was finished or taken back");
    }
  }
}

/** Waits for what is still going on, but not for a file system that never answers. */
function isSettled({ underWay }: Services): Promise<boolean> {
  return withinTime(Promise.all(underWay).then(() => true), false, SHUTDOWN_LIMIT_MS);
}

/** What one of the roots is doing. */
function progressOf(supervisor: Supervisor): RootProgress | null {
  const refs = supervisor.getSnapshot().context.roots.map(({ ref }) => ref);
  const working = refs.map((ref) => ref?.getSnapshot().context.progress ?? null);
  return working.find((progress) => progress !== null) ?? null;
}
