import { dirname } from "node:path";
import { makeJpeg } from "../support/make_jpeg.ts";
import type { Random } from "../program/random.ts";

/** What can happen to photos; the common things are listed more often. */
const KINDS = [
  ...["create", "create", "edit", "edit", "touch", "chmod", "delete", "delete", "rename", "rename"],
  ...["move", "move", "cross", "renameFolder", "nest", "swap", "copy", "replace"],
  ...["displace", "displace", "takeAway", "takeAway", "putBack", "putBack"],
] as const;

/** After these there may be fewer photos. */
const LESSENING: ReadonlySet<string> = new Set(["delete", "replace", "displace", "takeAway"]);

/** What was done to one photo, with the time at which it was done, under whatever names it had. */
export interface PhotoHistory {
  readonly path: string;
  /** The id it must have. */
  readonly id: number;
  /** The id of what the catalogue shows in its place. */
  readonly now: number | undefined;
  readonly events: readonly PhotoEvent[];
}

/** One line of a history. */
export interface PhotoEvent {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly text: string;
}

/** A photo that is in neither root for a while. */
interface AwayPhoto {
  /** Where it is, and where it was; absolute. */
  readonly path: string;
  readonly home: string;
  readonly takenAt: string;
  /** The id it had, and must have again. */
  readonly id: number | undefined;
  readonly isTwin: boolean;
  readonly events: PhotoEvent[];
}

const FIRST_TAKEN_MS = Date.UTC(2001, 0, 1);

/** So many photos are away at most. */
const AWAY_MAX = 20;

/** Below this many photos nothing is deleted, above twice as many nothing is made. */
const PHOTOS_WANTED = 400;

/**
 * Two folders of photos that change at random. Every photo that was only moved since the catalogue was
 * last seen to be equal is followed: it must have the id it had then.
 */
export class ChaoticTree {
  /** Absolute paths of all photos, in no order. */
  readonly #photos = new Set<string>();
  /** Ids the photos must have, by absolute path. */
  #ids = new Map<string, number>();
  /** Photos that are, or were, exact copies of each other: any of them may take over a record. */
  readonly #twins = new Set<string>();
  /** Photos that came from the other root since the catalogue was last seen to be equal. */
  readonly #crossed = new Set<string>();
  /** Photos whose old places others took in that time. */
  readonly #swapped = new Set<string>();
  /** When each photo was taken, by absolute path: a camera says so, and programs carry it over. */
  readonly #taken = new Map<string, string>();
  /** Ids that other photos have, by the absolute paths of those that took their places. */
  readonly #notTheirs = new Map<string, Set<number>>();
  /** Photos outside the roots whose places others took. */
  readonly #away: AwayPhoto[] = [];
  /** What was done to each photo, by the absolute path it has now. */
  readonly #histories = new Map<string, PhotoEvent[]>();
  #counts = new Map<string, number>();
  #number = 0;

  /**
   * @param roots absolute paths of folders that are there and empty
   * @param elsewhere a folder outside the roots, on the same disk
   */
  constructor(
    readonly roots: readonly string[],
    private readonly elsewhere: string,
    private readonly random: Random,
  ) {
    while (this.#photos.size < PHOTOS_WANTED) this.create();
  }

  /** Makes one change. */
  change(): void {
    const kind = this.random.pick(KINDS);
    this.#number++;
    const isTooFew = this.#photos.size < PHOTOS_WANTED;
    const isTooMany = this.#photos.size > 2 * PHOTOS_WANTED;
    if (isTooFew && LESSENING.has(kind)) return this.create();
    if (isTooMany && (kind === "create" || kind === "copy")) return this.delete();
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    this[kind]();
  }

  /** Absolute paths of all photos, sorted. */
  get photos(): string[] {
    return [...this.#photos].sort();
  }

  /** Photos that do not have the ids they had when the catalogue was last seen to be equal. */
  lost(now: ReadonlyMap<string, number>): PhotoHistory[] {
    return [...this.#ids].filter(([path, id]) => now.get(path) !== id).map(([path, id]) => ({
      path,
      id,
      now: now.get(path),
      events: this.#histories.get(path) ?? [],
    }));
  }

  /** Photos that have the ids of those whose places they took: other pictures, taken at other times. */
  stolen(now: ReadonlyMap<string, number>): PhotoHistory[] {
    return [...this.#notTheirs].flatMap(([path, ids]) => {
      const id = now.get(path);
      const events = this.#histories.get(path) ?? [];
      return id !== undefined && ids.has(id) ? [{ path, id, now: id, events }] : [];
    });
  }

  /** Follows all photos from here on, whose ids are these; gives how many were followed until now. */
  follow(now: ReadonlyMap<string, number>): number {
    const followed = this.#ids.size;
    this.#ids = new Map([...now].filter(([path]) => !this.#twins.has(path)));
    this.#crossed.clear();
    this.#swapped.clear();
    this.#notTheirs.clear();
    return followed;
  }

  /** How often each kind of change was made. */
  describe(): string {
    return [...this.#counts].map(([kind, count]) => `${count} ${kind}`).join(", ");
  }

  private create(): void {
    this.#write(`${this.#folder()}/new${++this.#number}.jpg`);
  }

  private nest(): void {
    this.#write(`${this.#root()}/deep${this.#number}/a/b/c.jpg`);
  }

  /** Another picture in the same file, that says it was taken when the former one was. */
  private edit(): void {
    const path = this.#photo();
    this.#write(path, this.#taken.get(path));
  }

  private touch(): void {
    const path = this.#photo();
    this.#ids.delete(path);
    this.#note(path, "touched");
    const stamp = new Date(Date.UTC(2005, 1, 1) + this.#number * 60_000);
    Deno.utimeSync(path, stamp, stamp);
  }

  /** Changes ctime and nothing else: a photo that is renamed as well is still the same. */
  private chmod(): void {
    const path = this.#photo();
    const mode = this.random.pick([0o600, 0o644, 0o440]);
    Deno.chmodSync(path, mode);
    this.#note(path, `chmod ${mode.toString(8)}`);
  }

  private delete(): void {
    const path = this.#photo();
    this.#forget(path);
    Deno.removeSync(path);
  }

  private rename(): void {
    const path = this.#photo();
    this.#move(path, `${dirname(path)}/renamed${this.#number}.jpg`);
  }

  private move(): void {
    const path = this.#photo();
    this.#move(
      path,
      `${this.#rootOf(path)}/folder${this.random.between(0, 9)}/moved${this.#number}.jpg`,
    );
  }

  /**
   * Into the other root. Where another photo is in its old place that may have been edited there after
   * this one was copied, so the record may stay.
   */
  private cross(): void {
    const path = this.#photo();
    if (this.#swapped.has(path)) this.#ids.delete(path);
    const other = this.roots.find((one) => !path.startsWith(`${one}/`)) ?? "";
    const to = `${other}/folder${this.random.between(0, 9)}/crossed${this.#number}.jpg`;
    this.#move(path, to);
    this.#crossed.add(to);
  }

  private renameFolder(): void {
    const from = this.#folder();
    if (this.roots.includes(from)) return;
    const to = `${dirname(from)}/folder-${this.#number}`;
    Deno.renameSync(from, to);
    for (const path of this.photos.filter((one) => one.startsWith(`${from}/`))) {
      this.#follow(path, `${to}${path.slice(from.length)}`);
    }
  }

  /** Within a root: between two, each place shows another photo, which is what saving anew looks like. */
  private swap(): void {
    const one = this.#photo();
    const other = this.#photo(this.#rootOf(one));
    if (one === other) return;
    this.#loseCrossed(one, other);
    const between = `${dirname(one)}/swap${this.#number}.jpg`;
    this.#move(one, between);
    this.#move(other, one);
    this.#move(between, other);
    for (const path of [one, other]) this.#swapped.add(path);
  }

  /** A copy and its original cannot be told apart once both move, so neither is followed. */
  private copy(): void {
    const from = this.#photo();
    const to = `${this.#folder()}/copy${this.#number}.jpg`;
    Deno.copyFileSync(from, to);
    this.#photos.add(to);
    this.#taken.set(to, this.#taken.get(from) ?? "");
    this.#note(from, `copied to ${to}`);
    this.#note(to, `copied from ${from}`);
    for (const twin of [from, to]) {
      this.#twins.add(twin);
      this.#ids.delete(twin);
    }
  }

  /**
   * Moves one photo over another of the same root. One that was touched or has crossed is a new version
   * of that other one, while a record of its bytes is missing: which of the two it has once it moves to
   * the other root depends on what is scanned first, so it is a twin of itself.
   */
  private replace(): void {
    const from = this.#photo();
    const to = this.#photo(this.#rootOf(from));
    if (from === to) return;
    this.#loseCrossed(from);
    const isKnown = this.#ids.has(from);
    this.#move(from, to);
    if (!isKnown) this.#twins.add(to);
  }

  /**
   * A new photo gets the name of another one, which was moved on, copied elsewhere and overwritten, or
   * deleted.
   */
  private displace(): void {
    const name = this.#photo();
    const aside = `${this.#rootOf(name)}/folder${
      this.random.between(0, 9)
    }/kept${this.#number}.jpg`;
    const id = this.#ids.get(name);
    const notTheirs = new Set([
      ...this.#notTheirs.get(name) ?? [],
      ...id === undefined ? [] : [id],
    ]);
    const how = this.random.pick(["moved", "copied", "deleted"]);
    if (how === "moved") this.#move(name, aside);
    else if (how === "copied") this.#moveByCopy(name, aside);
    else {
      this.#forget(name);
      Deno.removeSync(name);
    }
    this.#write(name);
    this.#notTheirs.set(name, notTheirs);
  }

  /** Into no root, and mostly a new photo gets its name. */
  private takeAway(): void {
    if (this.#away.length >= AWAY_MAX) return this.putBack();
    const home = this.#photo();
    const path = `${this.elsewhere}/away${this.#number}.jpg`;
    const id = this.#ids.get(home);
    const events = this.#histories.get(home) ?? [];
    const isTwin = this.#twins.has(home);
    this.#away.push({ path, home, id, isTwin, events, takenAt: this.#taken.get(home) ?? "" });
    this.#note(home, `taken away to ${path}`);
    const notTheirs = new Set([
      ...this.#notTheirs.get(home) ?? [],
      ...id === undefined ? [] : [id],
    ]);
    this.#forget(home);
    Deno.renameSync(home, path);
    if (this.random.between(0, 3) === 0) return;
    this.#write(home);
    this.#notTheirs.set(home, notTheirs);
  }

  /** To the name it had; what has that now is moved on before, or overwritten. */
  private putBack(): void {
    const photo = this.#away.shift();
    if (photo === undefined) return this.takeAway();
    const { path, home, id, isTwin, events, takenAt } = photo;
    if (this.#photos.has(home) && this.random.between(0, 1) === 0) {
      this.#move(home, `${dirname(home)}/yielded${this.#number}.jpg`);
    }
    this.#forget(home);
    Deno.mkdirSync(dirname(home), { recursive: true });
    Deno.renameSync(path, home);
    this.#photos.add(home);
    this.#taken.set(home, takenAt);
    this.#histories.set(home, events);
    this.#note(home, "put back");
    if (isTwin) this.#twins.add(home);
    if (id !== undefined) this.#ids.set(home, id);
  }

  /** In the place of a known photo it is a new version of that one, whose own bytes are not followed then. */
  #loseCrossed(...paths: readonly string[]): void {
    if (!paths.some((path) => this.#crossed.has(path))) return;
    for (const path of paths) this.#ids.delete(path);
  }

  /** By default at a time of its own. */
  #write(path: string, takenAt = new Date(FIRST_TAKEN_MS + ++this.#number * 60_000).toISOString()) {
    const seed = ++this.#number;
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeFileSync(path, makeJpeg({ seed, takenAt, title: `Number ${seed}` }));
    Deno.chmodSync(path, 0o644);
    this.#photos.add(path);
    this.#taken.set(path, takenAt);
    this.#ids.delete(path);
    this.#twins.delete(path);
    this.#note(path, "written");
  }

  #move(from: string, to: string): void {
    Deno.mkdirSync(dirname(to), { recursive: true });
    Deno.renameSync(from, to);
    this.#follow(from, to);
  }

  /** As to another disk: the same bytes and time in another file. It counts as one that has crossed. */
  #moveByCopy(from: string, to: string): void {
    const { atime, mtime } = Deno.lstatSync(from);
    Deno.mkdirSync(dirname(to), { recursive: true });
    Deno.copyFileSync(from, to);
    Deno.utimeSync(to, atime!, mtime!);
    this.#follow(from, to);
    this.#crossed.add(to);
  }

  #follow(from: string, to: string): void {
    const id = this.#ids.get(from);
    const isTwin = this.#twins.has(from);
    const hasCrossed = this.#crossed.has(from);
    const wasSwapped = this.#swapped.has(from);
    const history = this.#histories.get(from) ?? [];
    const takenAt = this.#taken.get(from) ?? "";
    const notTheirs = this.#notTheirs.get(from);
    this.#forget(from);
    this.#forget(to);
    this.#photos.add(to);
    this.#taken.set(to, takenAt);
    if (notTheirs !== undefined) this.#notTheirs.set(to, notTheirs);
    this.#histories.set(to, history);
    this.#note(to, `moved from ${from}`);
    if (isTwin) this.#twins.add(to);
    if (hasCrossed) this.#crossed.add(to);
    if (wasSwapped) this.#swapped.add(to);
    if (id !== undefined) this.#ids.set(to, id);
  }

  #forget(path: string): void {
    this.#photos.delete(path);
    this.#ids.delete(path);
    this.#twins.delete(path);
    this.#histories.delete(path);
    this.#crossed.delete(path);
    this.#swapped.delete(path);
    this.#taken.delete(path);
    this.#notTheirs.delete(path);
  }

  /** Adds to the history of a photo what was just done to it. */
  #note(path: string, what: string): void {
    const { size, mtime, ino } = Deno.lstatSync(path);
    const history = this.#histories.get(path) ?? [];
    const text = `${what}: ${path}, ${size} bytes of ${mtime?.toISOString()}, inode ${ino}`;
    history.push({ atMs: Date.now(), text });
    this.#histories.set(path, history);
  }

  #photo(root = ""): string {
    return this.random.pick([...this.#photos].filter((path) => path.startsWith(`${root}/`)));
  }

  #rootOf(path: string): string {
    return this.roots.find((root) => path.startsWith(`${root}/`)) ?? "";
  }

  #folder(): string {
    return this.#photos.size === 0 ? this.#root() : dirname(this.#photo());
  }

  #root(): string {
    return this.random.pick(this.roots);
  }
}
