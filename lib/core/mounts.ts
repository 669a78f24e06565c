import { baseName, parentPath, type RelativePath } from "./entry.ts";
import type { Listing } from "./look_at_names.ts";
import { isOutOfSight } from "./mount_evidence.ts";
import type { Baseline, KnownDirectory, WalkFileSystem } from "./walk_ports.ts";

/** What a walk has to know of the mounts below its root. */
export class Mounts {
  constructor(private readonly files: WalkFileSystem, private readonly baseline: Baseline) {}

  /** Whether a mount is remembered at a directory and nothing of it is to be seen. */
  isAway(path: RelativePath): boolean {
    const known = this.baseline.directory(path);
    if (known?.isMount !== true) return false;
    try {
      return this.isOutOfSight(known, false, this.files.readDirectory(path));
    } catch {
      return false;
    }
  }

  /** Whether what the catalogue knows in a directory is out of sight, not gone. */
  isOutOfSight(known: KnownDirectory | null, isMount: boolean, listing: Listing): boolean {
    if (known === null || !(known.isMount || isMount)) return false;
    const files = this.baseline.files(known.id).filter((file) => !file.missing);
    const directories = this.baseline.subdirectories(known.id);
    return isOutOfSight({
      wasMount: known.isMount,
      isMount,
      known: [...files.map(({ name }) => name), ...directories.map(({ path }) => baseName(path))],
      listed: new Set(listing.map(({ name }) => name)),
    });
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
