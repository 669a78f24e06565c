import type { FromWatcher } from "../../lib/file_system/watch_protocol.ts";
import type { RelativePath } from "../../lib/core/entry.ts";
import { isNoiseDirectory, isNoiseFile } from "../../lib/core/ignore.ts";
import { reduceScope } from "../../lib/core/scope.ts";
import type { DiskNode, Volume } from "./disk_nodes.ts";
import type { SimulatedDisk } from "./simulated_disk.ts";

/** How a watcher can fail its listener. */
export type WatcherFault = "lose" | "repeat" | "reorder" | "overflow" | "die" | "go deaf";

/** What a watcher needs of the simulation. */
export interface WatcherPorts {
  readonly disk: SimulatedDisk;
  /** Calls back after a while of virtual time. */
  after(pauseMs: number, run: () => void): void;
  /** What befalls the hints that are told now; drawn by lot. */
  fault(): WatcherFault | null;
}

/** As the real one gathers. */
const GATHER_MS = 100;

/**
 * Tells hints of one root. It listens to the directory it was opened on, not to a path: renamed away,
 * unmounted or removed it hears nothing of what takes its place, and nothing of what is mounted later.
 */
export class SimulatedWatcher {
  readonly #root: DiskNode;
  readonly #volumes: ReadonlyMap<Volume, number>;
  readonly #stopListening: () => void;
  #paths: RelativePath[] = [];
  #isDeaf = false;

  constructor(
    private readonly rootPath: string,
    private readonly tell: (news: FromWatcher) => void,
    private readonly ports: WatcherPorts,
  ) {
    this.#root = ports.disk.look(rootPath);
    const directories = [this.#root, ...ports.disk.directories(rootPath).values()];
    this.#volumes = new Map(directories.map(({ volume }) => [volume, volume.device]));
    this.#stopListening = ports.disk.listen((path) => this.#hear(path));
    this.tell({ type: "opened" });
  }

  close(): void {
    this.#isDeaf = true;
    this.#stopListening();
  }

  #hear(path: string): void {
    if (this.#isDeaf || !path.startsWith(`${this.rootPath}/`) || !this.#isHeard(path)) return;
    const relative = path.slice(this.rootPath.length + 1);
    const parts = relative.split("/");
    if (isNoiseFile(parts.at(-1) ?? "") || parts.some(isNoiseDirectory)) return;
    if (this.#paths.length === 0) this.ports.after(GATHER_MS, () => this.#report());
    this.#paths.push(relative);
  }

  /** Whether the directory that holds the path is one that was there to be watched. */
  #isHeard(path: string): boolean {
    const { disk } = this.ports;
    if (!disk.has(this.rootPath) || disk.look(this.rootPath) !== this.#root) return false;
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (!disk.has(parent)) return true;
    const { volume } = disk.look(parent);
    return this.#volumes.get(volume) === volume.device;
  }

  #report(): void {
    const paths = [...this.#paths];
    this.#paths = [];
    if (this.#isDeaf) return;
    const changed = (hints: readonly string[]) =>
      this.tell({ type: "changed", paths: reduceScope(hints) });
    switch (this.ports.fault()) {
      case "lose":
        return changed(paths.slice(1));
      case "repeat":
        changed(paths);
        return this.ports.after(GATHER_MS, () => this.#isDeaf || changed(paths));
      case "reorder":
        return paths.toReversed().forEach((path) => changed([path]));
      case "overflow":
        return this.tell({ type: "overflowed", reason: "The queue of events overflowed" });
      case "die":
        this.close();
        return this.tell({ type: "failed", reason: "The watcher ended by itself" });
      case "go deaf":
        return this.close();
      case null:
        return changed(paths);
    }
  }
}
