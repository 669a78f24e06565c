import type { RelativePath } from "../core/entry.ts";
import { isNoiseDirectory, isNoiseFile } from "../core/ignore.ts";
import { PENDING_PATHS_MAX, reduceScope } from "../core/scope.ts";
import { watchTrouble } from "../core/watch_trouble.ts";
import type { FromWatcher, WatchOrder } from "./watch_protocol.ts";

/** Paths are gathered for so long before they are told, milliseconds. */
const GATHER_MS = 100;

/** More than this many gathered paths are reduced at once, so that a burst cannot hold memory. */
const GATHERED_MAX = 4 * PENDING_PATHS_MAX;

/** An iterator that throws this often in a row does not recover. */
const THROWS_MAX = 10;

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  postMessage(message: FromWatcher): void;
  onmessage: ((event: MessageEvent<WatchOrder>) => void) | null;
}

/**
 * The watcher: a worker that gathers paths and does nothing else, because a handler that waits lets
 * the queue behind `Deno.watchFs` overflow. It is ended by `terminate`, which works as it is idle.
 */
export function runWatchWorker(scope: WorkerScope): void {
  scope.onmessage = ({ data }) => void watch(scope, data);
  scope.postMessage({ type: "ready" });
}

async function watch(scope: WorkerScope, { rootPath }: WatchOrder): Promise<void> {
  let watcher: Deno.FsWatcher;
  try {
    watcher = Deno.watchFs(rootPath, { recursive: true });
  } catch (error) {
    return scope.postMessage({ type: "failed", reason: watchTrouble(error) });
  }
  scope.postMessage({ type: "opened" });
  const gatherer = new Gatherer(scope, rootPath);
  for (let throws = 0; throws < THROWS_MAX; throws++) {
    try {
      for await (const event of watcher) {
        throws = 0;
        gatherer.take(event);
      }
      return scope.postMessage({ type: "failed", reason: "The watcher ended by itself" });
    } catch (error) {
      // One file name that is not UTF-8 is enough; iterating over the same watcher again goes on.
      scope.postMessage({ type: "overflowed", reason: watchTrouble(error) });
    }
  }
  scope.postMessage({ type: "failed", reason: "The watcher fails again and again" });
}

class Gatherer {
  #paths = new Set<RelativePath>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly scope: WorkerScope, private readonly rootPath: string) {}

  take(event: Deno.FsEvent): void {
    if (event.flag === "rescan") {
      this.scope.postMessage({ type: "overflowed", reason: "The queue of events overflowed" });
    }
    for (const path of event.paths) {
      const relative = this.#relative(path);
      if (relative !== null) this.#paths.add(relative);
    }
    if (this.#paths.size > GATHERED_MAX) this.#paths = new Set(reduceScope(this.#paths));
    this.#timer ??= setTimeout(() => this.#tell(), GATHER_MS);
  }

  #tell(): void {
    this.#timer = null;
    const paths = reduceScope(this.#paths);
    this.#paths = new Set();
    if (paths.length > 0) this.scope.postMessage({ type: "changed", paths });
  }

  /** Noise is dropped here, so that a tool's temporary files do not keep a root from being quiet. */
  #relative(path: string): RelativePath | null {
    if (path === this.rootPath) return "";
    if (!path.startsWith(`${this.rootPath}/`)) return null;
    const relative = path.slice(this.rootPath.length + 1);
    const parts = relative.split("/");
    if (isNoiseFile(parts.at(-1) ?? "") || parts.some(isNoiseDirectory)) return null;
    return relative;
  }
}
