import type { Entry, EntryKind, Fingerprint, RelativePath } from "../core/entry.ts";
import { fingerprintOf } from "../core/fingerprint_of.ts";
import type { FingerprintPolicy } from "../core/fingerprint.ts";
import type { WalkFileSystem } from "../core/walk_ports.ts";

/**
 * The files below one root, read synchronously: that is five to ten times faster than anything
 * asynchronous, and it runs in a worker, where blocking hurts nobody.
 */
export class RootFileSystem implements WalkFileSystem {
  /**
   * @param root absolute path
   * @param policy an inode that the file system invented is none: it neither tells a change nor a move
   */
  constructor(private readonly root: string, private readonly policy: FingerprintPolicy) {}

  /** @inheritdoc */
  readDirectory(path: RelativePath): { name: string; kind: EntryKind }[] {
    const listing: { name: string; kind: EntryKind }[] = [];
    for (const entry of Deno.readDirSync(this.#absolute(path))) {
      listing.push({ name: entry.name, kind: kindOf(entry) });
    }
    return listing;
  }

  /** @inheritdoc */
  look(path: RelativePath): Entry {
    const info = Deno.lstatSync(this.#absolute(path));
    return {
      name: path.slice(path.lastIndexOf("/") + 1),
      kind: kindOf(info),
      fingerprint: this.#believable(fingerprintOf(info)),
      device: info.dev,
    };
  }

  #believable(seen: Fingerprint): Fingerprint {
    return this.policy.inodesAreStable ? seen : { ...seen, inode: null };
  }

  #absolute(path: RelativePath): string {
    return path === "" ? this.root : `${this.root}/${path}`;
  }
}

function kindOf(info: { isFile: boolean; isDirectory: boolean; isSymlink: boolean }): EntryKind {
  if (info.isFile) return "file";
  if (info.isDirectory) return "directory";
  return info.isSymlink ? "symlink" : "other";
}
