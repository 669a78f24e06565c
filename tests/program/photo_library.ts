import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";
import { listPhotos, queryCatalogue } from "../support/catalogue.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import type { MakeJpegOptions } from "../support/make_jpeg_options.ts";
import { makeTree } from "../support/make_tree.ts";
import type { MakeTreeOptions } from "../support/make_tree.ts";
import { runProgram, withTempDir } from "../support/program.ts";
import type { ProgramOptions, RunProgramOptions } from "../support/program.ts";
import type { ProgramResult } from "../support/running_program.ts";

/** What `sync --json` says of one root. */
export interface SyncSummary {
  readonly root: string;
  readonly seen: number;
  readonly appeared: number;
  readonly changed: number;
  readonly moved: number;
  readonly revived: number;
  readonly unchanged: number;
  readonly unreadable: number;
  readonly pending: number;
  readonly waiting: number;
  readonly missing: number;
  readonly merged: number;
  readonly ignored: number;
  readonly tombstoned: number;
  readonly purged: number;
  readonly kept: number;
  readonly held: number;
  readonly problems: number;
  readonly filesRead: number;
  readonly bytesRead: number;
  readonly outcome: string;
  readonly trouble: string | null;
}

/** One difference of `audit --json`. */
export interface AuditDifference {
  readonly kind: string;
  readonly path: string;
  readonly oldPath: string | null;
  readonly fields?: readonly { readonly field: string }[];
}

/** Longer than the time within which a look proves nothing: a change in it leaves no trace. */
const RACY_PAUSE_MS = 2_100;

/** A folder of photos and a catalogue of it in a directory of their own, used by the real program. */
export class PhotoLibrary {
  /** Holds everything; the photos are one folder in it. */
  readonly directory: string;
  readonly photos: string;
  readonly database: string;

  /** @param how Which form of the program works on it, and where; from source by default. */
  constructor(directory: string, readonly how: ProgramOptions = {}) {
    this.directory = directory;
    this.photos = join(directory, "photos");
    this.database = join(directory, "data", "catalogue.db");
    Deno.mkdirSync(this.photos);
    Deno.mkdirSync(dirname(this.database));
  }

  /** Absolute path of a photo. */
  path(path: string): string {
    return `${this.photos}/${path}`;
  }

  /**
   * Writes a photo or other bytes, in place where there is one, with the directories it needs. Its
   * time of change lies in the past, as that of a copied photo does, so that it is read at once.
   */
  write(path: string, content: MakeJpegOptions | Uint8Array | string = {}): void {
    Deno.mkdirSync(dirname(this.path(path)), { recursive: true });
    const bytes = typeof content === "string"
      ? new TextEncoder().encode(content)
      : content instanceof Uint8Array
      ? content
      : makeJpeg({ width: 32, height: 24, ...content });
    Deno.writeFileSync(this.path(path), bytes);
    makeOld(this.path(path));
  }

  /** Writes photos that differ from each other. */
  writeAll(paths: readonly string[], firstSeed = 1): void {
    for (const [index, path] of paths.entries()) {
      this.write(path, { seed: firstSeed + index, title: `Title of ${path}` });
    }
  }

  rename(from: string, to: string): void {
    Deno.mkdirSync(dirname(this.path(to)), { recursive: true });
    Deno.renameSync(this.path(from), this.path(to));
  }

  remove(path: string): void {
    Deno.removeSync(this.path(path), { recursive: true });
  }

  /** Runs a command on this catalogue. */
  run(args: readonly string[], options: RunProgramOptions = {}): Promise<ProgramResult> {
    return runProgram([...args, "--db", this.database], { ...this.how, ...options });
  }

  /** Syncs the folder of photos and returns what it said; the numbers have to add up. */
  async sync(
    { code = 0, args = ["--folder", this.photos] }: { code?: number; args?: readonly string[] } =
      {},
  ): Promise<SyncSummary> {
    const result = await this.run(["sync", "--json", ...args]);
    assert.equal(result.code, code, `${result.stdout}\n${result.stderr}`);
    const [summary] = JSON.parse(result.stdout).roots;
    assertAddsUp(summary);
    return summary;
  }

  /** Differences that `audit` finds; its exit code has to say the same. */
  async audit(...args: readonly string[]): Promise<AuditDifference[]> {
    const result = await this.run(["audit", "--json", ...args]);
    assert.notEqual(result.stdout, "", result.stderr);
    const roots = JSON.parse(result.stdout).roots as { differences: AuditDifference[] }[];
    const differences = roots.flatMap((root) => root.differences);
    assert.equal(result.code, differences.length === 0 ? 0 : 6, result.stdout + result.stderr);
    return differences;
  }

  /** Asks the catalogue by plain SQL. */
  query(sql: string, ...values: SQLInputValue[]): Record<string, SQLOutputValue>[] {
    return queryCatalogue(this.database, sql, ...values);
  }

  /** Paths of all present photos. */
  paths(): string[] {
    return listPhotos(this.database);
  }

  /** Ids of all present photos by path. */
  ids(): Map<string, number> {
    const rows = this.query("SELECT path, id FROM photos");
    return new Map(rows.map(({ path, id }) => [String(path), Number(id)]));
  }

  /** The id of one present photo. */
  id(path: string): number {
    const id = this.ids().get(path);
    assert.notEqual(id, undefined, `No photo '${path}' among ${this.paths().join(", ")}`);
    return id!;
  }

  /** One present photo with all its columns. */
  photo(path: string): Record<string, SQLOutputValue> {
    const [row] = this.query("SELECT * FROM photos WHERE path = ?", path);
    assert.notEqual(row, undefined, `No photo '${path}' among ${this.paths().join(", ")}`);
    return row!;
  }

  /** Open problems as `path: kind`. */
  problems(): string[] {
    return this.query("SELECT path, kind FROM problems ORDER BY path, kind")
      .map(({ path, kind }) => `${path}: ${kind}`);
  }

  /** Every private row of every file: equal dumps mean that nothing was written to them. */
  dump(): string {
    return JSON.stringify(this.query("SELECT * FROM file ORDER BY id")) +
      JSON.stringify(this.query("SELECT * FROM photo ORDER BY file_id")) +
      JSON.stringify(this.query("SELECT * FROM change ORDER BY seq"));
  }
}

/** Turns over one byte, as a bad disk does, without a trace: the catalogue has the time stamps it has. */
export function rot(library: PhotoLibrary, path: string, offset: number): void {
  const file = library.path(path);
  const { mtime } = Deno.lstatSync(file);
  const bytes = Deno.readFileSync(file);
  bytes[offset]! ^= 1;
  Deno.writeFileSync(file, bytes);
  Deno.utimeSync(file, mtime!, mtime!);
  const ctimeMs = Deno.lstatSync(file).ctime!.getTime();
  const catalogue = new DatabaseSync(library.database);
  catalogue.prepare("UPDATE file SET ctime_ms = ?, looked_at_ms = ? WHERE name = ?")
    .run(ctimeMs, ctimeMs + 10_000, path);
  catalogue.close();
}

/** Runs `use` with a library of its own and removes it afterwards. */
export function withLibrary(
  use: (library: PhotoLibrary) => Promise<void>,
  how: ProgramOptions = {},
): Promise<void> {
  return withTempDir((directory) => use(new PhotoLibrary(directory, how)));
}

/** Makes a tree of photos as `makeTree` does, with times of change that lie in the past. */
export function makeOldTree(directory: string, options: MakeTreeOptions): string[] {
  const paths = makeTree(directory, options);
  for (const path of paths) makeOld(join(directory, path));
  return paths;
}

/** Paths of all files below a directory, relative to it and in the order the catalogue gives. */
export function listFiles(directory: string, below = ""): string[] {
  const entries = [...Deno.readDirSync(`${directory}/${below}`)];
  return entries.flatMap(({ name, isDirectory }) => {
    const path = below === "" ? name : `${below}/${name}`;
    return isDirectory ? listFiles(directory, path) : [path];
  }).sort();
}

let filesMade = 0;

/** Gives a file a time of change in the past that no other file has. */
function makeOld(path: string): void {
  const stamp = new Date(Date.UTC(2020, 0, 1) + 1_000 * filesMade++);
  Deno.utimeSync(path, stamp, stamp);
}

/** Waits until the files written so far are old enough for a look at them to prove something. */
export function waitUntilOld(): Promise<void> {
  return sleep(RACY_PAUSE_MS);
}

/** Every candidate that was seen is in exactly one count. */
function assertAddsUp(summary: SyncSummary): void {
  const { appeared, changed, moved, revived, unchanged, unreadable, pending, waiting, seen } =
    summary;
  const sum = appeared + changed + moved + revived + unchanged + unreadable + pending + waiting;
  if (summary.outcome === "offline" || summary.outcome === "stopped") return;
  assert.equal(sum, seen, `The numbers do not add up: ${JSON.stringify(summary)}`);
}
