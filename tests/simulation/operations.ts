import type { FileNode, Volume } from "./disk_nodes.ts";
import { BROKEN_BYTE } from "./simulated_disk.ts";
import type { Simulation } from "./simulation.ts";

/** One thing a person or a program does; `one` and `other` from 0 to 1 say to which of what there is. */
export interface Operation {
  readonly kind: Exclude<keyof Operations, "begin" | "perform" | "heal" | "historyOf">;
  readonly one: number;
  readonly other: number;
}

/** The folders that are watched: two on one disk, one that is a disk of its own. */
export const ROOTS = ["/media/photos", "/media/scans", "/stick"] as const;

/** A disk that is mounted inside a watched folder. */
const INNER_MOUNT = "/media/photos/card";
const MOUNTS = ["/media", "/stick", INNER_MOUNT] as const;

const DAY_MS = 86_400_000;

/** What happened to a file, as far as it decides whether its record can be known to be its own. */
export interface History {
  isRenamed: boolean;
  isEdited: boolean;
  /** It had two names, or crossed to another root or disk. */
  isLost: boolean;
}

interface Found {
  readonly path: string;
  readonly node: FileNode;
}

/**
 * What can be done to photo folders. Every operation chooses among what is there at that moment, so
 * that a list of them stays meaningful when some are left out; what cannot be done is not done.
 */
export class Operations {
  readonly #histories = new Map<number, History>();
  readonly #deleted: { path: string; content: string; mtimeMs: number }[] = [];
  readonly #away = new Map<string, Volume>();
  readonly #renamedRoots = new Set<string>();
  /** Files of which only ctime tells that they were written. */
  readonly #unseen = new Set<number>();
  #number = 0;

  constructor(private readonly simulation: Simulation) {}

  /** Lays out the disks and a few photos. */
  begin(): void {
    const { disk } = this.simulation;
    for (const mount of MOUNTS) {
      disk.makeDirectory(mount);
      if (mount === "/media") disk.mount(mount, disk.makeVolume());
      if (mount === "/media") disk.makeDirectory("/media/photos");
      if (mount !== "/media") disk.mount(mount, disk.makeVolume());
    }
    for (const root of ROOTS) {
      this.simulation.addRoot(root);
      disk.makeDirectory(`${root}/2024`);
      for (let count = 0; count < 4; count++) {
        this.#write(`${root}/2024/${count}.jpg`, DAY_MS * (1 + count));
      }
    }
    for (let count = 0; count < 3; count++) this.#write(`${INNER_MOUNT}/${count}.jpg`, DAY_MS);
  }

  /** @throws what the disk says when it cannot be done */
  perform({ kind, one, other }: Operation): void {
    this[kind](one, other);
  }

  historyOf(identity: number): History {
    const history = this.#histories.get(identity) ??
      { isRenamed: false, isEdited: false, isLost: false };
    this.#histories.set(identity, history);
    return history;
  }

  /** Everything that was taken away or closed is there again. */
  heal(): void {
    const { disk } = this.simulation;
    for (const mount of ["/media", "/stick"]) this.#mountAgain(mount);
    for (const root of this.#renamedRoots) this.#renameRootBack(root);
    this.#openAbove(INNER_MOUNT);
    if (this.#away.has(INNER_MOUNT)) disk.makeDirectory(INNER_MOUNT);
    this.#mountAgain(INNER_MOUNT);
    for (const root of ROOTS) {
      if (!disk.has(root)) continue;
      disk.setAccess(root, "open");
      this.#openBelow(root);
      for (const path of disk.files(root).keys()) {
        if (!path.includes(BROKEN_BYTE)) disk.setReadable(`${root}/${path}`, true);
      }
    }
  }

  // Files.

  create(_: number, other: number): void {
    const name = this.#name();
    this.#write(`${this.#directory(other)}/${name}`);
  }

  createOld(_: number, other: number): void {
    this.#write(`${this.#directory(other)}/${this.#name()}`, DAY_MS * 30);
  }

  createNoise(_: number, other: number): void {
    this.#write(`${this.#directory(other)}/.noise${this.#number++}.jpg.tmp`);
  }

  createUnreadableName(_: number, other: number): void {
    this.#write(`${this.#directory(other)}/${BROKEN_BYTE}${this.#number++}.jpg`, DAY_MS);
  }

  writeInPlace(one: number): void {
    const { path, node } = this.#file(one);
    this.historyOf(node.identity).isEdited = true;
    this.#write(path);
  }

  /**
   * Other bytes of the same length, and the old time put back. Not together with a rename: that is
   * believed without reading.
   */
  writeUnseen(one: number): void {
    const { path, node: { content, mtimeMs, identity } } = this.#file(one);
    if (this.historyOf(identity).isRenamed) return this.writeInPlace(one);
    this.#unseen.add(identity);
    this.historyOf(identity).isEdited = true;
    const other = photoNumber(this.#number++);
    if (content.length === other.length) this.simulation.disk.write(path, other, mtimeMs);
  }

  touch(one: number): void {
    const { path, node: { content, identity } } = this.#file(one);
    this.historyOf(identity).isEdited = true;
    this.simulation.disk.write(path, content);
  }

  truncate(one: number): void {
    const { path, node } = this.#file(one);
    this.historyOf(node.identity).isEdited = true;
    this.simulation.disk.write(path, "");
  }

  becomeText(one: number): void {
    const { path, node } = this.#file(one);
    this.historyOf(node.identity).isEdited = true;
    this.simulation.disk.write(path, "a letter");
  }

  saveByRename(one: number): void {
    const { path } = this.#file(one);
    this.#write(`${path}.tmp`);
    this.simulation.disk.rename(`${path}.tmp`, path);
  }

  rename(one: number): void {
    const { path } = this.#file(one);
    this.#move(path, path.replace(/[^/]*$/, this.#name()));
  }

  move(one: number, other: number): void {
    const { path } = this.#file(one);
    this.#move(path, `${this.#directory(other)}/${path.split("/").at(-1)}`);
  }

  swap(one: number, other: number): void {
    const [a, b] = [this.#file(one).path, this.#file(other).path];
    if (a === b) return;
    const between = a.replace(/[^/]*$/, this.#name());
    this.#move(a, between);
    this.#move(b, a);
    this.#move(between, b);
  }

  delete(one: number): void {
    const { path, node: { content, mtimeMs } } = this.#file(one);
    this.#deleted.push({ path, content, mtimeMs });
    this.simulation.disk.remove(path);
  }

  restore(one: number): void {
    const file = pick(this.#deleted, one);
    const { disk } = this.simulation;
    if (disk.has(file.path)) return;
    // Where the same photo is known by another name as well, both could be the one that is back.
    for (const node of ROOTS.flatMap((root) => [...disk.files(root).values()])) {
      if (node.content === file.content) this.historyOf(node.identity).isLost = true;
    }
    disk.write(file.path, file.content, file.mtimeMs);
  }

  copy(one: number, other: number): void {
    const { path, node } = this.#file(one);
    // The copy takes over the record when the file itself is out of sight for a while.
    this.historyOf(node.identity).isLost = true;
    this.#copy(path, `${this.#directory(other)}/${this.#name()}`, node.mtimeMs);
  }

  /** Replaces a photo by deleting it first, so that the new one gets its inode. */
  replace(one: number): void {
    const { path } = this.#file(one);
    this.simulation.disk.remove(path);
    this.#write(path);
  }

  hardLink(one: number, other: number): void {
    const { path, node } = this.#file(one);
    this.historyOf(node.identity).isLost = true;
    this.simulation.disk.hardLink(path, `${this.#directory(other)}/${this.#name()}`);
  }

  // Directories.

  makeDirectory(_: number, other: number): void {
    const path = `${this.#directory(other)}/folder${this.#number++}`;
    this.simulation.disk.makeDirectory(path);
    this.#write(`${path}/${this.#name()}`);
  }

  renameDirectory(one: number): void {
    const path = this.#below(one);
    this.#move(path, path.replace(/[^/]*$/, `folder${this.#number++}`));
  }

  moveDirectory(one: number, other: number): void {
    const path = this.#below(one);
    const to = this.#directory(other);
    if (`${to}/`.startsWith(`${path}/`)) return;
    this.#move(path, `${to}/folder${this.#number++}`);
  }

  deleteDirectory(one: number): void {
    const path = this.#below(one);
    for (const [below, { content, mtimeMs }] of this.simulation.disk.files(path)) {
      this.#deleted.push({ path: `${path}/${below}`, content, mtimeMs });
    }
    this.simulation.disk.remove(path);
  }

  linkDirectory(one: number, other: number): void {
    this.simulation.disk.symbolicLink(
      this.#directory(one),
      `${this.#directory(other)}/link${this.#number++}`,
    );
  }

  // Rules.

  hideFolder(_: number, other: number): void {
    const { disk } = this.simulation;
    const path = this.#directory(other);
    // A photo that is moved out of a hidden folder is a new one for now.
    for (const { identity } of disk.files(path).values()) this.historyOf(identity).isLost = true;
    disk.write(`${path}/.nomedia`, "");
  }

  showFolder(one: number): void {
    const hidden = ROOTS.flatMap((root) =>
      [...this.simulation.disk.files(root).keys()].map((path) => `${root}/${path}`)
    ).filter((path) => path.endsWith("/.nomedia"));
    this.simulation.disk.remove(pick(hidden, one));
  }

  // Permissions.

  closeDirectory(one: number, other: number): void {
    this.simulation.disk.setAccess(this.#directory(one), other < 0.5 ? "closed" : "listable");
  }

  closeFile(one: number): void {
    this.simulation.disk.setReadable(this.#file(one).path, false);
  }

  openAll(one: number): void {
    const root = pick(ROOTS, one);
    this.simulation.disk.setAccess(root, "open");
    this.#openBelow(root);
  }

  // Disks and roots.

  unmount(one: number): void {
    const mount = pick(MOUNTS, one);
    this.#away.set(mount, this.simulation.disk.unmount(mount));
  }

  mount(one: number): void {
    this.#mountAgain(pick(MOUNTS, one));
  }

  /** Something writes into the bare directory while its disk is away. */
  writeIntoBareMountPoint(one: number): void {
    const mount = pick(MOUNTS, one);
    if (this.#away.has(mount)) this.#write(`${mount}/stray${this.#number++}.jpg`);
  }

  renameRootAway(one: number): void {
    const root = pick(ROOTS.slice(0, 2), one);
    this.simulation.disk.rename(root, `${root} away`);
    this.#renamedRoots.add(root);
  }

  renameRootBack(one: number): void {
    this.#renameRootBack(pick([...this.#renamedRoots], one));
  }

  emptyRoot(one: number): void {
    const root = pick(ROOTS, one);
    const { disk } = this.simulation;
    for (const { name } of disk.list(root)) {
      if (!name.includes("\uFFFD")) disk.remove(`${root}/${name}`);
    }
  }

  // The computer.

  jumpADayBack(): void {
    this.simulation.jump(-DAY_MS);
  }

  jumpADayOn(): void {
    this.simulation.jump(DAY_MS);
  }

  kill(): void {
    this.simulation.kill();
  }

  #openBelow(top: string): void {
    const { disk } = this.simulation;
    for (const [path, node] of disk.directories(top)) {
      if (node.access !== "open") disk.setAccess(`${top}/${path}`, "open");
    }
  }

  #openAbove(path: string): void {
    const parts = path.split("/");
    for (let depth = 2; depth < parts.length; depth++) {
      this.simulation.disk.setAccess(parts.slice(0, depth).join("/"), "open");
    }
  }

  #mountAgain(mount: string): void {
    const volume = this.#away.get(mount);
    if (volume === undefined || !this.simulation.disk.has(mount)) return;
    this.simulation.disk.mount(mount, volume);
    this.#away.delete(mount);
  }

  #renameRootBack(root: string): void {
    const { disk } = this.simulation;
    if (!disk.has(`${root} away`) || disk.has(root)) return;
    disk.rename(`${root} away`, root);
    this.#renamedRoots.delete(root);
  }

  #move(from: string, to: string): void {
    const { disk } = this.simulation;
    const node = disk.look(from);
    const below = node.kind === "directory" ? [...disk.files(from).values()] : [];
    if ([node, ...below].some(({ identity }) => this.#unseen.has(identity))) return;
    disk.rename(from, to);
    for (const moved of [node, ...below]) {
      const history = this.historyOf(moved.identity);
      history.isRenamed = true;
      if (rootOf(from) !== rootOf(to) || this.#isHidden(to)) history.isLost = true;
    }
  }

  #isHidden(path: string): boolean {
    const parts = path.split("/");
    return parts.some((_, depth) => {
      const folder = parts.slice(0, depth).join("/");
      return this.simulation.disk.has(`${folder}/.nomedia`);
    });
  }

  #copy(from: string, to: string, mtimeMs: number): void {
    this.simulation.disk.write(to, this.simulation.disk.read(from), mtimeMs);
  }

  #write(path: string, ageMs = 0): void {
    const { disk } = this.simulation;
    // No two photos have the same time and size, or an inode that is given again makes them one.
    const number = this.#number++;
    disk.write(path, photoNumber(number), this.simulation.now() - ageMs - number);
  }

  #name(): string {
    return `new${this.#number++}.jpg`;
  }

  #file(at: number): Found {
    const { disk } = this.simulation;
    const files = ROOTS.flatMap((root) =>
      [...disk.files(root)].map(([path, node]) => ({ path: `${root}/${path}`, node }))
    );
    return pick(files.filter(({ path }) => path.endsWith(".jpg")), at);
  }

  #directory(at: number): string {
    return pick([...ROOTS, ...this.#directories()].filter((path) => !this.#isBare(path)), at);
  }

  /** Any directory but a root. */
  #below(at: number): string {
    return pick(this.#directories(), at);
  }

  #directories(): string[] {
    return ROOTS.flatMap((root) =>
      [...this.simulation.disk.directories(root).keys()].map((path) => `${root}/${path}`)
    );
  }

  /** What is put there under a known name is taken for the disk that is away. */
  #isBare(path: string): boolean {
    return [...this.#away.keys()].some((mount) => `${path}/`.startsWith(`${mount}/`));
  }
}

/** Content that no other photo has, always of the same length. */
function photoNumber(number: number): string {
  return `photo ${String(number).padStart(6, "0")}`;
}

function rootOf(path: string): string | undefined {
  return ROOTS.find((root) => path.startsWith(`${root}/`));
}

function pick<Value>(values: readonly Value[], at: number): Value {
  const value = values[Math.floor(at * values.length)];
  if (value === undefined) throw new Error("There is nothing to choose from");
  return value;
}
