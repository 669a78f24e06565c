import type { KnownFile } from "../../lib/core/diff.ts";
import {
  baseName,
  type Fingerprint,
  joinPath,
  parentPath,
  type RelativePath,
} from "../../lib/core/entry.ts";
import type { WalkStep } from "../../lib/core/walk_step.ts";
import type { Baseline, KnownDirectory } from "../../lib/core/walk_ports.ts";

interface Row extends KnownFile {
  readonly directory: RelativePath;
}

/** The catalogue's part in a scan, in memory: what is known, and applying what a walk found. */
export class MemoryCatalogue implements Baseline {
  readonly #directories = new Map<RelativePath, KnownDirectory>();
  #rows: readonly Row[] = [];
  #lastId = 0;

  /** @param nowMs when everything is looked at, milliseconds since the epoch */
  constructor(private readonly nowMs: number) {}

  directory(path: RelativePath): KnownDirectory | null {
    return this.#directories.get(path) ?? null;
  }

  subdirectories(directoryId: number): KnownDirectory[] {
    return [...this.#directories.values()].filter(({ path }) =>
      path !== "" && this.#directories.get(parentPath(path))?.id === directoryId
    );
  }

  files(directoryId: number): KnownFile[] {
    return this.#rows.filter((row) => this.#directories.get(row.directory)?.id === directoryId);
  }

  /** Applies one directory of a walk, as reconciling does when it believes all of it. */
  apply(step: WalkStep): void {
    for (const difference of step.differences) {
      const { name } = difference;
      if (difference.kind === "vanished") {
        this.#change(difference.fileId, { missing: true });
        continue;
      }
      if (difference.kind === "unseen" || difference.kind === "gone") continue;
      if (difference.kind === "released") {
        this.#change(difference.fileId, { ignored: false });
        continue;
      }
      if (difference.kind === "ignored") {
        this.#change(difference.fileId, { missing: true, ignored: true });
        continue;
      }
      this.#directory(step.directory);
      if (step.mount !== "") this.markMount(step.mount);
      const { fingerprint, sidecar } = difference;
      const beside = sidecar === undefined
        ? {}
        : { sidecar: { ...sidecar, lookedAtMs: this.nowMs } };
      const looked = { fingerprint, lookedAtMs: this.nowMs, ...beside };
      if (difference.kind === "appeared") {
        const id = ++this.#lastId;
        const row = { id, directory: step.directory, name, missing: false, ...looked };
        this.#rows = [...this.#rows, row];
      } else {
        this.#change(difference.fileId, { missing: false, ignored: false, ...looked }, sidecar);
      }
    }
  }

  markMount(path: RelativePath): void {
    const known = this.#directory(path);
    this.#directories.set(path, { ...known, isMount: true });
  }

  /** Present photos by path. */
  photos(): Map<RelativePath, Fingerprint> {
    const present = this.#rows.filter((row) => !row.missing);
    return new Map(present.map((row) => [joinPath(row.directory, row.name), row.fingerprint]));
  }

  /** Names of the sidecars of present photos, and when each was changed, by path. */
  sidecars(): Map<RelativePath, string> {
    return new Map(
      this.#rows.flatMap(({ directory, name, missing, sidecar }) =>
        missing || sidecar === undefined
          ? []
          : [[joinPath(directory, name), `${sidecar.name} ${JSON.stringify(sidecar.fingerprint)}`]]
      ),
    );
  }

  /** Id of the record at a path, missing or not; the youngest when there are several. */
  idOf(path: RelativePath): number | undefined {
    return this.#rows.findLast((row) =>
      row.directory === parentPath(path) && row.name === baseName(path)
    )?.id;
  }

  /** @param sidecar `undefined` where there is none any more; what was known stays when not given */
  #change(id: number, changes: Partial<Row>, ...sidecar: [(object | undefined)?]): void {
    const changed = (row: Row): Row => {
      const { sidecar: known, ...rest } = { ...row, ...changes };
      const isKept = known !== undefined && (sidecar.length === 0 || sidecar[0] !== undefined);
      return isKept ? { ...rest, sidecar: known } : rest;
    };
    this.#rows = this.#rows.map((row) => row.id === id ? changed(row) : row);
  }

  #directory(path: RelativePath): KnownDirectory {
    const known = this.#directories.get(path);
    if (known !== undefined) return known;
    if (path !== "") this.#directory(parentPath(path));
    const made = { id: ++this.#lastId, path, isMount: false };
    this.#directories.set(path, made);
    return made;
  }
}
