import assert from "node:assert/strict";
import { dirname } from "node:path";
import { queryCatalogue } from "../support/catalogue.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { type ProgramOptions, startProgram } from "../support/program.ts";
import type { ProgramResult, RunningProgram } from "../support/running_program.ts";
import { until } from "../support/until.ts";
import { makeOldTree, type PhotoLibrary, withLibrary } from "./photo_library.ts";

/** So short a time that only commands, not windows, decide when something happens. */
const LONG_WINDOW = ["--debounce", "10m", "--debounce-limit", "10m", "--no-http"];

Deno.test("C-080 what is asked beside a daemon is done by it, with the same output and codes", (t) =>
  withLibrary(async (library) => {
    library.writeAll(["2024/a.jpg", "2024/b.jpg", "c.jpg"]);
    await using daemon = await startDaemon(library);

    await t.step("sync takes a new photo in, at once and without a lock in its way", async () => {
      library.write("2024/new.jpg", { seed: 77, title: "New" });
      const summary = await library.sync({ args: ["--folder", library.path("2024")] });
      assert.equal(summary.appeared, 1);
      assert.equal(summary.outcome, "done");
      assert.equal(library.photo("2024/new.jpg").title, "New");
    });

    await t.step("ten syncs at once all succeed", async () => {
      library.write("d.jpg", { seed: 78 });
      const results = await Promise.all(Array.from({ length: 10 }, () => library.run(["sync"])));
      for (const { code, stderr } of results) assert.equal(code, 0, stderr);
      assert.equal(library.paths().filter((path) => path === "d.jpg").length, 1);
    });

    await t.step("a folder that is no root yet becomes one, and is scanned once", async () => {
      const other = `${library.directory}/other`;
      Deno.mkdirSync(other);
      Deno.copyFileSync(library.path("c.jpg"), `${other}/copy.jpg`);
      Deno.utimeSync(`${other}/copy.jpg`, 1_700_000_000, 1_700_000_000);
      const { code, stdout } = await library.run(["sync", "--folder", other]);
      assert.equal(code, 0, stdout);
      assert.match(stdout, /appeared 1 /);
      const removed = await library.run(["roots", "remove", other, "--yes"]);
      assert.equal(removed.code, 0, removed.stderr);
      assert.doesNotMatch((await library.run(["roots"])).stdout, /other/);
    });

    await t.step("status tells what the root is doing this moment", async () => {
      const status = async () => JSON.parse((await library.run(["status", "--json"])).stdout);
      assert.equal((await status()).worker.pid, daemon.pid);
      // It has been started anew when another root was removed.
      const isIdle = async () => (await status()).roots[0].live.state === "idle";
      await until(isIdle, { what: "the root to be idle" });
      assert.equal((await status()).roots[0].live.watching, "listening");
    });

    await t.step("what is wrong is told with its exit code, and in words", async () => {
      const nowhere = await library.run(["sync", "--folder", `${library.photos}/nowhere`]);
      assertSame(nowhere, 1, /Not found: .*nowhere/);
      assertSame(await library.run(["held", "approve", "99"]), 1, /list '99'/);
      assertSame(await library.run(["roots", "dance"]), 2, /Cannot do 'roots dance'/);
    });

    await t.step("an ignore rule hides at once, and its end brings the same ids back", async () => {
      const before = library.ids();
      const folder = ["--folder", library.photos];
      assertSame(await library.run(["ignore", "add", "/2024/", ...folder]), 0);
      await until(() => library.paths().every((path) => !path.startsWith("2024/")), {
        what: "the photos to be hidden",
      });
      assertSame(await library.run(["ignore", "remove", "/2024/", ...folder]), 0);
      await until(() => library.paths().length === before.size, { what: "the photos to be back" });
      assert.deepEqual(library.ids(), before);
    });

    await t.step("a root is moved under the daemon, which goes on at the new place", async () => {
      const before = library.ids();
      const moved = `${library.directory}/moved`;
      Deno.renameSync(library.photos, moved);
      assertSame(await library.run(["roots", "move", library.photos, moved]), 0);
      assertSame(await library.run(["sync"]), 0);
      assert.deepEqual(library.ids(), before);
      const { roots } = JSON.parse((await library.run(["status", "--json"])).stdout);
      assert.equal(roots[0].path, moved);
      assert.equal(roots[0].live.watching, "listening");
    });

    await stop(daemon);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-004 a root made wider under a daemon: what is new at its top is put there, not below", () =>
  withLibrary(async (library) => {
    library.writeAll(["2024/a.jpg", "2024/2024/b.jpg"]);
    const folder = library.path("2024");
    await using daemon = await startDaemon(library, {}, folder);
    // Now the daemon knows every folder of the root by its path.
    library.write("2024/c.jpg", { seed: 81 });
    assertSame(await library.run(["sync"]), 0);

    assertSame(await library.run(["roots", "widen", folder, library.photos]), 0);
    library.write("top.jpg", { seed: 82 });
    library.write("2024/d.jpg", { seed: 83 });
    assertSame(await library.run(["sync"]), 0);
    assert.deepEqual(library.paths(), [
      "2024/2024/b.jpg",
      "2024/a.jpg",
      "2024/c.jpg",
      "2024/d.jpg",
      "top.jpg",
    ]);

    await stop(daemon);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-077 a paused root rests beside another one, over a restart too, until it is resumed", (t) =>
  withLibrary(async (library) => {
    library.write("a.jpg");
    const other = `${library.directory}/other`;
    Deno.mkdirSync(other);
    Deno.copyFileSync(library.path("a.jpg"), `${other}/b.jpg`);
    Deno.utimeSync(`${other}/b.jpg`, 1_700_000_000, 1_700_000_000);
    const roots = ["--root", library.photos, "--root", other];
    const start = async () => {
      const daemon = startProgram(["watch", ...roots, "--db", library.database, ...LONG_WINDOW]);
      await daemon.waitForLine(/looked at [\d,]+ files?/);
      return daemon;
    };
    const states = async () => {
      const { stdout } = await library.run(["status", "--json"]);
      const told = JSON.parse(stdout) as { roots: { live: { state: string } | null }[] };
      return told.roots.map(({ live }) => live?.state);
    };
    const untilBothIdle = () =>
      until(async () => (await states()).join() === "idle,idle", { what: "both roots to be idle" });

    await t.step("it rests at once, and is not synced", async () => {
      await using daemon = await start();
      await untilBothIdle();
      assertSame(await library.run(["roots", "pause", other]), 0);
      assert.deepEqual(await states(), ["idle", "paused"]);
      assertSame(await library.run(["roots", "pause", other]), 0);
      Deno.removeSync(`${other}/b.jpg`);
      const { code, stdout } = await library.run(["sync"]);
      assert.equal(code, 4);
      assert.match(stdout, /it is paused until roots resume '.*other'/);
      // Everybody else is stopped and started anew by this.
      assertSame(await library.run(["roots", "accept", library.photos]), 0);
      assert.equal((await states())[1], "paused");
      await stop(daemon);
    });

    await t.step("without a daemon it is not synced either", async () => {
      const { code, stdout } = await library.run(["sync"]);
      assert.equal(code, 4);
      assert.match(stdout, /it is paused until roots resume/);
      assert.match((await library.run(["roots"])).stdout, /Paused since .*: resume it with/);
    });

    await t.step("the next daemon leaves it alone until it is resumed", async () => {
      await using _daemon = await start();
      assert.equal((await states())[1], "paused");
      assert.deepEqual(library.query("SELECT * FROM missing"), []);
      assertSame(await library.run(["roots", "resume", other]), 0);
      await untilBothIdle();
      assert.match((await library.run(["sync", "--folder", other])).stdout, /unchanged 0/);
      assert.doesNotMatch((await library.run(["status"])).stdout, /Paused/);
    });
  }));

Deno.test("C-080 only the same user can open the socket, and it goes with the daemon", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    const runtime = `${library.directory}/run`;
    await using daemon = await startDaemon(library, { env: { XDG_RUNTIME_DIR: runtime } });
    const [socket] = [...Deno.readDirSync(`${runtime}/proofsheet`)];
    assert.ok(socket !== undefined);
    const path = `${runtime}/proofsheet/${socket.name}`;
    assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    assert.equal((Deno.statSync(dirname(path)).mode ?? 0) & 0o777, 0o700);

    // Found by a command that does not know that directory, as under cron.
    const asked = await library.run(["status", "--json"], { env: { XDG_RUNTIME_DIR: "" } });
    assert.equal(JSON.parse(asked.stdout).roots[0].live.state, "idle");

    await stop(daemon);
    assert.deepEqual([...Deno.readDirSync(`${runtime}/proofsheet`)], []);
  }));

Deno.test("C-080 a daemon that was killed leaves nothing that blocks", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await using daemon = await startDaemon(library);
    daemon.signal("SIGKILL");
    await daemon.ended;
    library.write("b.jpg", { seed: 5 });
    assert.equal((await library.sync()).appeared, 1);
    const { worker } = JSON.parse((await library.run(["status", "--json"])).stdout);
    assert.equal(worker, null);
    await using next = await startDaemon(library);
    assertSame(await library.run(["sync"]), 0);
    await stop(next);
  }));

Deno.test("C-080 a sync that starts together with a daemon, also after a crash, is done", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    // Whoever comes before the daemon has made the root has to know it.
    await library.sync();
    for (let delayMs = 0; delayMs <= 400; delayMs += 40) {
      const args = ["watch", "--root", library.photos, "--db", library.database, ...LONG_WINDOW];
      await using daemon = startProgram(args);
      await sleep(delayMs);
      // Named, as whoever is first makes the catalogue.
      const { code, stderr } = await library.run(["sync", "--folder", library.photos]);
      assert.equal(code, 0, `${delayMs} ms after the start: ${stderr}`);
      daemon.signal("SIGKILL");
      await daemon.ended;
    }
  }));

Deno.test("C-080 nonsense on the socket harms nobody", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    const runtime = `${library.directory}/run`;
    await using daemon = await startDaemon(library, { env: { XDG_RUNTIME_DIR: runtime } });
    const [{ name } = { name: "" }] = [...Deno.readDirSync(`${runtime}/proofsheet`)];
    const path = `${runtime}/proofsheet/${name}`;
    const requests = [
      "nonsense\n",
      '{"version":999,"command":"sync","options":{},"positionals":[],"directory":"/"}\n',
      '{"version":1,"command":"watch","options":{},"positionals":[],"directory":"/"}\n',
      '{"version":1,"command":"sync","options":{"folder":7},"positionals":[],"directory":"/"}\n',
      "x".repeat(2_000_000),
      "",
    ];
    for (const request of requests) {
      const said = await say(path, request);
      assert.doesNotMatch(said, /"code":0/, request.slice(0, 80));
    }
    assertSame(await library.run(["sync"]), 0);
    await stop(daemon);
  }));

Deno.test("C-080 status does not wait for a daemon that does not answer", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await using daemon = await startDaemon(library);
    daemon.signal("SIGSTOP");
    const { code, stdout } = await library.run(["status"], { timeoutMs: 20_000 });
    assert.equal(code, 0, stdout);
    assert.match(stdout, /watch, process \d+, which does not answer/);
    assert.match(stdout, /1 photos?/);
    daemon.signal("SIGCONT");
    await stop(daemon);
  }));

Deno.test("C-076 a catalogue and a log that lie in a watched folder do not wake its watcher", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    const database = library.path("inside.db");
    const args = ["watch", "--root", library.photos, "--db", database, "--no-http"];
    const log = ["--log-file", library.path("log.json"), "--verbose"];
    await using daemon = startProgram([...args, ...log, "--debounce", "100ms"]);
    await daemon.waitForLine(/looked at \d+ files?/);
    const scans = () =>
      Number(queryCatalogue(database, "SELECT count(*) AS n FROM scans")[0]?.["n"]);
    const before = scans();
    await sleep(2_500);
    assert.equal(scans(), before);
    library.write("b.jpg", { seed: 2 });
    const isHeard = () => scans() > before;
    await until(isHeard, { what: "a scan for a new photo" });
    await stop(daemon);
  }));

Deno.test("C-080 a watch that starts while a sync works waits for its end, whoever sends it a HUP", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 1_500, perDirectory: 250 });
    await using sync = startProgram(["sync", "--folder", library.photos, "--db", library.database]);
    await until(() => library.paths().length > 0, { what: "the first photos" });
    await using daemon = startProgram([
      "watch",
      "--root",
      library.photos,
      "--db",
      library.database,
      ...LONG_WINDOW,
    ]);
    await daemon.waitForLine(/Waiting until sync \(process \d+\) has ended/);
    // Somebody wants the settings to be read again, which are not in use yet.
    daemon.signal("SIGHUP");
    assert.equal((await sync.waitForEnd()).code, 0, sync.stderr());
    await daemon.waitForLine(/looked at [\d,]+ files?/);
    await stop(daemon);
  }));

/** Sends bytes to a socket and gives all that comes back until the other side closes. */
async function say(path: string, text: string): Promise<string> {
  using connection = await Deno.connect({ transport: "unix", path });
  try {
    const bytes = new TextEncoder().encode(text);
    for (let written = 0; written < bytes.length;) {
      written += await connection.write(bytes.subarray(written));
    }
    await connection.closeWrite();
  } catch (error) {
    // Cut off before all was said: that is an answer, too.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
  let said = "";
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) return said;
    said += new TextDecoder().decode(buffer.subarray(0, count));
  }
}

async function startDaemon(
  library: PhotoLibrary,
  options: ProgramOptions = {},
  root = library.photos,
): Promise<RunningProgram> {
  const args = ["watch", "--root", root, "--db", library.database, ...LONG_WINDOW];
  const daemon = startProgram(args, options);
  await daemon.waitForLine(/looked at [\d,]+ files?/);
  return daemon;
}

async function stop(daemon: RunningProgram): Promise<void> {
  daemon.signal("SIGTERM");
  const { code, stderr } = await daemon.waitForEnd(5_000);
  assert.equal(code, 0, stderr);
}

function assertSame({ code, stdout, stderr }: ProgramResult, expected: number, said?: RegExp) {
  assert.equal(code, expected, stdout + stderr);
  if (said !== undefined) assert.match(stderr, said);
}
