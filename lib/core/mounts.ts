import { baseName, parentPath, type RelativePath } from "./entry.ts";
import type { Listing } from "./look_at_names.ts";
import { isCovered } from "./mount_evidence.ts";
import type { Baseline, KnownDirectory, WalkFileSystem } from "./walk_ports.ts";

/** What a walk has to know of the mounts below its root. */
export class Mounts {
  constructor(private readonly files: WalkFileSystem, private readonly baseline: Baseline) {}

  /** Whether a mount is remembered at a directory of which the caller knows that none is there now. */
  isAway(path: RelativePath): boolean {
    return this.baseline.directory(path)?.isMount === true;
  }

  /** Whether another file system covers what the catalogue knows in a directory. */
  isCovered(known: KnownDirectory | null, isMount: boolean, listing: Listing): boolean {
    if (known === null || !isMount) return false;
    const files = this.baseline.files(known.id).filter((file) => !file.missing);
    const directories = this.baseline.subdirectories(known.id);
    return isCovered(
      [...files.map(({ name }) => name), ...directories.map(({ path }) => baseName(path))],
      new Set(listing.map(({ name }) => name)),
    );
  }

  /** The mount point that holds a path: a scope does not begin at the root, so it is looked upwards. */
  holding(path: RelativePath, device: number, rootDevice: number): RelativePath {
    if (device === rootDevice) return "";
    let mount = path;
    for (let up = parentPath(path); up !== ""; up = parentPath(up)) {
      if (this.files.look(up).device !== device) break;
      mount = up;
    }
    return mount;
  }
}
