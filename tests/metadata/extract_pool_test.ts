import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ReadOutcome, ReadRequest } from "../../lib/core/reading.ts";
import { extractChildCommand } from "../../lib/metadata/extract_child_command.ts";
import { ExtractPool, type ExtractPoolOptions } from "../../lib/metadata/extract_pool.ts";
import { makeJpeg } from "../support/make_jpeg.ts";

const entry = fileURLToPath(new URL("./hostile_child.ts", import.meta.url));
const command = extractChildCommand({ entry, standalone: false, heapLimitMb: 64, rssLimitMb: 300 });

function withPool(
  name: string,
  options: Partial<ExtractPoolOptions>,
  body: (pool: ExtractPool, photos: (names: readonly string[]) => ReadRequest[]) => Promise<void>,
  leaks: Pick<Deno.TestDefinition, "sanitizeOps" | "sanitizeResources"> = {},
) {
  Deno.test(name, leaks, async () => {
    const directory = Deno.makeTempDirSync({ prefix: "proofsheet-pool-" });
    const pool = new ExtractPool({ command, children: 1, ...options });
    const photos = (names: readonly string[]) =>
      names.map((photo, seed) => {
        const path = join(directory, photo);
        Deno.writeFileSync(path, makeJpeg({ model: photo, seed }));
        return { path };
      });
    try {
      await body(pool, photos);
    } finally {
      await pool.close();
      Deno.removeSync(directory, { recursive: true });
    }
  });
}

/** The model of each photo that was read, else the kind of its problem, else the status. */
function summary(outcomes: readonly ReadOutcome[]): (string | null)[] {
  return outcomes.map((outcome) => {
    if (outcome.status === "read") return outcome.reading.fields.model;
    return outcome.status === "failed" ? outcome.problem.kind : outcome.status;
  });
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `IMG_${index}.jpg`);

withPool(
  "photos of a batch are answered in the order they were asked",
  {},
  async (pool, photos) => {
    const paths = photos(names(30));
    assert.deepEqual(summary(await pool.read(paths)), names(30));
    assert.deepEqual(await pool.read([]), []);
    const { files, bytesRead, killed } = pool.stats;
    const size = paths.reduce((sum, { path }) => sum + Deno.statSync(path).size, 0);
    assert.deepEqual({ files, bytesRead, killed }, { files: 30, bytesRead: size, killed: 0 });
  },
);

withPool(
  "a photo's name may hold quotes, newlines and emoji on its way to the reader",
  {},
  async (pool, photos) => {
    const strange = ['a "b".jpg', "c\nd.jpg", "ë 📷.jpg", "-x\\y.jpg"];
    const outcomes = await pool.read(photos(strange));
    assert.deepEqual(outcomes.map(({ status }) => status), ["read", "read", "read", "read"]);
  },
);

withPool("more batches than children all come back", { children: 2 }, async (pool, photos) => {
  const paths = photos(names(40));
  const batches = Array.from({ length: 10 }, (_, index) => paths.slice(index * 4, index * 4 + 4));
  const outcomes = await Promise.all(batches.map((batch) => pool.read(batch)));
  assert.deepEqual(summary(outcomes.flat()), names(40));
});

const HOSTILE = [
  { title: "a photo that loops its reader for ever", name: "endless-loop.jpg", kind: "too-slow" },
  { title: "a photo that fills the heap", name: "endless-heap.jpg", kind: "out-of-memory" },
  { title: "a photo that fills buffers", name: "endless-buffers.jpg", kind: "out-of-memory" },
  { title: "a photo that ends its reader", name: "sudden-exit.jpg", kind: "reader-crashed" },
  { title: "a photo that garbles the answers", name: "nonsense.jpg", kind: "reader-crashed" },
];
for (const { title, name, kind } of HOSTILE) {
  const options = { timeLimitMs: kind === "too-slow" ? 700 : 20_000 };
  withPool(`${title} fails alone, after two tries`, options, async (pool, photos) => {
    const batch = ["a.jpg", "b.jpg", name, "c.jpg", "d.jpg"];
    const paths = photos(batch);
    const outcomes = await pool.read(paths);
    assert.deepEqual(summary(outcomes), ["a.jpg", "b.jpg", kind, "c.jpg", "d.jpg"]);
    assert.equal(pool.stats.killed, 2);
    const failed = outcomes[2]!;
    assert(failed.status === "failed");
    // Known, so that it is not tried again until the file changes.
    assert.equal(failed.fingerprint?.size, Deno.statSync(paths[2]!.path).size);
    assert.equal(failed.fingerprint?.inode, Deno.statSync(paths[2]!.path).ino);
  });
}

withPool(
  "a sidecar that ends its reader costs what it says, and not its photo",
  {},
  async (pool, photos) => {
    const [whole, { path } = { path: "" }, other] = photos(["a.jpg", "b.jpg", "c.jpg"]);
    const sidecar = path.replace("b.jpg", "sudden-exit.xmp");
    Deno.writeTextFileSync(sidecar, "a bomb");
    const outcomes = await pool.read([whole!, { path, sidecar }, other!]);
    assert.deepEqual(summary(outcomes), ["a.jpg", "b.jpg", "c.jpg"]);
    const [, second] = outcomes;
    assert(second?.status === "read");
    assert.equal(second.reading.sidecar?.problem?.kind, "reader-crashed");
    // Known, so that it is not opened again until it changes.
    assert.equal(second.reading.sidecar?.fingerprint?.inode, Deno.statSync(sidecar).ino);
    assert.equal(pool.stats.killed, 2);
  },
);

const pids: number[] = [];
withPool(
  "readers killed from outside in the middle of a batch lose nothing",
  { onSpawn: (pid) => void pids.push(pid) },
  async (pool, photos) => {
    const paths = photos(names(400));
    const reading = pool.read(paths);
    while (pool.stats.files === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    Deno.kill(pids.at(-1)!, "SIGKILL");
    assert.deepEqual(summary(await reading), names(400));
    assert.equal(pool.stats.killed, 1);
  },
);

const earlyPids: number[] = [];
withPool(
  "readers that were started ahead are those that read",
  { children: 2, onSpawn: (pid) => void earlyPids.push(pid) },
  async (pool, photos) => {
    pool.prepare(0);
    assert.equal(earlyPids.length, 0);
    pool.prepare(Infinity);
    pool.prepare(1);
    assert.equal(earlyPids.length, 2);
    const batches = [photos(["IMG_1.jpg"]), photos(["IMG_2.jpg"]), photos(["IMG_3.jpg"])];
    const outcomes = await Promise.all(batches.map((batch) => pool.read(batch)));
    assert.deepEqual(summary(outcomes.flat()), ["IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg"]);
    assert.equal(earlyPids.length, 2);
  },
);

const idlePids: number[] = [];
withPool(
  "a reader killed while it had nothing to do costs no photo",
  { onSpawn: (pid) => void idlePids.push(pid) },
  async (pool, photos) => {
    const paths = photos(["a.jpg", "b.jpg"]);
    await pool.read(paths);
    Deno.kill(idlePids[0]!, "SIGKILL");
    assert.deepEqual(summary(await pool.read(paths)), ["a.jpg", "b.jpg"]);
  },
);

const restPids: number[] = [];
withPool(
  "readers without work end and are started again when there is some",
  { idleLimitMs: 1, onSpawn: (pid) => void restPids.push(pid) },
  async (pool, photos) => {
    const paths = photos(["a.jpg"]);
    await pool.read(paths);
    while (isRunning(restPids[0]!)) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(summary(await pool.read(paths)), ["a.jpg"]);
    assert.equal(restPids.length, 2);
  },
);

const abortedPids: number[] = [];
withPool(
  "aborting gives the reason and leaves no reader behind",
  { onSpawn: (pid) => void abortedPids.push(pid) },
  async (pool, photos) => {
    const controller = new AbortController();
    const [loop, next] = photos(["endless-loop.jpg", "next.jpg"]);
    const first = pool.read([loop!], controller.signal);
    const queued = pool.read([next!], controller.signal);
    const other = pool.read([next!]);
    setTimeout(() => controller.abort(new Error("The root was removed")), 200);
    await assert.rejects(first, /The root was removed/);
    await assert.rejects(queued, /The root was removed/);
    assert.deepEqual(summary(await other), ["next.jpg"]);
    while (isRunning(abortedPids[0]!)) await new Promise((resolve) => setTimeout(resolve, 5));
    await assert.rejects(pool.read([next!], controller.signal), /The root was removed/);
  },
);

withPool("closing ends what is being read", {}, async (pool, photos) => {
  const reading = pool.read(photos(["endless-loop.jpg"]));
  const refused = assert.rejects(reading, /closed/);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await pool.close();
  await refused;
  await assert.rejects(pool.read([{ path: "/a.jpg" }]), /closed/);
});

withPool(
  "a reader that cannot start is an error of the pool, not a problem of the photos",
  { command: { ...command, args: ["run", "/no/such/module.ts"] } },
  async (pool, photos) => {
    await assert.rejects(pool.read(photos(["a.jpg"])), /Cannot start the photo reader/);
  },
);

/** Plays a child that is stuck in a system call: killed, it still holds its pipes for this long. */
const STUCK_S = 40;
const stuck = {
  ...command,
  program: "sh",
  args: ["-c", `sleep ${STUCK_S} & exec '${command.program}' "$@"`, "sh", ...command.args],
};

withPool(
  "a reader that cannot even be killed holds up neither the other photos nor the end",
  { command: stuck, timeLimitMs: 700 },
  async (pool, photos) => {
    const startedMs = performance.now();
    const paths = photos(["endless-loop.jpg", "next.jpg"]);
    assert.deepEqual(summary(await pool.read(paths)), ["too-slow", "next.jpg"]);
    await pool.close();
    assert.ok(performance.now() - startedMs < STUCK_S * 1_000, "nobody waited for it");
  },
  // What cannot be ended is left behind.
  { sanitizeOps: false, sanitizeResources: false },
);

Deno.test("a reader may read and nothing else", () => {
  const { program, args, env } = extractChildCommand({
    entry: "/x/main.ts",
    standalone: false,
    readPaths: ["/photos"],
    env: new Map([["PATH", "/bin"], ["LD_LIBRARY_PATH", "/evil"], ["SECRET", "1"]]),
  });
  assert.equal(program, "deno");
  assert.deepEqual(args.filter((arg) => arg.startsWith("--allow")), ["--allow-read=/photos"]);
  assert(args.includes("--v8-flags=--max-old-space-size=256"));
  assert.deepEqual(args.slice(args.indexOf("/x/main.ts") + 1)[0], "extract-child");
  assert.deepEqual(env, { NO_COLOR: "1", PATH: "/bin" });
});

/** Signal 0 is not offered, and `/proc` is closed, so the question is put to a signal without effect. */
function isRunning(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof TypeError) return false;
    throw error;
  }
}
