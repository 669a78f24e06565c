import assert from "node:assert/strict";
import type { DatabaseSync } from "node:sqlite";
import { createActor, toPromise } from "xstate";
import { hashRoot } from "../../actors/hash_root.ts";
import type { Services } from "../../actors/services.ts";
import type { World } from "../../actors/world.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import { DEFAULT_PACE } from "../../lib/core/hash_pace.ts";
import type { HashOutcome } from "../../lib/core/hashing.ts";

const SIZE = 1_000;

/** What reading gives, by path; a photo that stood still and has its path for a hash otherwise. */
type Answers = Readonly<Record<string, HashOutcome | "hangs">>;

/** A catalogue of one root with photos `0.jpg` to `n.jpg`, and a reader that answers as it is told. */
class Photos {
  readonly database: DatabaseSync = emptyCatalogue();
  readonly asked: string[] = [];
  answers: Answers = {};
  readonly #logic;

  constructor(count: number) {
    this.database.exec(`
      INSERT INTO root (id, path, added_at_ms) VALUES (1, '/photos', 0);
      INSERT INTO directory (id, root_id, path) VALUES (1, 1, '')`);
    const add = this.database.prepare(
      `INSERT INTO file (directory_id, name, size, mtime_ms, ctime_ms, inode, looked_at_ms, format,
         added_at_ms, updated_at_ms) VALUES (1, ?, ${SIZE}, 1, 2, ?, 9, 'jpeg', 0, 0)`,
    );
    for (let index = 0; index < count; index++) add.run(`${index}.jpg`, index + 1);
    this.#logic = hashRoot({
      database: this.database,
      databasePath: "",
      world: this.#world(),
      underWay: new Set(),
      guard: { heed: () => {} },
    } as unknown as Services);
  }

  get hashes(): unknown[] {
    const rows = this.database.prepare("SELECT content_hash FROM file ORDER BY id").all();
    return rows.map((row) => row["content_hash"]);
  }

  /** Runs one pass to its end, or to where a file hangs; then it is interrupted. */
  async pass(): Promise<void> {
    const input = { rootId: 1, path: "/photos", pace: DEFAULT_PACE };
    const actor = createActor(this.#logic, { input });
    const hung = Promise.withResolvers<void>();
    this.#onHang = hung.resolve;
    actor.subscribe({ error: () => {} });
    actor.start();
    await Promise.race([toPromise(actor), hung.promise]);
    actor.stop();
    await new Promise((resolve) => setTimeout(resolve));
  }

  #onHang = () => {};

  #world(): World {
    return {
      now: () => 0,
      breathe: () => Promise.resolve(),
      openHasher: () => ({
        hash: ({ path }, signal) => this.#answer(path.slice("/photos/".length), signal),
        close: () => {},
      }),
    } as Partial<World> as World;
  }

  #answer(path: string, signal: AbortSignal): Promise<HashOutcome> {
    this.asked.push(path);
    const answer = this.answers[path];
    if (answer !== "hangs") return Promise.resolve(answer ?? hashed(path));
    this.#onHang();
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  }
}

function hashed(path: string): HashOutcome {
  const fingerprint = {
    size: SIZE,
    mtimeMs: 1,
    ctimeMs: 2,
    inode: parseInt(path) + 1,
    bornMs: null,
  };
  return { status: "hashed", fingerprint, contentHash: path, sampleHash: null };
}

const FAILED: HashOutcome = {
  status: "failed",
  problem: { kind: "io-error", detail: "bad block" },
};

Deno.test("C-027 what was read before an interruption is kept, and only the rest is read later", async () => {
  const photos = new Photos(4);
  photos.answers = { "2.jpg": "hangs" };
  await photos.pass();
  assert.deepEqual(photos.hashes, ["0.jpg", "1.jpg", null, null]);
  photos.answers = {};
  photos.asked.length = 0;
  await photos.pass();
  assert.deepEqual(photos.asked, ["2.jpg", "3.jpg"]);
  assert.deepEqual(photos.hashes, ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]);
});

Deno.test("a photo that cannot be read is left alone until its record changes", async () => {
  const photos = new Photos(2);
  photos.answers = { "0.jpg": FAILED };
  await photos.pass();
  await photos.pass();
  assert.deepEqual(photos.asked, ["0.jpg", "1.jpg"]);
  photos.database.exec("UPDATE file SET mtime_ms = 3 WHERE name = '0.jpg'");
  await photos.pass();
  assert.deepEqual(photos.asked, ["0.jpg", "1.jpg", "0.jpg"]);
});

Deno.test("a photo that changed, or is gone, gets no hash and is asked for again", async () => {
  const photos = new Photos(3);
  photos.answers = {
    "0.jpg": { status: "unstable" },
    "1.jpg": { status: "vanished" },
    "2.jpg": hashed("7"),
  };
  await photos.pass();
  assert.deepEqual(photos.hashes, [null, null, null]);
  photos.answers = {};
  await photos.pass();
  assert.deepEqual(photos.hashes, ["0.jpg", "1.jpg", "2.jpg"]);
});

Deno.test("a root that was taken away while photos are read is not asked for all of them", async () => {
  const photos = new Photos(500);
  const gone = Array.from({ length: 500 }, (_, index) => [`${index}.jpg`, { status: "vanished" }]);
  photos.answers = Object.fromEntries(gone);
  await assert.rejects(photos.pass(), /many files are not as the last scan saw them/);
  assert.equal(photos.asked.length, 100);
});
