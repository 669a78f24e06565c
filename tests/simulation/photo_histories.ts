import { isAnotherPhoto, isDeadly } from "./simulated_reader.ts";

/**
 * What people and programs did to photos, which are known by their bytes here. It decides whose record
 * a photo must have in the end, and where DESIGN leaves that open.
 */
export class PhotoHistories {
  readonly #twinned = new Set<string>();
  readonly #written = new Set<string>();
  readonly #touched = new Set<string>();
  readonly #moved = new Set<string>();
  readonly #swapped = new Set<string>();
  readonly #left = new Set<string>();
  readonly #filled = new Set<string>();
  readonly #attached = new Set<string>();
  readonly #copied = new Set<string>();
  readonly #hidden = new Set<string>();
  /** Photos by the names at which other ones took their places. */
  readonly #displaced = new Map<string, Set<string>>();

  /** These bytes are under two names, now or some time. */
  noteTwin(content: string): void {
    this.#twinned.add(content);
  }

  /** Other bytes took the place of these, in the same file or by a file that was put over it. */
  noteWritten(content: string): void {
    this.#written.add(content);
  }

  /**
   * Something is under a name now. Another photo displaces the one that was there, and so does what nobody
   * can read; anything else may be a new version of that one, and of all that stood there before, as a
   * scan may have missed what was there in between.
   *
   * @param before what was there; `null` for nothing
   */
  noteArrived(path: string, content: string, before: string | null): void {
    if (before === null) this.noteFilled(path);
    else if (before !== content) this.noteGaveWay(path, before);
    for (const former of this.#displaced.get(path) ?? []) {
      const isNewVersion = !isAnotherPhoto(former, content) && !isDeadly(content);
      if (former !== content && isNewVersion) this.noteWritten(former);
    }
    // Over what is not surely another photo it is a new version of that one.
    const isVersion = before !== null && before !== content && !isDeadly(before) &&
      !isAnotherPhoto(before, content);
    if (isVersion) this.noteWritten(content);
    if (before !== null && (isAnotherPhoto(before, content) || isDeadly(content))) {
      this.noteLeft(path);
      this.noteFilled(path);
    }
  }

  /** A photo makes room for something else under its name. */
  noteGaveWay(path: string, content: string): void {
    const former = this.#displaced.get(path) ?? new Set();
    this.#displaced.set(path, former.add(content));
  }

  /** Somebody wrote beside the photo: an edit of it, wherever it is. */
  noteAttached(content: string): void {
    this.#attached.add(content);
  }

  /** The bytes are in another file than they were: by themselves they do not tell where from. */
  noteCopied(content: string): void {
    this.#copied.add(content);
  }

  /** A rule hides the photo, and its record with it, whatever is in its place then. */
  noteHidden(content: string): void {
    this.#hidden.add(content);
  }

  /**
   * A rule hides a folder, and the records of what stood there before, too: perhaps no scan has seen yet
   * that others took their places, and none looks into the folder any more.
   */
  noteFolderHidden(directory: string): void {
    for (const [path, formers] of this.#displaced) {
      if (path.startsWith(`${directory}/`)) formers.forEach((content) => this.noteHidden(content));
    }
  }

  /** The file has another time, and the bytes it had. */
  noteTouched(content: string): void {
    this.#touched.add(content);
  }

  noteMoved(content: string, from: string, to: string): void {
    this.#moved.add(content);
    this.#left.add(from);
    this.#filled.add(to);
  }

  noteSwapped(content: string): void {
    this.#swapped.add(content);
  }

  /** Nothing is under this name any more. */
  noteLeft(path: string): void {
    this.#left.add(path);
  }

  /** Something was put under a name under which nothing was. */
  noteFilled(path: string): void {
    this.#filled.add(path);
  }

  /** Only a rename that comes together with a write nobody can see is believed without reading. */
  wasMoved(content: string): boolean {
    return this.#moved.has(content);
  }

  /** Whether a name was the same file's all the time, whatever was written to it. */
  isSettled(path: string): boolean {
    return !this.#left.has(path) && !this.#filled.has(path);
  }

  /**
   * Whether the record of the photo that stood at `path` in the beginning has to be where its bytes
   * are in the end: it was moved, also to another folder, or deleted and restored, and no other photo
   * could be meant.
   *
   * @param hasInodes whether the disk tells a file by its inode; by bytes alone nobody can say what
   *   moved where another photo has taken the place
   */
  isFollowed(content: string, path: string, hasInodes: boolean): boolean {
    if (this.#twinned.has(content) || this.#written.has(content)) return false;
    // A copy with an edit of its own keeps its own record (DESIGN, "late pairing").
    if (this.#copied.has(content) && this.#attached.has(content)) return false;
    // What a rule hides is not gone, so nothing that turns up elsewhere can be it (ARCHITECTURE, "Hidden
    // is not absent").
    if (this.#copied.has(content) && this.#hidden.has(content)) return false;
    const isSameFile = !this.#touched.has(content) || !this.#moved.has(content);
    return isSameFile && (hasInodes || (!this.#swapped.has(content) && !this.#filled.has(path)));
  }
}
