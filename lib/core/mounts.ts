import type { KnownFile } from "./diff.ts";
import { baseName, parentPath, type RelativePath } from "./entry.ts";
import type { Listing } from "./look_at_names.ts";
import type { Baseline, KnownDirectory, WalkFileSystem } from "./walk_ports.ts";

/** What a walk has to know of the mounts below its root. */
export class Mounts {
  readonly #covered = new Map<RelativePath, boolean>();

  constructor(private readonly files: WalkFileSystem, private readonly baseline: Baseline) {}

  /** Whether a mount is remembered at a directory of which the caller knows that none is there now. */
  isAway(path: RelativePath): boolean {
    return this.baseline.directory(path)?.isMount === true;
  }

  /**
   * Whether a mount point, and so all below it, is covered. It is listed to find out, once, however many
   * paths of a scope lie below it.
   */
  isCoveredAt(path: RelativePath): boolean {
    const known = this.#covered.get(path);
    if (known !== undefined) return known;
    const isCovered = this.#lookWhetherCovered(path);
    this.#covered.set(path, isCovered);
    return isCovered;
  }

  #lookWhetherCovered(path: RelativePath): boolean {
    try {
      return this.isCovered(this.baseline.directory(path), true, this.files.readDirectory(path));
    } catch {
      // Whoever walks there finds out why.
      return false;
    }
  }

  /**
   * Whether what the catalogue knows in a directory, at which a file system is mounted, is covered by it
   * rather than gone: then nothing that was known is there, and nothing is concluded. A folder all of
   * whose records are missing tells nothing: it may be of another disk that was here. What a rule hides
   * is not missing, and tells its disk from others as what is shown does.
   */
  isCovered(known: KnownDirectory | null, isMount: boolean, listing: Listing): boolean {
    if (known === null || !isMount || known.isAccepted === true) return false;
    const listed = new Set(listing.map(({ name }) => name));
    const files = this.baseline.files(known.id).filter(tellsItsDisk);
    if (files.some(({ name }) => listed.has(name))) return false;
    const folders = this.baseline.subdirectories(known.id);
    const isListed = ({ path }: KnownDirectory) => listed.has(baseName(path));
    if (folders.some((one) => isListed(one) && this.#holdsFiles(one))) return false;
    return files.length > 0 || folders.some((one) => !isListed(one) && this.#holdsFiles(one));
  }

  #holdsFiles({ id }: KnownDirectory): boolean {
    return this.baseline.files(id).some(tellsItsDisk) ||
      this.baseline.subdirectories(id).some((one) => this.#holdsFiles(one));
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

/** Whether a record is of a file that was there when its disk was seen last. */
function tellsItsDisk({ missing, ignored }: KnownFile): boolean {
  return !missing || ignored === true;
}
