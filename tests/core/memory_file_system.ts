import {
  baseName,
  type Entry,
  type EntryKind,
  type Fingerprint,
  joinPath,
  parentPath,
  type RelativePath,
} from "../../lib/core/entry.ts";
import type { WalkFileSystem } from "../../lib/core/walk_ports.ts";

/** One path of a tree in memory. */
export type MemoryItem =
  | { readonly kind: "file"; readonly fingerprint: Fingerprint }
  | { readonly kind: "directory"; readonly device?: number; readonly isUnreadable?: boolean }
  /** `target` is a path below the same root. */
  | { readonly kind: "symlink"; readonly target: RelativePath }
  | { readonly kind: "other" };

/** Paths and what stands there; parents that are not named are ordinary directories. */
export type MemoryTree = Readonly<Record<RelativePath, MemoryItem>>;

export const ROOT_DEVICE = 1;
const LONG_AGO_MS = 1_600_000_000_000;

/** A photo; `inode` also tells it from others by size and time unless these are given. */
export function photo(inode: number, changes: Partial<Fingerprint> = {}): MemoryItem {
  const stampMs = LONG_AGO_MS + inode * 60_000;
  const fingerprint = {
    size: 1_000 + inode,
    mtimeMs: stampMs,
    ctimeMs: stampMs,
    inode,
    bornMs: null,
  };
  return { kind: "file", fingerprint: { ...fingerprint, ...changes } };
}

/** An ordinary directory. */
export function directory(): MemoryItem {
  return { kind: "directory" };
}

/** A directory on which another file system is mounted. */
export function mount(device: number): MemoryItem {
  return { kind: "directory", device };
}

/** A directory without read and search permission. */
export function unreadable(): MemoryItem {
  return { kind: "directory", isUnreadable: true };
}

/** What Deno throws for an errno value. */
export function fileError(name: string, code: string, path = ""): Error {
  return Object.assign(new Error(`${name} (${code}): '${path}'`), { name, code });
}

/** A tree in memory that answers as a kernel does, and fails or lies where it is told to. */
export class MemoryFileSystem implements WalkFileSystem {
  readonly #items = new Map<RelativePath, MemoryItem>();
  readonly #failingLooks = new Map<RelativePath, Error>();
  readonly #failingListings = new Map<RelativePath, Error>();
  readonly #listedBesides = new Map<RelativePath, { name: string; kind: EntryKind }[]>();
  /** Every path that was looked at or listed, in order. */
  readonly touched: RelativePath[] = [];

  constructor(tree: MemoryTree) {
    this.#items.set("", tree[""] ?? directory());
    for (const [path, item] of Object.entries(tree)) this.put(path, item);
  }

  put(path: RelativePath, item: MemoryItem): void {
    for (let up = parentPath(path); !this.#items.has(up); up = parentPath(up)) {
      this.#items.set(up, directory());
    }
    this.#items.set(path, item);
  }

  /** As `rm -r`. */
  remove(path: RelativePath): void {
    for (const other of [...this.#items.keys()]) {
      if (other === path || other.startsWith(`${path}/`)) this.#items.delete(other);
    }
  }

  /** From now on `lstat` of the path throws. */
  failLook(path: RelativePath, error: Error): void {
    this.#failingLooks.set(path, error);
  }

  /** From now on listing the directory throws. */
  failListing(path: RelativePath, error: Error): void {
    this.#failingListings.set(path, error);
  }

  /** The listing of the directory names something that is not (or no longer) what it says. */
  listBesides(path: RelativePath, name: string, kind: EntryKind): void {
    this.#listedBesides.set(path, [...(this.#listedBesides.get(path) ?? []), { name, kind }]);
  }

  readDirectory(path: RelativePath): { name: string; kind: EntryKind }[] {
    this.touched.push(path);
    const failing = this.#failingListings.get(path);
    if (failing !== undefined) throw failing;
    const real = this.#follow(this.#resolve(path), path);
    const item = this.#item(real, path);
    if (item.kind !== "directory") throw fileError("NotADirectory", "ENOTDIR", path);
    if (item.isUnreadable) throw fileError("PermissionDenied", "EACCES", path);
    const listing = [...this.#items.entries()]
      .filter(([other]) => other !== "" && parentPath(other) === real)
      .map(([other, child]) => ({ name: baseName(other), kind: child.kind }));
    return [...listing, ...(this.#listedBesides.get(path) ?? [])];
  }

  look(path: RelativePath): Entry {
    this.touched.push(path);
    const failing = this.#failingLooks.get(path);
    if (failing !== undefined) throw failing;
    const real = this.#resolve(path);
    const item = this.#item(real, path);
    const nothing = { size: 0, mtimeMs: 0, ctimeMs: 0, inode: 0, bornMs: null };
    return {
      name: baseName(path),
      kind: item.kind,
      fingerprint: item.kind === "file" ? item.fingerprint : nothing,
      device: this.#device(real),
    };
  }

  /** Where the path leads when symbolic links on the way (not the last one) are followed. */
  #resolve(path: RelativePath): RelativePath {
    if (path === "") return "";
    const parent = this.#follow(this.#resolve(parentPath(path)), path);
    const item = this.#item(parent, path);
    if (item.kind !== "directory") throw fileError("NotADirectory", "ENOTDIR", path);
    if (item.isUnreadable) throw fileError("PermissionDenied", "EACCES", path);
    return joinPath(parent, baseName(path));
  }

  #follow(real: RelativePath, asked: RelativePath): RelativePath {
    const item = this.#item(real, asked);
    return item.kind === "symlink" ? this.#follow(this.#resolve(item.target), asked) : real;
  }

  #item(real: RelativePath, asked: RelativePath): MemoryItem {
    const item = this.#items.get(real);
    if (item === undefined) throw fileError("NotFound", "ENOENT", asked);
    return item;
  }

  #device(real: RelativePath): number {
    const item = this.#items.get(real);
    if (item?.kind === "directory" && item.device !== undefined) return item.device;
    return real === "" ? ROOT_DEVICE : this.#device(parentPath(real));
  }
}
