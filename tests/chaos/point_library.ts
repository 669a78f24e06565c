import assert from "node:assert/strict";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Random } from "../program/random.ts";
import { queryCatalogue } from "../support/catalogue.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import { runProgram } from "../support/program.ts";

const FIRST_TAKEN_MS = Date.UTC(2001, 0, 1);
const HISTORY_MAX = 150;
const SERIES_BYTES = 20_000;
const FIRST_CHANGED_MS = Date.UTC(2020, 0, 1);

/** A photo as it is on disk: whatever becomes of its file, the label says which one it is. */
interface LabelledPhoto {
  readonly label: string;
  readonly seed: number;
}

/** A photo that was deleted and may be restored. */
export interface DeletedPhoto extends LabelledPhoto {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mtime: Date;
  readonly id: number | undefined;
}

/** Folders of small photos with a label each, and a catalogue of them used by the real program. */
export class PointLibrary {
  readonly database: string;
  readonly #photos = new Map<string, LabelledPhoto>();
  /** Ids that photos must have, by label. */
  #ids = new Map<string, number>();
  /** Labels of photos that had a hard link: which of two records goes on is not promised when both leave. */
  readonly #twins = new Set<string>();
  #number = 0;
  /** Label of the photo that was made last. */
  latest = "";

  constructor(
    readonly directory: string,
    readonly random: Random,
    name = "catalogue.db",
  ) {
    this.database = `${directory}/${name}`;
  }

  folder(name: string): string {
    return `${this.directory}/${name}`;
  }

  /** Another number each time. */
  next(): number {
    return ++this.#number;
  }

  /** Absolute paths of the photos in a folder, in order; not of those that are away or hard links. */
  photos(folder: string): string[] {
    return [...this.#photos.keys()].filter((path) => path.startsWith(`${this.folder(folder)}/`))
      .sort();
  }

  /** Makes a photo nobody has seen, in a file of its own. */
  create(path: string): void {
    const seed = this.next();
    this.latest = `Photo ${seed}`;
    this.#put(path, { label: this.latest, seed });
  }

  /** Of the same size and time as every other photo that is made so. */
  createInSeries(path: string): void {
    const seed = this.next();
    this.#put(path, { label: `Photo ${seed}`, seed }, { padTo: SERIES_BYTES });
    makeOld(path, 0);
  }

  /** Whether the catalogue shows a photo with the label. */
  isKnown(label: string): boolean {
    return this.#idsNow().has(label);
  }

  /** The same photo with other metadata, in the same file. */
  edit(path: string): void {
    this.#put(path, this.#photos.get(path)!);
  }

  /** The file is a photo of this library no more, and its id is not asked for. */
  forget(path: string): void {
    const photo = this.#photos.get(path);
    this.#photos.delete(path);
    if (photo !== undefined) this.#ids.delete(photo.label);
  }

  /** A second name for a photo, whose id is not asked for any more. */
  link(path: string, to: string): void {
    const { label } = this.#photos.get(path)!;
    this.#twins.add(label);
    this.#ids.delete(label);
    Deno.linkSync(path, to);
  }

  delete(path: string): DeletedPhoto {
    const photo = this.#photos.get(path)!;
    const kept = {
      ...photo,
      path,
      bytes: Deno.readFileSync(path),
      mtime: Deno.statSync(path).mtime!,
      id: this.#ids.get(photo.label),
    };
    this.forget(path);
    Deno.removeSync(path);
    return kept;
  }

  restore({ path, label, seed, bytes, mtime, id }: DeletedPhoto): void {
    if (this.#photos.has(path)) this.move(path, `${dirname(path)}/yielded${this.next()}.jpg`);
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeFileSync(path, bytes);
    Deno.utimeSync(path, mtime, mtime);
    this.#photos.set(path, { label, seed });
    if (id !== undefined) this.#ids.set(label, id);
  }

  /** A file or a folder. */
  move(from: string, to: string): void {
    Deno.mkdirSync(dirname(to), { recursive: true });
    Deno.renameSync(from, to);
    for (const [path, photo] of [...this.#photos]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.#photos.delete(path);
      this.#photos.set(`${to}${path.slice(from.length)}`, photo);
    }
  }

  /** As to another disk. */
  moveByCopy(from: string, to: string): void {
    const photo = this.delete(from);
    this.restore({ ...photo, path: to });
  }

  /** Lets the catalogue take all that is missing for missing so long. */
  pass(milliseconds: number): void {
    const database = new DatabaseSync(this.database);
    database.prepare(
      `UPDATE file SET missing_since_ms = missing_since_ms - ?1,
         tombstone_since_ms = tombstone_since_ms - ?1 WHERE missing_since_ms IS NOT NULL`,
    ).run(milliseconds);
    database.close();
  }

  /** Runs a command on this catalogue, which has to end as expected. */
  async run(args: readonly string[], ...codes: readonly number[]): Promise<string> {
    const { code, stdout, stderr } = await runProgram([...args, "--db", this.database]);
    const expected = codes.length === 0 ? [0] : codes;
    assert.ok(
      expected.includes(code),
      `${args.join(" ")} ended with ${code}\n${stdout}\n${stderr}`,
    );
    return stdout;
  }

  query(sql: string): Record<string, unknown>[] {
    return queryCatalogue(this.database, sql);
  }

  /** Follows every photo there is, with the id it has now. */
  follow(): void {
    this.#ids = new Map();
    this.followNew();
  }

  /** Photos that have ids for the first time keep them. */
  followNew(): void {
    // In a catalogue that has no tables yet, or those of an older version, nobody has an id.
    const titles = "SELECT 1 FROM pragma_table_info('photos') WHERE name = 'title'";
    if (this.query(titles).length === 0) return;
    const here = new Set([...this.#photos.values()].map(({ label }) => label));
    for (const [label, id] of this.#idsNow()) {
      const isFollowed = here.has(label) && !this.#twins.has(label);
      if (isFollowed && !this.#ids.has(label)) this.#ids.set(label, id);
    }
  }

  /** Every photo that is on disk and shown has the id it had. */
  assertIdsKept(): void {
    const now = this.#idsNow();
    const lost = [...this.#ids].filter(([label, id]) => now.has(label) && now.get(label) !== id)
      .map(([label, id]) => `${label}: ${id} became ${now.get(label)}`);
    assert.deepEqual(lost, [], `${lost.join("; ")}\n${this.#history(lost.length > 0)}`);
  }

  /** What the catalogue says of its last changes. */
  #history(isWanted: boolean): string {
    if (!isWanted) return "";
    const sql =
      "SELECT seq, kind, photo_id, root, path, old_path, old_photo_id FROM changes ORDER BY seq";
    return this.query(sql).slice(-HISTORY_MAX).map((row) => Object.values(row).join(" ")).join(
      "\n",
    );
  }

  /** Of the photos that were followed so many are shown. */
  get followed(): number {
    const now = this.#idsNow();
    return [...this.#ids.keys()].filter((label) => now.has(label)).length;
  }

  /** By title; of hard links the oldest record. */
  #idsNow(): Map<string, number> {
    const rows = this.query(
      "SELECT id, title FROM photos WHERE title IS NOT NULL ORDER BY id DESC",
    );
    return new Map(rows.map(({ id, title }) => [String(title), Number(id)]));
  }

  #put(path: string, { label, seed }: LabelledPhoto, size: { readonly padTo?: number } = {}): void {
    Deno.mkdirSync(dirname(path), { recursive: true });
    const takenAt = new Date(FIRST_TAKEN_MS + seed * 60_000).toISOString().slice(0, 19);
    const keywords = [`word ${this.next()}`];
    const bytes = makeJpeg({
      width: 32,
      height: 24,
      seed,
      title: label,
      takenAt,
      keywords,
      ...size,
    });
    Deno.writeFileSync(path, bytes);
    makeOld(path, this.next());
    this.#photos.set(path, { label, seed });
  }
}

/** Gives a file a time of change in the past, so that it is read at once. */
export function makeOld(path: string, number: number): void {
  const stamp = new Date(FIRST_CHANGED_MS + number * 1_000);
  Deno.utimeSync(path, stamp, stamp);
}

/**
 * What must be true of a catalogue at every moment, also with the log a killed program left: it is
 * whole, nothing refers to nothing, and no photo has two rows. Looked at in a copy, so that the next
 * start finds everything as the kill left it.
 */
export function assertSound(database: string): void {
  const folder = Deno.makeTempDirSync({ prefix: "proofsheet-test-" });
  try {
    const copy = `${folder}/copy.db`;
    for (const companion of ["", "-wal", "-journal"]) {
      copyIfThere(`${database}${companion}`, `${copy}${companion}`);
    }
    const opened = new DatabaseSync(copy);
    assert.deepEqual(all(opened, "PRAGMA integrity_check"), [{ integrity_check: "ok" }]);
    assert.deepEqual(all(opened, "PRAGMA foreign_key_check"), []);
    const hasPhotos = all(opened, "SELECT 1 FROM sqlite_schema WHERE name = 'missing'").length > 0;
    const twice = "SELECT root, path FROM photos GROUP BY root, path HAVING count(*) > 1";
    if (hasPhotos) assert.deepEqual(all(opened, twice), []);
    opened.close();
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function copyIfThere(from: string, to: string): void {
  try {
    Deno.copyFileSync(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function all(database: DatabaseSync, sql: string): Record<string, unknown>[] {
  return database.prepare(sql).all().map((row) => ({ ...row }));
}
