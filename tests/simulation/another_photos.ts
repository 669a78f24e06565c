import type { FileNode } from "./disk_nodes.ts";
import { isAnotherPhoto, unreadableFile } from "./simulated_reader.ts";
import type { Simulation } from "./simulation.ts";

/** A camera photo where it is. */
interface CameraPhoto {
  readonly path: string;
  readonly node: FileNode;
}

/** A photo whose place another one took, as it was there. */
interface Displaced {
  readonly path: string;
  readonly content: string;
  readonly mtimeMs: number;
}

/** What is done to disks on behalf of these operations, and remembered by whoever does it. */
export interface AnotherPhotosPorts {
  /** All camera photos of the watched folders, in the order in which disks list them. */
  photos(): readonly CameraPhoto[];
  /** Any directory that may be written to. */
  directory(at: number): string;
  /** Writes a file, in place where there is one. */
  put(path: string, content: string, mtimeMs: number): void;
  remove(path: string): void;
  move(from: string, to: string): void;
  /** The same bytes are in another file from now on. */
  noteCopied(content: string): void;
  /** The same bytes are under two names from now on. */
  noteTwin(content: string): void;
  nextNumber(): number;
}

/** As many as the breaker asks about when all of them are gone. */
export const FULL_CARD = 110;
/** A card is a directory of this name. */
export const CARD = "DCIM";
const DAY_MS = 86_400_000;
/** Between two photos: file systems without inodes tell files of one size by their times alone. */
const PAUSE_MS = 4_000;

/**
 * Other photos under known names: a card that is formatted and filled again, one photo copied over
 * another, and the old ones that turn up again. A photo of a camera says when it was taken, and each is
 * another picture.
 */
export class AnotherPhotos {
  readonly #displaced: Displaced[] = [];

  constructor(
    private readonly simulation: Simulation,
    private readonly ports: AnotherPhotosPorts,
  ) {}

  /** Photos straight from a camera, with the names that cameras give. */
  fill(directory: string, count: number): void {
    this.simulation.disk.makeDirectory(directory);
    for (let index = 0; index < count; index++) {
      this.#shoot(`${directory}/IMG_${index}.jpg`, DAY_MS);
    }
  }

  /** One photo more, under one of few names, whatever is there. */
  shoot(one: number, other: number): void {
    const path = `${this.ports.directory(other)}/IMG_${Math.floor(one * 4)}.jpg`;
    this.#keep(path);
    this.#shoot(path, one * DAY_MS);
  }

  /** Another photo in the place of one, in the same file or in a new one. */
  takePlace(one: number, other: number): void {
    const { path } = this.#photo(one);
    this.#keep(path);
    if (other < 0.5) this.ports.remove(path);
    this.#shoot(path, other * DAY_MS);
  }

  /** As `cp` of one photo to the name of another. */
  copyOver(one: number, other: number): void {
    const [from, to] = [this.#photo(one), this.#photo(other)];
    if (from.path === to.path) return;
    const { content } = from.node;
    this.#keep(to.path);
    this.ports.put(to.path, content, this.simulation.now());
    this.ports.noteTwin(content);
  }

  moveOver(one: number, other: number): void {
    const [from, to] = [this.#photo(one), this.#photo(other)];
    if (from.path === to.path) return;
    this.#keep(to.path);
    this.ports.move(from.path, to.path);
  }

  /** A photo is moved elsewhere, and another one takes its place at once. */
  moveAway(one: number, other: number): void {
    const { path } = this.#photo(one);
    this.ports.move(path, `${this.ports.directory(other)}/kept${this.ports.nextNumber()}.jpg`);
    this.#shoot(path, other * DAY_MS);
  }

  /** A photo is copied elsewhere, and another one takes its place at once. */
  archive(one: number, other: number): void {
    const { path, node: { content, mtimeMs } } = this.#photo(one);
    const copy = `${this.ports.directory(other)}/kept${this.ports.nextNumber()}.jpg`;
    this.ports.put(copy, content, mtimeMs);
    this.ports.noteCopied(content);
    if (other < 0.5) this.ports.remove(path);
    this.#shoot(path, other * DAY_MS);
  }

  /** All photos of a folder are replaced by others of the same names; some go to an archive before. */
  refill(one: number, other: number): void {
    const directory = parentOf(this.#photo(one).path);
    const folder = this.ports.photos().filter(({ path }) => parentOf(path) === directory);
    const archive = other < 0.3 ? `${this.ports.directory(other)}/kept` : null;
    if (archive !== null) this.simulation.disk.makeDirectory(archive);
    for (const { path, node: { content, mtimeMs } } of folder) {
      if (archive !== null) {
        this.ports.put(`${archive}/${this.ports.nextNumber()}.jpg`, content, mtimeMs);
        this.ports.noteCopied(content);
      } else this.#keep(path);
      this.ports.remove(path);
    }
    for (const { path } of folder) this.#shoot(path, other * DAY_MS);
  }

  /** One that was displaced is back in its place, over whatever is there, or comes to another one. */
  putBack(one: number, other: number): void {
    this.#return(this.#displaced[Math.floor(one * this.#displaced.length)], other);
  }

  /** All of a folder that were displaced are back. */
  putAllBack(one: number, other: number): void {
    const first = this.#displaced[Math.floor(one * this.#displaced.length)];
    if (first === undefined) return;
    const directory = parentOf(first.path);
    const all = this.#displaced.filter(({ path }) => parentOf(path) === directory);
    // Of several that stood in one place the last one is there in the end.
    for (const displaced of all) this.#return(displaced, other < 0.7 ? 0 : other);
  }

  /** A file that no reader survives takes the place of a photo, in the same file or in a new one. */
  putUnreadable(one: number, other: number): void {
    const { path } = this.#photo(one);
    this.#keep(path);
    if (other < 0.5) this.ports.remove(path);
    this.ports.put(path, unreadableFile(this.ports.nextNumber()), this.simulation.now() - DAY_MS);
  }

  /** A person answers one of the questions that are open, or says something else now. */
  decide(one: number, other: number): void {
    const lists = this.simulation.heldLists();
    const list = lists[Math.floor(one * lists.length)];
    if (list === undefined) return;
    this.simulation.decide(list.id, other < 0.5 ? "approved" : "rejected");
  }

  #return(displaced: Displaced | undefined, other: number): void {
    if (displaced === undefined) return;
    const { path, content, mtimeMs } = displaced;
    const isBack = other < 0.7;
    const to = isBack
      ? path
      : `${this.ports.directory((other - 0.7) / 0.3)}/back${this.ports.nextNumber()}.jpg`;
    if (!this.simulation.disk.has(parentOf(to))) return;
    if (this.simulation.disk.has(to)) {
      this.#keep(to);
      if (other < 0.3) this.ports.remove(to);
    }
    this.#displaced.splice(this.#displaced.indexOf(displaced), 1);
    this.ports.put(to, content, mtimeMs);
    this.ports.noteCopied(content);
  }

  /** Remembers a photo that is about to lose its place, as whoever copied the card did. */
  #keep(path: string): void {
    const { disk } = this.simulation;
    if (!disk.has(path)) return;
    const node = disk.look(path);
    if (node.kind !== "file" || !isCameraPhoto(node.content)) return;
    this.#displaced.push({ path, content: node.content, mtimeMs: node.mtimeMs });
  }

  /** Takes a photo of its own, some time ago; also photos of other cameras have such times. */
  #shoot(path: string, ageMs: number): void {
    const number = this.ports.nextNumber();
    const mtimeMs = this.simulation.now() - Math.floor(ageMs) - PAUSE_MS * number;
    this.ports.put(path, cameraPhoto(number), mtimeMs);
  }

  #photo(at: number): CameraPhoto {
    const photos = this.ports.photos();
    const photo = photos[Math.floor(at * photos.length)];
    if (photo === undefined) throw new Error("There is no photo of a camera");
    return photo;
  }
}

/** What can be done of these operations. */
export type AnotherPhotosKind = Exclude<keyof AnotherPhotos, "fill">;

/** Whether an operation is one of these. */
export function isOfAnotherPhotos(kind: string): kind is AnotherPhotosKind {
  return kind in AnotherPhotos.prototype;
}

/** Content that no other photo has, of a picture that no other photo has. */
function cameraPhoto(number: number): string {
  const text = String(number).padStart(6, "0");
  return `photo ${text} taken ${text}`;
}

/** Whether content says when its picture was taken. */
export function isCameraPhoto(content: string): boolean {
  return isAnotherPhoto(content, cameraPhoto(-1));
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
