import assert from "node:assert/strict";
import { makeJpeg } from "../support/make_jpeg.ts";
import { listFiles, type PhotoLibrary } from "./photo_library.ts";
import type { Random } from "./random.ts";

/** Kinds of change; the common ones are listed more often. */
const KINDS = [
  ...["create", "create", "modify", "touch", "delete", "delete", "rename", "rename", "move"],
  ...["move", "renameDirectory", "nested", "swap", "swap", "overwrite", "retitle"],
] as const;

/**
 * Changes a tree of photos at random and remembers which photos were moved at most: those must have
 * the ids they had when this was made, whatever places they went through.
 */
export class TreeChanges {
  /** Ids of photos that were not changed but perhaps moved, by the path they have now. */
  readonly #ids: Map<string, number>;
  readonly #counts = new Map<string, number>();
  #number = 0;

  constructor(private readonly library: PhotoLibrary, private readonly random: Random) {
    this.#ids = library.ids();
    assert.ok(this.#ids.size > 0, "there are photos to follow");
  }

  /** Makes one change. */
  makeOne(): void {
    const kind = this.random.pick(KINDS);
    this.#number++;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    this[kind]();
  }

  /** How often each kind of change was made. */
  describe(): string {
    const counts = [...this.#counts].map(([kind, count]) => `${count} ${kind}`).join(", ");
    return `${counts}; ${this.#ids.size} photos were moved at most`;
  }

  /** @throws {AssertionError} When a photo that was moved at most has another id or none. */
  assertIdsKept(): void {
    const now = this.library.ids();
    const lost = [...this.#ids].filter(([path, id]) => now.get(path) !== id)
      .map(([path, id]) => `${path}: ${id} became ${now.get(path)}`);
    assert.deepEqual(lost, []);
  }

  private create(): void {
    const seed = 50_000 + this.#number;
    this.#write(`${this.#directory()}/new${this.#number}.jpg`, makeJpeg({ seed, title: "New" }));
  }

  private modify(): void {
    const path = this.#photo();
    this.#ids.delete(path);
    this.#write(path, makeJpeg({ seed: 60_000 + this.#number, title: "Modified" }));
  }

  private touch(): void {
    const path = this.#photo();
    this.#ids.delete(path);
    const stamp = new Date(Date.UTC(2001, 1, 1) + this.#number * 1_000);
    Deno.utimeSync(this.library.path(path), stamp, stamp);
  }

  private delete(): void {
    const path = this.#photo();
    this.#ids.delete(path);
    this.library.remove(path);
  }

  private rename(): void {
    const path = this.#photo();
    this.#move(path, path.replace(/[^/]*$/, `renamed${this.#number}.jpg`));
  }

  private move(): void {
    const path = this.#photo();
    this.#move(path, `${this.#directory()}/moved${this.#number}-${path.split("/").at(-1)}`);
  }

  private renameDirectory(): void {
    const from = this.#directory();
    const to = `folder${this.#number}`;
    this.library.rename(from, to);
    for (const [path, id] of [...this.#ids]) {
      if (!path.startsWith(`${from}/`)) continue;
      this.#ids.delete(path);
      this.#ids.set(`${to}${path.slice(from.length)}`, id);
    }
  }

  private nested(): void {
    const path = `deep${this.#number}/a/b/c.jpg`;
    Deno.mkdirSync(this.library.path(`deep${this.#number}/a/b`), { recursive: true });
    this.#write(path, makeJpeg({ seed: 70_000 + this.#number, title: "Nested" }));
  }

  private swap(): void {
    const one = this.#photo();
    const other = this.#photo();
    if (one === other) return;
    const between = `${one.replace(/[^/]*$/, "")}swap${this.#number}.jpg`;
    this.#move(one, between);
    this.#move(other, one);
    this.#move(between, other);
  }

  private overwrite(): void {
    const [one, other] = [this.#photo(), this.#photo()];
    if (one !== other) this.#move(one, other);
  }

  /** As an editor does: a new file beside the photo, renamed over it. */
  private retitle(): void {
    const path = this.#photo();
    this.#ids.delete(path);
    const photo = makeJpeg({ seed: 5, title: `Retitled ${this.#number}` });
    this.#write(`${path}_exiftool_tmp`, photo);
    this.library.rename(`${path}_exiftool_tmp`, path);
  }

  #move(from: string, to: string): void {
    this.library.rename(from, to);
    const id = this.#ids.get(from);
    this.#ids.delete(from);
    this.#ids.delete(to);
    if (id !== undefined) this.#ids.set(to, id);
  }

  /** With the time of now, as programs write. */
  #write(path: string, photo: Uint8Array): void {
    Deno.writeFileSync(this.library.path(path), photo);
  }

  #photo(): string {
    return this.random.pick(listFiles(this.library.photos));
  }

  #directory(): string {
    const directories = new Set(
      listFiles(this.library.photos).filter((path) => path.includes("/"))
        .map((path) => path.slice(0, path.lastIndexOf("/"))),
    );
    return this.random.pick([...directories]);
  }
}
