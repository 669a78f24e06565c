import assert from "node:assert/strict";
import { type ProgramOptions, startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { listFiles, makeOldTree, waitUntilOld, withLibrary } from "./photo_library.ts";
import type { PhotoLibrary } from "./photo_library.ts";
import { startWatch, stop, untilEqual } from "./watching_library.ts";

/** What no form of the program may get wrong, with the numbers of the checklist. */
const CASES: readonly (readonly [string, (library: PhotoLibrary) => Promise<void>])[] = [
  ["C-002 C-020 C-042 C-050 rows, ids and moves", keepRows],
  ["C-055 C-078 a watcher notices a copied photo, and SIGTERM ends it within 5 s", noticeCopy],
  ["C-078 SIGTERM ends a watcher in the middle of its first index", endEarly],
  ["C-079 a killed sync is carried on by the next one", surviveKill],
  ["C-080 a daemon does the sync of the same catalogue", serveSync],
];

/**
 * Plays the main cases with one form of the program, each in a library of its own and all at once:
 * most of their time is waiting.
 *
 * @throws {AssertionError} with the case and what was wrong with it
 */
export async function playMainCases(how: ProgramOptions): Promise<void> {
  await Promise.all(CASES.map(async ([name, play]) => {
    try {
      await withLibrary(play, how);
    } catch (error) {
      throw new Error(`${name}: ${error}`, { cause: error });
    }
  }));
}

async function keepRows(library: PhotoLibrary): Promise<void> {
  library.writeAll(["a.jpg", "b/c.jpg", "b/d.jpg", "b/e.jpg"]);
  await waitUntilOld();
  assert.equal((await library.sync()).appeared, 4);
  assert.deepEqual(library.paths(), listFiles(library.photos));
  const ids = library.ids();

  const before = library.dump();
  const second = await library.sync();
  assert.deepEqual([second.unchanged, second.filesRead], [4, 0]);
  assert.equal(library.dump(), before, "an unchanged photo has its row written anew");

  library.rename("b/c.jpg", "moved/f.jpg");
  const third = await library.sync();
  assert.deepEqual([third.moved, third.filesRead], [1, 0]);
  assert.equal(library.id("moved/f.jpg"), ids.get("b/c.jpg"));

  const addedAt = library.photo("a.jpg").added_at;
  const { mtime } = Deno.statSync(library.path("a.jpg"));
  const bytes = Deno.readFileSync(library.path("a.jpg"));
  library.remove("a.jpg");
  assert.equal((await library.sync()).missing, 1);
  library.write("a.jpg", bytes);
  Deno.utimeSync(library.path("a.jpg"), mtime!, mtime!);
  assert.equal((await library.sync()).revived, 1);
  assert.equal(library.id("a.jpg"), ids.get("a.jpg"));
  assert.equal(library.photo("a.jpg").added_at, addedAt);
  assert.deepEqual(await library.audit(), []);
}

async function noticeCopy(library: PhotoLibrary): Promise<void> {
  library.writeAll(["a.jpg"]);
  await using watch = await startWatch(library);
  // The watcher listens before its first scan looks, so from here on only an event can tell.
  Deno.copyFileSync(library.path("a.jpg"), library.path("copy.jpg"));
  await untilEqual(library);
  assert.deepEqual(library.paths(), ["a.jpg", "copy.jpg"]);
  await stop(watch);
}

async function endEarly(library: PhotoLibrary): Promise<void> {
  makeOldTree(library.photos, { files: 1_500, perDirectory: 200 });
  const args = ["watch", "--root", library.photos, "--db", library.database, "--no-http"];
  await using watch = startProgram(args, library.how);
  await until(() => library.paths().length > 0, { what: "the first photos" });
  await stop(watch);
  assert.equal(library.query("PRAGMA integrity_check")[0]?.integrity_check, "ok");
}

async function surviveKill(library: PhotoLibrary): Promise<void> {
  makeOldTree(library.photos, { files: 600, perDirectory: 100 });
  const args = ["sync", "--folder", library.photos, "--db", library.database];
  await using sync = startProgram(args, library.how);
  await until(() => library.paths().length > 0, { what: "the first photos" });
  sync.signal("SIGKILL");
  await sync.ended;
  const ids = library.ids();
  await library.sync();
  for (const [path, id] of ids) assert.equal(library.id(path), id);
  assert.deepEqual(library.paths(), listFiles(library.photos));
  assert.deepEqual(await library.audit(), []);
}

async function serveSync(library: PhotoLibrary): Promise<void> {
  library.writeAll(["a.jpg"]);
  // So long a window that nobody but the sync can be who found the photo.
  const window = ["--debounce", "10m", "--debounce-limit", "1h", "--no-http"];
  const args = ["watch", "--root", library.photos, "--db", library.database, ...window];
  await using daemon = startProgram(args, library.how);
  await daemon.waitForLine(/looked at [\d,]+ files?/);
  library.write("b.jpg", { seed: 7 });
  assert.equal((await library.sync()).appeared, 1);
  const { worker } = JSON.parse((await library.run(["status", "--json"])).stdout);
  assert.equal(worker.pid, daemon.pid);
  await stop(daemon);
}
