/** What stands under a name: a file, a directory, or a link. */
export type DiskNode = FileNode | DirectoryNode | LinkNode;

/** A file; several names may lead to it. */
export interface FileNode {
  readonly kind: "file";
  /** Never given to another node: what the catalogue should know a photo by, and cannot see. */
  readonly identity: number;
  readonly volume: Volume;
  inode: number;
  content: string;
  mtimeMs: number;
  /** Whole seconds, as Deno gives it. */
  ctimeMs: number;
  /** `null` where nobody keeps it. */
  readonly bornMs: number | null;
  /** Names that lead here; none left means that it is deleted. */
  links: number;
  isReadable: boolean;
}

/** A directory. */
export interface DirectoryNode {
  readonly kind: "directory";
  readonly identity: number;
  readonly volume: Volume;
  readonly inode: number;
  readonly entries: Map<string, DiskNode>;
  /** Another file system that covers it. */
  mounted: Volume | null;
  access: DirectoryAccess;
  ctimeMs: number;
  readonly bornMs: number;
}

/** `listable` can be listed and not entered, as with the mode `r--`. */
export type DirectoryAccess = "open" | "listable" | "closed";

/** A symbolic link with an absolute target. */
export interface LinkNode {
  readonly kind: "symlink";
  readonly identity: number;
  readonly volume: Volume;
  readonly inode: number;
  readonly target: string;
}

const FIRST_INODE = 11;

/** One file system: inodes of its own, the youngest free one is given again first, as ext4 does. */
export class Volume {
  readonly #free: number[] = [];
  #next = FIRST_INODE;
  /** Another one at every mount, as with btrfs, NFS and disks that are plugged in. */
  device: number;
  isMounted = false;
  readonly top: DirectoryNode;

  /** @param type name of its kind, as `ext4` */
  constructor(readonly type: string, device: number, identity: number, bornMs: number) {
    this.device = device;
    this.top = {
      kind: "directory",
      identity,
      volume: this,
      inode: this.takeInode(),
      entries: new Map(),
      mounted: null,
      access: "open",
      ctimeMs: 0,
      bornMs,
    };
  }

  takeInode(): number {
    return this.#free.pop() ?? this.#next++;
  }

  releaseInode(inode: number): void {
    this.#free.push(inode);
  }
}
