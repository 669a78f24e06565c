import type { RelativePath } from "../core/entry.ts";
import { isNoiseDirectory, isNoiseFile } from "../core/ignore.ts";
import { isOwnFile } from "../core/own_files.ts";
import { PENDING_PATHS_MAX, reduceScope } from "../core/scope.ts";
import { WatchLoad } from "../core/watch_load.ts";
import type { FromWatcher } from "./watch_protocol.ts";

/** Paths are gathered for so long before they are told, milliseconds. */
const GATHER_MS = 100;

/** More than this many gathered paths are reduced at once, so that a burst cannot hold memory. */
const GATHERED_MAX = 4 * PENDING_PATHS_MAX;

/** How often the gatherer looks whether it was stopped in between. */
const TICK_MS = 5_000;

/** No news for so long after a burst: it is over, and everything can be looked at. */
const CALM_MS = 2_000;

/**
 * A new directory is looked at again after this pause. What is written into it before it is watched is
 * not announced, and a large one takes its time to be watched.
 */
const SECOND_LOOK_MS = 5_000;

/** More new directories than this are looked at again by those that hold them. */
const NEW_DIRECTORIES_MAX = 256;

/** Events that can stand for a new directory; "any" is what cannot be told more exactly. */
const ARRIVALS: ReadonlySet<Deno.FsEvent["kind"]> = new Set(["create", "rename", "any"]);

/** What the gatherer tells, and whom. */
export interface GathererOptions {
  readonly rootPath: string;
  /** Absolute beginnings of the names of files the program writes itself. */
  readonly own: readonly string[];
  readonly tell: (news: FromWatcher) => void;
  /** Told of directories that came. */
  readonly onDirectories: (paths: readonly RelativePath[]) => void;
}

/** Gathers hints, tells them in lots, and notices when some must have been lost. */
export class HintGatherer {
  readonly #load = new WatchLoad(TICK_MS);
  #paths = new Set<RelativePath>();
  #arrivals = new Set<RelativePath>();
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #calming: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: GathererOptions) {
    setInterval(() => this.#tick(), TICK_MS);
  }

  /** One event. It waits for nothing, and looks at nothing. */
  take(event: Deno.FsEvent): void {
    const { own } = this.options;
    const isOwn = event.paths.length > 0 && event.paths.every((path) => isOwnFile(path, own));
    if (isOwn && event.flag !== "rescan") return;
    const nowMs = performance.now();
    let isBurst = this.#load.take(1, nowMs);
    if (event.flag === "rescan") {
      // Nobody knows how many were dropped, so the queue of the kernel may have been full as well.
      isBurst = true;
      this.options.tell({ type: "overflowed", reason: "The queue of events overflowed" });
    }
    if (isBurst || this.#calming !== undefined) this.#tellLostWhenCalm();
    for (const path of event.paths) {
      const relative = this.#relative(path);
      if (relative === null) continue;
      this.#paths.add(relative);
      if (ARRIVALS.has(event.kind)) this.#arrivals.add(relative);
    }
    if (this.#paths.size > GATHERED_MAX) this.#paths = new Set(reduceScope(this.#paths));
    if (this.#arrivals.size > GATHERED_MAX) this.#arrivals = new Set(reduceScope(this.#arrivals));
    this.#gathering ??= setTimeout(() => this.#tellGathered(), GATHER_MS);
  }

  #tellGathered(): void {
    this.#gathering = undefined;
    const paths = reduceScope(this.#paths);
    const arrivals = reduceScope(this.#arrivals);
    this.#paths = new Set();
    this.#arrivals = new Set();
    if (paths.length > 0) this.options.tell({ type: "changed", paths });
    void this.#findDirectories(arrivals);
  }

  async #findDirectories(arrivals: readonly RelativePath[]): Promise<void> {
    const looks = await Promise.all(
      arrivals.map(async (path) =>
        await Deno.lstat(this.#absolute(path)).then((info) => info.isDirectory, () => false)
      ),
    );
    const directories = arrivals.filter((path, index) => path !== "" && looks[index]);
    if (directories.length === 0) return;
    this.options.onDirectories(directories);
    const paths = reduceScope(directories, NEW_DIRECTORIES_MAX);
    setTimeout(() => this.options.tell({ type: "changed", paths }), SECOND_LOOK_MS);
  }

  #tellLostWhenCalm(): void {
    clearTimeout(this.#calming);
    this.#calming = setTimeout(() => {
      this.#calming = undefined;
      const reason = "More came at once than the system's queue of events holds";
      this.options.tell({ type: "lost", reason });
    }, CALM_MS);
  }

  #tick(): void {
    if (!this.#load.tick(performance.now())) return;
    this.options.tell({ type: "lost", reason: "Nobody listened for some seconds" });
  }

  #absolute(path: RelativePath): string {
    return path === "" ? this.options.rootPath : `${this.options.rootPath}/${path}`;
  }

  /** Noise is dropped here, so that a tool's temporary files do not keep a root from being quiet. */
  #relative(path: string): RelativePath | null {
    const { rootPath, own } = this.options;
    if (path === rootPath) return "";
    if (!path.startsWith(`${rootPath}/`) || isOwnFile(path, own)) return null;
    const relative = path.slice(rootPath.length + 1);
    const parts = relative.split("/");
    if (isNoiseFile(parts.at(-1) ?? "") || parts.some(isNoiseDirectory)) return null;
    return relative;
  }
}
