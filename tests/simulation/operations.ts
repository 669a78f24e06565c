import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import type { DiskNode, FileNode, Volume } from "./disk_nodes.ts";
import {
  AnotherPhotos,
  type AnotherPhotosKind,
  CARD,
  FULL_CARD,
  isCameraPhoto,
  isOfAnotherPhotos,
} from "./another_photos.ts";
import { PhotoHistories } from "./photo_histories.ts";
import { editedPhoto } from "./simulated_reader.ts";
import { BROKEN_BYTE } from "./simulated_disk.ts";
import type { Simulation } from "./simulation.ts";

/** One thing a person or a program does; `one` and `other` from 0 to 1 say to which of what there is. */
export interface Operation {
  readonly kind:
    | Exclude<keyof Operations, "begin" | "perform" | "heal" | "histories">
    | AnotherPhotosKind;
  readonly one: number;
  readonly other: number;
}

/** The folders that are watched: two on one disk, one that is a disk of its own. */
export const ROOTS = ["/media/photos", "/media/scans", "/stick"] as const;

/** A disk that is mounted inside a watched folder. */
const INNER_MOUNT = "/media/photos/card";
const MOUNTS = ["/media", "/stick", INNER_MOUNT] as const;

/** Kinds of file systems of the disk that is a folder: with inodes, and without. */
const STICKS = ["ext4", "vfat", "exfat", "fuse"] as const;

const DAY_MS = 86_400_000;
const FEW_PHOTOS = 4;
/** Stamps of this many milliseconds are what programs keep that round them, and FAT. */
const ROUNDED_MS = 2_000;

interface Found {
  readonly path: string;
  readonly node: FileNode;
}

/**
 * What can be done to photo folders. Every operation chooses among what is there at that moment, so
 * that a list of them stays meaningful when some are left out; what cannot be done is not done.
 */
export class Operations {
  readonly histories = new PhotoHistories();
  readonly #others: AnotherPhotos;
  readonly #deleted: { path: string; content: string; mtimeMs: number }[] = [];
  readonly #away = new Map<string, Volume>();
  readonly #renamedRoots = new Set<string>();
  /** Files of which only ctime tells that they were written. */
  readonly #unseen = new Set<number>();
  /** What was taken away for something else that comes to its place at once, by that place. */
  readonly #madeRoom = new Map<string, string>();
  #number = 0;

  constructor(private readonly simulation: Simulation) {
    this.#others = new AnotherPhotos(simulation, {
      photos: () => this.#files().filter(({ node }) => isCameraPhoto(node.content)),
      directory: (at) => this.#directory(at),
      put: (path, content, mtimeMs) => this.#put(path, content, mtimeMs),
      remove: (path) => this.#makeRoom(path),
      move: (from, to) => this.#move(from, to),
      noteCopied: (content) => this.histories.noteCopied(content),
      noteTwin: (content) => this.histories.noteTwin(content),
      nextNumber: () => this.#number++,
    });
  }

  /**
   * Lays out the disks and a few photos.
   *
   * @param hasFullCard whether one folder is so large that the breaker asks; everything takes longer then
   */
  begin(hasFullCard: boolean): void {
    const { disk } = this.simulation;
    for (const mount of MOUNTS) {
      disk.makeDirectory(mount);
      if (mount === "/media") disk.mount(mount, disk.makeVolume());
      if (mount === "/media") disk.makeDirectory("/media/photos");
      if (mount === "/stick") {
        disk.mount(mount, disk.makeVolume(this.simulation.random.pick(STICKS)));
      }
      if (mount === INNER_MOUNT) disk.mount(mount, disk.makeVolume());
    }
    for (const root of ROOTS) {
      this.simulation.addRoot(root);
      disk.makeDirectory(`${root}/2024`);
      for (let count = 0; count < 4; count++) {
        this.#write(`${root}/2024/${count}.jpg`, DAY_MS * (1 + count));
      }
    }
    for (let count = 0; count < 3; count++) this.#write(`${INNER_MOUNT}/${count}.jpg`, DAY_MS);
    const cards = [this.simulation.random.pick(ROOTS), INNER_MOUNT];
    cards.forEach((card, index) =>
      this.#others.fill(`${card}/${CARD}`, index === 0 && hasFullCard ? FULL_CARD : FEW_PHOTOS)
    );
  }

  /** @throws what the disk says when it cannot be done */
  perform({ kind, one, other }: Operation): void {
    if (isOfAnotherPhotos(kind)) this.#others[kind](one, other);
    else this[kind](one, other);
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

  /** As an editor does: a picture and its time stay what they were. */
  writeInPlace(one: number): void {
    const { path, node: { content } } = this.#file(one);
    this.#put(path, editedPhoto(content, photoNumber(this.#number++)));
  }

  /**
   * Other bytes of the same length, and the old time put back. Not together with a rename, which is
   * believed without reading, and not where nothing but the time would tell.
   */
  writeUnseen(one: number): void {
    const { path, node: { content, mtimeMs, identity, volume } } = this.#file(one);
    const { ctimesAreStable } = fileSystemOfName(volume.type);
    if (!ctimesAreStable || this.histories.wasMoved(content)) return this.writeInPlace(one);
    const other = photoNumber(this.#number++);
    if (content.length !== other.length) return;
    this.#unseen.add(identity);
    this.#put(path, other, mtimeMs);
  }

  touch(one: number): void {
    const { path, node: { content } } = this.#file(one);
    this.histories.noteTouched(content);
    this.simulation.disk.write(path, content);
  }

  truncate(one: number): void {
    this.#put(this.#file(one).path, "");
  }

  becomeText(one: number): void {
    this.#put(this.#file(one).path, "a letter");
  }

  saveByRename(one: number): void {
    const { path, node: { content } } = this.#file(one);
    this.#write(`${path}.tmp`);
    this.simulation.disk.rename(`${path}.tmp`, path);
    this.histories.noteArrived(path, this.simulation.disk.read(path), content);
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
    if (a === b || this.#areAlike(a, b)) return;
    const isWithinRoot = ROOTS.some((root) => [a, b].every((path) => path.startsWith(`${root}/`)));
    for (const path of [a, b]) {
      const content = this.simulation.disk.read(path);
      this.histories.noteSwapped(content);
      // What comes from another root in the place of a known photo is a new version of that one
      // (ARCHITECTURE, "A move across file systems is found late"), also when it comes back later.
      if (!isWithinRoot) this.histories.noteWritten(content);
    }
    const between = a.replace(/[^/]*$/, this.#name());
    this.#move(a, between);
    this.#move(b, a);
    this.#move(between, b);
  }

  /** Where a file system keeps no inodes, nothing tells files of one size and one time. */
  #areAlike(one: string, other: string): boolean {
    const [a, b] = [this.simulation.disk.look(one), this.simulation.disk.look(other)];
    return a.kind === "file" && b.kind === "file" && a.mtimeMs === b.mtimeMs &&
      a.content.length === b.content.length && !fileSystemOfName(a.volume.type).inodesAreStable;
  }

  delete(one: number): void {
    const { path, node } = this.#file(one);
    this.simulation.disk.remove(path);
    this.#forget(path, node);
  }

  restore(one: number): void {
    const file = pick(this.#deleted, one);
    const { disk } = this.simulation;
    if (disk.has(file.path)) return;
    disk.write(file.path, file.content, file.mtimeMs);
    this.histories.noteFilled(file.path);
    this.#deleted.splice(this.#deleted.indexOf(file), 1);
  }

  copy(one: number, other: number): void {
    const { path, node: { content, mtimeMs } } = this.#file(one);
    const to = `${this.#directory(other)}/${this.#name()}`;
    this.simulation.disk.write(to, this.simulation.disk.read(path), mtimeMs);
    this.histories.noteTwin(content);
    this.histories.noteFilled(to);
  }

  /** Replaces a photo by deleting it first, so that the new one gets its inode. */
  replace(one: number): void {
    const { path, node: { content } } = this.#file(one);
    this.simulation.disk.remove(path);
    this.histories.noteWritten(content);
    this.#write(path);
  }

  hardLink(one: number, other: number): void {
    const { path, node: { content } } = this.#file(one);
    const to = `${this.#directory(other)}/${this.#name()}`;
    this.simulation.disk.hardLink(path, to);
    this.histories.noteTwin(content);
    this.histories.noteFilled(to);
  }

  // Sidecars.

  /** Beside any photo, under its whole name or its base name. */
  writeSidecar(one: number, other: number): void {
    this.#writeSidecar(this.#sidecarOf(one, other), `xmp ${this.#number++}`);
  }

  /** Text that is no sidecar, or nothing at all. */
  breakSidecar(one: number, other: number): void {
    const content = other < 0.25 || other > 0.75 ? "" : `broken ${this.#number++}`;
    this.#writeSidecar(this.#sidecarOf(one, other), content);
  }

  deleteSidecar(one: number): void {
    this.simulation.disk.remove(this.#anySidecar(one));
  }

  closeSidecar(one: number): void {
    this.simulation.disk.setReadable(this.#anySidecar(one), false);
  }

  /** To another photo, or over another sidecar. */
  moveSidecar(one: number, other: number): void {
    const to = this.#sidecarOf(other, one);
    this.simulation.disk.rename(this.#anySidecar(one), to);
    this.#noteBeside(to);
  }

  /** A photo and what is beside it, to another folder or under another name. */
  movePair(one: number, other: number): void {
    const { path } = this.#file(one);
    const { disk } = this.simulation;
    const to = other < 0.5
      ? path.replace(/[^/]*$/, this.#name())
      : `${this.#directory(other)}/${this.#name()}`;
    const beside = [`${path}.xmp`, path.replace(/\.[^.]*$/, ".xmp")].filter((at) => disk.has(at));
    this.#move(path, to);
    for (const sidecar of beside) {
      const isWhole = sidecar === `${path}.xmp`;
      disk.rename(sidecar, isWhole ? `${to}.xmp` : to.replace(/\.[^.]*$/, ".xmp"));
    }
  }

  /** A RAW photo beside another photo of its base name. */
  createRaw(one: number): void {
    this.#write(this.#file(one).path.replace(/\.[^.]*$/, ".nef"));
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
    const files = this.simulation.disk.files(path);
    this.simulation.disk.remove(path);
    for (const [below, node] of files) this.#forget(`${path}/${below}`, node);
  }

  linkDirectory(one: number, other: number): void {
    this.simulation.disk.symbolicLink(
      this.#directory(one),
      `${this.#directory(other)}/link${this.#number++}`,
    );
  }

  // Rules.

  hideFolder(_: number, other: number): void {
    const directory = this.#directory(other);
    this.simulation.disk.write(`${directory}/.nomedia`, "");
    for (const { content } of this.simulation.disk.files(directory).values()) {
      this.histories.noteHidden(content);
    }
    this.histories.noteFolderHidden(directory);
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

  /** Something writes into the bare directory while its disk is away, also under a known name. */
  writeIntoBareMountPoint(one: number, other: number): void {
    const mount = pick(MOUNTS, one);
    const volume = this.#away.get(mount);
    if (volume === undefined) return;
    const known = [...volume.top.entries].filter(([, { kind }]) => kind === "file");
    const isKnown = mount === INNER_MOUNT && other < 0.5;
    const name = isKnown ? pick(known, other * 2)[0] : `stray${this.#number++}.jpg`;
    this.#write(`${mount}/${name}`);
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
    const files = [...disk.files(root)];
    for (const { name } of disk.list(root)) {
      if (!name.includes("\uFFFD")) disk.remove(`${root}/${name}`);
    }
    for (const [below, node] of files) this.#forget(`${root}/${below}`, node);
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
    const moved: [string, DiskNode][] = node.kind !== "directory"
      ? [["", node]]
      : [...disk.files(from)].map(([below, file]) => [`/${below}`, file]);
    if (moved.some(([, { identity }]) => this.#unseen.has(identity))) return;
    const under = disk.has(to) ? disk.look(to) : null;
    if (under !== null && this.#areAlike(from, to)) return;
    disk.rename(from, to);
    if (under?.kind === "file" && node.kind === "file") {
      this.histories.noteArrived(to, node.content, under.content);
    }
    for (const [below, file] of moved) {
      if (file.kind !== "file" || `${from}${below}`.endsWith(".xmp")) continue;
      this.histories.noteMoved(file.content, `${from}${below}`, `${to}${below}`);
    }
  }

  /** Remembers what was deleted, as a backup does; what has another name is still there. */
  #forget(path: string, { content, mtimeMs, links }: FileNode): void {
    if (this.simulation.disk.has(path) || path.endsWith(".xmp")) return;
    this.histories.noteLeft(path);
    if (links === 0) this.#deleted.push({ path, content, mtimeMs });
  }

  /** Writes a photo of its own; some have the size and the rounded time of others. */
  #write(path: string, ageMs = 0): void {
    const number = this.#number++;
    const mtimeMs = this.simulation.now() - ageMs;
    const rounded = Math.floor(mtimeMs / ROUNDED_MS) * ROUNDED_MS;
    this.#put(path, photoNumber(number), number % 2 === 0 ? rounded : mtimeMs - number);
  }

  #put(path: string, content: string, mtimeMs = this.simulation.now()): void {
    const { disk } = this.simulation;
    const before = disk.has(path) ? disk.look(path) : null;
    const places = before?.kind === "file" ? this.#namesOf(before, path) : [path];
    const bytesBefore = before?.kind === "file" ? before.content : null;
    disk.write(path, content, mtimeMs);
    // No scan saw the name free, so by the rules this is put over what made room for it.
    const over = bytesBefore ?? this.#madeRoom.get(path) ?? null;
    this.#madeRoom.delete(path);
    for (const place of places) this.histories.noteArrived(place, content, over);
    if (bytesBefore === null) this.histories.noteFilled(path);
  }

  /** All names of a file: what is written to it is written to all of them. */
  #namesOf(node: FileNode, path: string): string[] {
    if (node.links === 1) return [path];
    return this.#files().filter((one) => one.node === node).map((one) => one.path);
  }

  /** Takes a file away whose place another one gets at once. */
  #makeRoom(path: string): void {
    const content = this.simulation.disk.read(path);
    this.simulation.disk.remove(path);
    this.#madeRoom.set(path, content);
    this.histories.noteGaveWay(path, content);
  }

  #writeSidecar(path: string, content: string): void {
    this.#noteBeside(path);
    this.simulation.disk.write(path, content, this.simulation.now() - (this.#number % 3) * DAY_MS);
  }

  /** A sidecar says something of the photos beside it. */
  #noteBeside(path: string): void {
    for (const { path: photo, node } of this.#files()) {
      const names = [`${photo}.xmp`, photo.replace(/\.[^.]*$/, ".xmp")];
      if (names.includes(path)) this.histories.noteAttached(node.content);
    }
  }

  /** Where a photo's sidecar is, or would be. */
  #sidecarOf(one: number, other: number): string {
    const { path } = this.#file(one);
    return other < 0.5 ? `${path}.xmp` : path.replace(/\.[^.]*$/, ".xmp");
  }

  #anySidecar(at: number): string {
    const { disk } = this.simulation;
    const files = ROOTS.flatMap((root) =>
      [...disk.files(root).keys()].map((path) => `${root}/${path}`)
    );
    return pick(files.filter((path) => path.endsWith(".xmp")), at);
  }

  #name(): string {
    return `new${this.#number++}.jpg`;
  }

  #file(at: number): Found {
    return pick(this.#files(), at);
  }

  #files(): Found[] {
    const { disk } = this.simulation;
    const files = ROOTS.flatMap((root) =>
      [...disk.files(root)].map(([path, node]) => ({ path: `${root}/${path}`, node }))
    );
    return files.filter(({ path }) => /\.(jpg|nef)$/.test(path));
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

  /** A folder whose disk is away is told by what is in it: what is put there is taken for the disk. */
  #isBare(path: string): boolean {
    return [...this.#away.keys()].some((mount) =>
      mount !== INNER_MOUNT && `${path}/`.startsWith(`${mount}/`)
    );
  }
}

/** Content that no other photo has, always of the same length. */
function photoNumber(number: number): string {
  return `photo ${String(number).padStart(6, "0")}`;
}

function pick<Value>(values: readonly Value[], at: number): Value {
  const value = values[Math.floor(at * values.length)];
  if (value === undefined) throw new Error("There is nothing to choose from");
  return value;
}
