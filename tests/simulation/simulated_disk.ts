import type { EntryKind } from "../../lib/core/entry.ts";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import { fileError } from "../core/memory_file_system.ts";
import {
  type DirectoryAccess,
  type DirectoryNode,
  type DiskNode,
  type FileNode,
  Volume,
} from "./disk_nodes.ts";

/** Stands in a name for a byte that is not UTF-8. */
export const BROKEN_BYTE = "\uE0FF";

const LINKS_FOLLOWED_MAX = 8;

/** Where a path leads: the directory that holds the name, and what is there, if anything. */
interface Place {
  readonly parent: DirectoryNode;
  readonly name: string;
  readonly node: DiskNode | undefined;
}

/**
 * Several file systems in memory that behave as a Linux kernel does where it matters for a catalogue:
 * inodes are given again, a rename changes ctime only, a mount covers a directory, and a name that is
 * not UTF-8 is listed and cannot be opened. All paths are absolute.
 */
export class SimulatedDisk {
  readonly #rootVolume: Volume;
  readonly #listeners = new Set<(path: string) => void>();
  #lastIdentity = 0;
  #lastDevice = 0;

  /** @param now milliseconds since the epoch */
  constructor(private readonly now: () => number) {
    this.#rootVolume = this.makeVolume();
    this.#rootVolume.isMounted = true;
  }

  /** A file system, not yet mounted anywhere. */
  makeVolume(type = "ext4"): Volume {
    return new Volume(type, ++this.#lastDevice, ++this.#lastIdentity, this.now());
  }

  /** Is told the path of every change of a name or of a file, as the kernel tells a watcher. */
  listen(listener: (path: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // What a program can ask.

  /** As `lstat`. */
  look(path: string): DiskNode {
    const { node } = this.#place(path);
    if (node === undefined) throw fileError("NotFound", "ENOENT", path);
    return node;
  }

  /** As `readdir`. */
  list(path: string): { name: string; kind: EntryKind }[] {
    const directory = this.#directory(path);
    if (directory.access === "closed") throw fileError("PermissionDenied", "EACCES", path);
    return [...directory.entries].map(([name, { kind }]) => ({ name: shown(name), kind }));
  }

  /** The bytes of a file. */
  read(path: string): string {
    return this.open(path).content;
  }

  /** A file whose bytes may be read. */
  open(path: string): FileNode {
    const node = this.look(path);
    if (node.kind !== "file") throw fileError("IsADirectory", "EISDIR", path);
    if (!node.isReadable) throw fileError("PermissionDenied", "EACCES", path);
    return node;
  }

  /** The path without links. */
  realPath(path: string): string {
    let real = "";
    for (const part of partsOf(path)) {
      const node = this.look(`${real}/${part}`);
      real = node.kind === "symlink" ? this.realPath(node.target) : `${real}/${part}`;
    }
    return real;
  }

  has(path: string): boolean {
    try {
      return this.look(path) !== undefined;
    } catch {
      return false;
    }
  }

  // What a person, or a program of theirs, can do.

  makeDirectory(path: string): void {
    const { parent, name, node } = this.#place(path);
    if (node !== undefined) return;
    this.#put(parent, name, this.#newDirectory(parent));
    this.#tell(path);
  }

  /** Writes a file, in place where there is one. */
  write(path: string, content: string, mtimeMs: number = this.now()): void {
    const { parent, name, node } = this.#place(path);
    if (node !== undefined && node.kind !== "file") throw fileError("Error", "EISDIR", path);
    const file = node ?? this.#newFile(parent);
    const { timeStepMs } = fileSystemOfName(parent.volume.type);
    const kept = Math.floor(mtimeMs / timeStepMs) * timeStepMs;
    Object.assign(file, { content, mtimeMs: kept, ctimeMs: this.#tick() });
    if (node === undefined) this.#put(parent, name, file);
    this.#tell(path);
  }

  /** As `rename`: what stands at `to` is replaced when it is a file. */
  rename(from: string, to: string): void {
    const { parent, name, node } = this.#place(from);
    const target = this.#place(to);
    if (node === undefined) throw fileError("NotFound", "ENOENT", from);
    if (node === target.node) return;
    if (parent.volume !== target.parent.volume || parent.entries.get(name) !== node) {
      throw fileError("CrossesDevices", "EXDEV", to);
    }
    if (target.node?.kind === "directory") throw fileError("Error", "ENOTEMPTY", to);
    if (target.node !== undefined) this.#drop(target);
    parent.entries.delete(name);
    if (node.kind !== "symlink") node.ctimeMs = this.#tick();
    target.parent.entries.set(target.name, node);
    this.#tell(from);
    this.#tell(to);
  }

  /** As `rm -r`; other file systems below are left where they are, with what leads to them. */
  remove(path: string): void {
    const place = this.#place(path);
    if (place.node === undefined) throw fileError("NotFound", "ENOENT", path);
    this.#drop(place);
    this.#tell(path);
  }

  /** Another name for the same file. */
  hardLink(path: string, other: string): void {
    const node = this.look(path);
    const { parent, name, node: there } = this.#place(other);
    if (node.kind !== "file" || there !== undefined || node.volume !== parent.volume) {
      throw fileError("CrossesDevices", "EXDEV", other);
    }
    node.links++;
    node.ctimeMs = this.#tick();
    parent.entries.set(name, node);
    this.#tell(other);
  }

  symbolicLink(target: string, path: string): void {
    const { parent, name, node } = this.#place(path);
    if (node !== undefined) return;
    const { volume } = parent;
    const common = { identity: ++this.#lastIdentity, volume, inode: volume.takeInode() };
    parent.entries.set(name, { kind: "symlink", target, ...common });
    this.#tell(path);
  }

  setAccess(path: string, access: DirectoryAccess): void {
    const directory = this.#directory(path);
    directory.access = access;
    directory.ctimeMs = this.#tick();
    this.#tell(path);
  }

  setReadable(path: string, isReadable: boolean): void {
    const node = this.look(path);
    if (node.kind !== "file") return;
    node.isReadable = isReadable;
    node.ctimeMs = this.#tick();
    this.#tell(path);
  }

  /** Nobody is told: a watcher hears nothing of mounts. */
  mount(path: string, volume: Volume): void {
    const { parent, name } = this.#place(path);
    const bare = parent.entries.get(name);
    if (bare?.kind !== "directory" || bare.mounted !== null) {
      throw fileError("Error", "EBUSY", path);
    }
    bare.mounted = volume;
    volume.device = ++this.#lastDevice;
    volume.isMounted = true;
    this.#renumber(volume);
  }

  unmount(path: string): Volume {
    const { parent, name } = this.#place(path);
    const bare = parent.entries.get(name);
    if (bare?.kind !== "directory" || bare.mounted === null) {
      throw fileError("Error", "EINVAL", path);
    }
    const volume = bare.mounted;
    bare.mounted = null;
    volume.isMounted = false;
    return volume;
  }

  isMountPoint(path: string): boolean {
    const { parent, name } = this.#place(path);
    const bare = parent.entries.get(name);
    return bare?.kind === "directory" && bare.mounted !== null;
  }

  // What only the simulation can see.

  /** Every file that is reached from `top` without a link, by its path below it; names as they are. */
  files(top: string): Map<string, FileNode> {
    const found = new Map<string, FileNode>();
    const visit = (directory: DirectoryNode, below: string) => {
      for (const [name, node] of directory.entries) {
        const path = below === "" ? name : `${below}/${name}`;
        if (node.kind === "file") found.set(path, node);
        else if (node.kind === "directory") visit(covered(node), path);
      }
    };
    if (this.has(top)) visit(this.#directory(top), "");
    return found;
  }

  /** Every directory below `top`, by its path below it. */
  directories(top: string): Map<string, DirectoryNode> {
    const found = new Map<string, DirectoryNode>();
    const visit = (directory: DirectoryNode, below: string) => {
      for (const [name, node] of directory.entries) {
        if (node.kind !== "directory") continue;
        const path = below === "" ? name : `${below}/${name}`;
        found.set(path, covered(node));
        visit(covered(node), path);
      }
    };
    if (this.has(top)) visit(this.#directory(top), "");
    return found;
  }

  #place(path: string, linksFollowed = 0): Place {
    const parts = partsOf(path);
    let directory = this.#rootVolume.top;
    for (const [index, part] of parts.entries()) {
      if (directory.access !== "open") throw fileError("PermissionDenied", "EACCES", path);
      const child = part === "." ? directory : directory.entries.get(part);
      const node = child?.kind === "directory" ? covered(child) : child;
      if (index === parts.length - 1) return { parent: directory, name: part, node };
      if (node === undefined) throw fileError("NotFound", "ENOENT", path);
      if (node.kind === "symlink") {
        if (linksFollowed === LINKS_FOLLOWED_MAX) throw fileError("FilesystemLoop", "ELOOP", path);
        const rest = [node.target, ...parts.slice(index + 1)].join("/");
        return this.#place(rest, linksFollowed + 1);
      }
      if (node.kind !== "directory") throw fileError("NotADirectory", "ENOTDIR", path);
      directory = node;
    }
    return { parent: directory, name: ".", node: directory };
  }

  #directory(path: string): DirectoryNode {
    const node = this.look(path);
    if (node.kind !== "directory") throw fileError("NotADirectory", "ENOTDIR", path);
    return node;
  }

  /** What a file system does not keep, the kernel makes up at every mount. */
  #renumber({ type, top }: Volume): void {
    const { inodesAreStable, ctimesAreStable } = fileSystemOfName(type);
    const visit = (directory: DirectoryNode) => {
      for (const node of [...directory.entries.values()].reverse()) {
        if (node.kind === "directory") visit(node);
        if (node.kind !== "file") continue;
        if (!inodesAreStable) node.inode = node.volume.takeInode();
        if (!ctimesAreStable) node.ctimeMs = this.#tick();
      }
    };
    if (!inodesAreStable || !ctimesAreStable) visit(top);
  }

  #newFile({ volume }: DirectoryNode): FileNode {
    const common = { identity: ++this.#lastIdentity, volume, inode: volume.takeInode() };
    const times = { mtimeMs: 0, ctimeMs: 0, bornMs: bornMs(volume, this.now()) };
    return { kind: "file", content: "", links: 1, isReadable: true, ...times, ...common };
  }

  #newDirectory({ volume }: DirectoryNode): DirectoryNode {
    const common = { identity: ++this.#lastIdentity, volume, inode: volume.takeInode() };
    const times = { ctimeMs: this.#tick(), bornMs: this.now() };
    const state = { mounted: null, access: "open" as const, ...times };
    return { kind: "directory", entries: new Map(), ...state, ...common };
  }

  #put(parent: DirectoryNode, name: string, node: DiskNode): void {
    parent.entries.set(name, node);
  }

  #drop({ parent, name }: Place): void {
    const node = parent.entries.get(name);
    if (node === undefined || (node.kind === "directory" && node.mounted !== null)) return;
    if (node.kind === "directory") {
      for (const child of [...node.entries.keys()]) {
        this.#drop({ parent: node, name: child, node: undefined });
      }
      if (node.entries.size > 0) return;
    }
    parent.entries.delete(name);
    if (node.kind === "file" && --node.links > 0) node.ctimeMs = this.#tick();
    else node.volume.releaseInode(node.inode);
  }

  #tick(): number {
    return Math.floor(this.now() / 1_000) * 1_000;
  }

  #tell(path: string): void {
    for (const listener of this.#listeners) listener(shown(path));
  }
}

/** A name as Deno decodes it. */
export function shown(name: string): string {
  return name.replaceAll(BROKEN_BYTE, "\uFFFD");
}

function covered(directory: DirectoryNode): DirectoryNode {
  return directory.mounted?.top ?? directory;
}

/** Programs behind FUSE do not tell when a file was made. */
function bornMs({ type }: Volume, nowMs: number): number | null {
  return fileSystemOfName(type).isFuse ? null : Math.floor(nowMs);
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}
