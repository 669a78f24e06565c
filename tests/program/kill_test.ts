import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseSync } from "node:sqlite";
import { startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { listFiles, makeOldTree, type PhotoLibrary, withLibrary } from "./photo_library.ts";
import { type Random, seededRandom } from "./random.ts";

const KILLS = 20;
const FILES = 5_000;
/** Enough, in the five runs that are left alone for so long, for a tenth of the ids to be followed. */
const MORE_PHOTOS = 150;
/** Exit code of what SIGKILL ended. */
const KILLED = 137, TERMINATED = 143;
/** A first index takes longer than the first, and hardly ever longer than the second. */
const KILL_WITHIN_MS = 800, KILL_LATE_MS = 1_600;

Deno.test("C-079 a sync killed twenty times at random moments loses no id and makes no duplicate", () =>
  withLibrary(async (library) => {
    const random = seededRandom("twenty kills");
    makeOldTree(library.photos, { files: FILES, perDirectory: 250 });
    const life = new TreeLife(library, random);
    let hits = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      await using sync = startProgram([
        "sync",
        "--folder",
        library.photos,
        "--db",
        library.database,
      ]);
      // However busy the machine is, some kills come while photos are written, and there are ids to follow.
      if (kill % 4 === 3) await Promise.race([sync.ended, untilMorePhotos(library)]);
      const killWithinMs = kill % 4 === 3 ? KILL_LATE_MS : KILL_WITHIN_MS;
      const ended = Promise.race([sync.ended, sleep(random.between(20, killWithinMs), "alive")]);
      if (await ended === "alive") sync.signal("SIGKILL");
      if ((await sync.waitForEnd()).code === KILLED) hits++;
      assertIntact(library);
      life.remember();
      if (kill % 2 === 0) life.change(kill);
    }
    console.log(`${hits} of ${KILLS} kills hit a sync at work; ${life.describe()}`);
    assert.ok(hits >= KILLS / 4, `only ${hits} kills hit a running sync`);

    await library.sync();
    assert.deepEqual(await library.audit(), []);
    assertIntact(library);
    assert.deepEqual(library.paths(), listFiles(library.photos));
    life.assertIdsKept();
  }));

Deno.test("C-078 SIGTERM during a first index: sync ends within 5 s with 143, and the next one carries on", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 2_500, perDirectory: 200 });
    await using sync = startProgram(["sync", "--folder", library.photos, "--db", library.database]);
    await until(() => library.paths().length > 0, { what: "the first photos" });
    sync.signal("SIGTERM");
    const { code, stderr } = await sync.waitForEnd(5_000);
    assert.equal(code, TERMINATED, stderr);
    assertIntact(library);
    const before = library.ids();
    assert.ok(before.size > 0 && before.size < 2_500, `stopped at ${before.size} of 2500`);
    const [scan] = library.query("SELECT outcome FROM scans ORDER BY id DESC LIMIT 1");
    assert.equal(scan?.outcome, "stopped");

    const next = await library.sync();
    assert.equal(next.appeared, 2_500 - before.size);
    for (const [path, id] of before) assert.equal(library.id(path), id);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-078 SIGINT during a first index: sync ends with 130", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 3_000, perDirectory: 200 });
    await using sync = startProgram(["sync", "--folder", library.photos, "--db", library.database]);
    await until(() => library.paths().length > 0, { what: "the first photos" });
    sync.signal("SIGINT");
    assert.equal((await sync.waitForEnd(5_000)).code, 130);
    assertIntact(library);
  }));

Deno.test("C-078 SIGTERM during the first index of a watcher: exit 0 within 5 s, catalogue intact", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 2_500, perDirectory: 200 });
    const args = ["watch", "--root", library.photos, "--db", library.database, "--no-http"];
    await using watch = startProgram(args);
    await until(() => library.paths().length > 0, { what: "the first photos" });
    watch.signal("SIGTERM");
    const { code, stderr } = await watch.waitForEnd(5_000);
    assert.equal(code, 0, stderr);
    assertIntact(library);
    const stoppedAt = library.paths().length;
    assert.ok(stoppedAt < 2_500, `stopped at ${stoppedAt} of 2500`);
    assert.equal((await library.sync()).appeared, 2_500 - stoppedAt);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-078 readers of photos do not outlive a killed program", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 3_000, perDirectory: 200 });
    await using sync = startProgram(["sync", "--folder", library.photos, "--db", library.database]);
    await until(() => library.paths().length > 0, { what: "the first photos" });
    const children = await childrenOf(sync.pid);
    assert.ok(children.length > 0, "photos are read in children");
    sync.signal("SIGKILL");
    await sync.waitForEnd();
    const stillRuns = () => processes(["-p", children.join(",")]);
    await until(async () => (await stillRuns()).length === 0, { what: "the children to end" });
  }));

function untilMorePhotos(library: PhotoLibrary): Promise<unknown> {
  const wanted = library.paths().length + MORE_PHOTOS;
  return until(() => library.paths().length >= wanted, { what: `${MORE_PHOTOS} more photos` });
}

/** What happens to a tree of photos, and which ids were seen for photos nobody touched since. */
class TreeLife {
  /** Ids of photos by their path now; a rename takes the id along, a deletion forgets it. */
  readonly #ids = new Map<string, number>();
  #renamed = 0;
  #removed = 0;
  /** Neither moved later nor edited once moved: both with no scan between is C-053's promise. */
  readonly #moved = new Set<string>();
  readonly #edited = new Set<string>();
  #added = 0;

  constructor(private readonly library: PhotoLibrary, private readonly random: Random) {}

  /** Notes the ids the catalogue has given so far; one that was known must not have changed. */
  remember(): void {
    const paths = new Set(listFiles(this.library.photos));
    const followed = new Set(this.#ids.values());
    for (const [path, id] of this.#idsSoFar()) {
      // A row may still stand where a photo was before it was renamed or deleted.
      if (paths.has(path) && !this.#ids.has(path) && !followed.has(id)) this.#ids.set(path, id);
    }
  }

  /** None as long as every kill came before the first table. */
  #idsSoFar(): ReadonlyMap<string, number> {
    try {
      return this.library.ids();
    } catch (error) {
      if (this.#ids.size === 0 && /unable to open|no such table/.test(String(error))) {
        return this.#ids;
      }
      throw error;
    }
  }

  change(round: number): void {
    const paths = listFiles(this.library.photos).filter((path) => !this.#edited.has(path));
    for (let count = 0; count < 15; count++) {
      const path = this.#take(paths);
      const target = `moved${round}/${count}-${path.split("/").at(-1)}`;
      this.library.rename(path, target);
      this.#moved.delete(path);
      this.#moved.add(target);
      const id = this.#ids.get(path);
      this.#ids.delete(path);
      if (id !== undefined) this.#ids.set(target, id);
      this.#renamed++;
    }
    for (let count = 0; count < 10; count++) {
      const path = this.#take(paths);
      this.library.remove(path);
      this.#ids.delete(path);
      this.#removed++;
    }
    const unmoved = paths.filter((path) => !this.#moved.has(path));
    for (let count = 0; count < 20; count++) {
      const path = this.#take(unmoved);
      this.library.write(path, {
        seed: 900_000 + round * 100 + count,
        title: `Edited in ${round}`,
      });
      this.#edited.add(path);
    }
    for (let count = 0; count < 200; count++) {
      const seed = 100_000 + round * 1_000 + count;
      this.library.write(`added${round}/IMG_${seed}.jpg`, { seed, title: `Added ${seed}` });
      this.#added++;
    }
  }

  assertIdsKept(): void {
    const now = this.library.ids();
    const lost = [...this.#ids].filter(([path, id]) => now.get(path) !== id)
      .map(([path, id]) => `${path}: ${id} became ${now.get(path)}`);
    assert.deepEqual(lost, []);
    assert.ok(this.#ids.size > FILES / 10, `only ${this.#ids.size} ids were followed`);
  }

  describe(): string {
    return `${this.#renamed} renamed, ${this.#removed} removed, ${this.#edited.size} edited, ${this.#added} added, ` +
      `${this.#ids.size} ids followed`;
  }

  #take(paths: string[]): string {
    const [path] = paths.splice(this.random.between(0, paths.length - 1), 1);
    return path!;
  }
}

/** The file is what SQLite calls intact, and no two present records stand at one path. */
function assertIntact({ database }: PhotoLibrary): void {
  let catalogue: DatabaseSync;
  try {
    catalogue = new DatabaseSync(database, { timeout: 5_000 });
  } catch (error) {
    // Killed before it was made.
    if (/unable to open/.test(String(error))) return;
    throw error;
  }
  try {
    const rows = catalogue.prepare("PRAGMA integrity_check").all();
    assert.deepEqual(rows.map((row) => Object.values(row)[0]), ["ok"]);
    assert.deepEqual(catalogue.prepare("PRAGMA foreign_key_check").all(), []);
    const isMade = catalogue.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'record'").get();
    if (isMade === undefined) return;
    const doubled = catalogue.prepare(
      `SELECT root, path, count(*) AS n FROM record WHERE missing_since_ms IS NULL
       GROUP BY root, path HAVING n > 1`,
    ).all();
    assert.deepEqual(doubled, []);
    const halves = catalogue.prepare(
      `SELECT path FROM record WHERE format IS NOT NULL
       AND id NOT IN (SELECT file_id FROM photo)`,
    ).all();
    assert.deepEqual(halves, [], "no record without what its photo says");
  } finally {
    catalogue.close();
  }
}

/** Children of a process that still run. */
async function childrenOf(pid: number): Promise<number[]> {
  return await processes(["--ppid", String(pid)]);
}

/** Processes that run; one that only waits to be reaped does not. */
async function processes(selection: readonly string[]): Promise<number[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "pid=,stat=", ...selection] })
    .output();
  const lines = new TextDecoder().decode(stdout).split("\n").filter((line) => line.trim() !== "");
  return lines.filter((line) => !/\sZ/.test(line)).map((line) => Number.parseInt(line, 10));
}
