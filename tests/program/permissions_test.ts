import assert from "node:assert/strict";
import { join } from "node:path";
import { bundle } from "../../scripts/bundle.ts";
import { queryCatalogue } from "../support/catalogue.ts";
import { makeSidecar, title } from "../support/make_sidecar.ts";
import { withTempDir } from "../support/program.ts";
import { startChild } from "../support/running_program.ts";
import type { RunningProgram } from "../support/running_program.ts";
import { until } from "../support/until.ts";
import { makeOldTree } from "./photo_library.ts";

const FAILED = 1, AWAY = 4;
/** Who may read nothing that is closed; root may read everything. */
const NOBODY = 65_534;

Deno.test("C-043 C-044 what a person without the right to read sees", async (t) => {
  if (!await canBecomeNobody()) {
    console.log("Skipped: only root with setpriv can run the program as somebody without rights");
    return;
  }
  await withTempDir(async (directory) => {
    const start = await otherUser(directory);
    const user = async (args: readonly string[]) => {
      await using program = start(args);
      return await program.waitForEnd();
    };
    const photos = join(directory, "photos");
    const database = join(directory, "data", "catalogue.db");
    Deno.mkdirSync(join(directory, "data"));
    Deno.chownSync(join(directory, "data"), NOBODY, NOBODY);
    makeOldTree(photos, { files: 30, perDirectory: 10 });
    const sync = (...args: string[]) => user(["sync", ...args, "--db", database]);
    const paths = () => queryCatalogue(database, "SELECT path FROM photos ORDER BY path");
    const problems = () =>
      queryCatalogue(database, "SELECT path, kind FROM problems ORDER BY path");

    const first = await sync("--folder", photos);
    assert.equal(first.code, 0, first.stderr);
    const before = paths();
    assert.equal(before.length, 30);

    await t.step(
      "C-044 a folder that may not be read keeps its rows and is one problem",
      async () => {
        Deno.chmodSync(join(photos, "0001"), 0o000);
        const result = await sync();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.deepEqual(paths(), before);
        assert.deepEqual(problems().map(({ path, kind }) => `${path}: ${kind}`), [
          "0001: permission",
        ]);
        assert.equal((await user(["audit", "--db", database])).code, 0, "no difference is proven");
      },
    );

    await t.step(
      "C-044 a folder that may be listed but not entered keeps its rows, too",
      async () => {
        Deno.chmodSync(join(photos, "0001"), 0o744);
        const result = await sync();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.deepEqual(paths(), before);
        assert.ok(problems().length > 0);
      },
    );

    await t.step("C-044 the audit does not call equal what it could not look at", async () => {
      const audit = await user(["audit", "--db", database]);
      assert.match(
        audit.stdout,
        /Equal as far as it can be read: \d+ files, \d+ problems?, 10 photos out of sight\n/,
      );
    });

    await t.step(
      "C-044 how many photos are out of sight is told, also by the last audit",
      async () => {
        const status = await user(["status", "--db", database]);
        assert.match(status.stdout, /10 photos out of sight, in folders or on disks/);
        assert.match(
          status.stdout,
          /: equal as far as it could be read, .*, 10 photos out of sight/,
        );
        const roots = await user(["roots", "--db", database]);
        assert.match(roots.stdout, /10 photos out of sight/);
        for (const command of ["audit", "status", "roots"]) {
          const { stdout } = await user([command, "--json", "--db", database]);
          assert.equal(JSON.parse(stdout).roots[0].outOfSight, 10, command);
        }
      },
    );

    await t.step(
      "C-043 a catalogue that may not be opened is said to be that by every command",
      async () => {
        const another = join(directory, "another");
        Deno.mkdirSync(another, { mode: 0o700 });
        for (const args of [["sync"], ["watch", "--root", photos], ["status"], ["roots"]]) {
          const { code, stderr } = await user([...args, "--db", `${another}/catalogue.db`]);
          assert.equal(code, FAILED, stderr);
          assert.match(stderr, /Cannot open the catalogue '.*\.db': Permission denied.*--db FILE/);
          assert.doesNotMatch(stderr, /\n\s+at /);
        }
      },
    );

    await t.step("C-044 when it may be read again the problem is gone", async () => {
      Deno.chmodSync(join(photos, "0001"), 0o755);
      assert.equal((await sync()).code, 0);
      assert.deepEqual(problems(), []);
      assert.deepEqual(paths(), before);
    });

    await t.step(
      "C-092 a new photo that may not be read is a problem until it may, or is gone",
      async () => {
        const photo = Deno.readFileSync(join(photos, "0000/IMG_000001.jpg"));
        for (const name of ["closed.jpg", "removed.jpg"]) {
          Deno.writeFileSync(join(photos, name), photo, { mode: 0o600 });
          Deno.utimeSync(join(photos, name), new Date("2020-01-01"), new Date("2020-01-01"));
        }
        assert.equal((await sync()).code, 0);
        assert.deepEqual(problems().map(({ path }) => path), ["closed.jpg", "removed.jpg"]);
        assert.deepEqual(paths(), before);
        Deno.chmodSync(join(photos, "closed.jpg"), 0o644);
        Deno.removeSync(join(photos, "removed.jpg"));
        assert.equal((await sync()).code, 0);
        assert.deepEqual(problems(), []);
        assert.equal(paths().length, 31);
        Deno.removeSync(join(photos, "closed.jpg"));
        assert.equal((await sync()).code, 0);
      },
    );

    await t.step(
      "C-093 a photo that may not be read any more is said to be unreadable, and is no difference",
      async () => {
        const closed = join(photos, "0000/IMG_000001.jpg");
        Deno.chmodSync(closed, 0o000);
        assert.equal((await sync()).code, 0);
        const audit = await user(["audit", "--content", "--metadata", "--db", database]);
        assert.equal(audit.code, 0, audit.stdout + audit.stderr);
        assert.match(audit.stdout, /cannot be read: 0000\/IMG_000001\.jpg: /);
        assert.match(audit.stdout, /Equal: \d+ files.*, 1 could not be read/);
        const plain = await user(["audit", "--db", database]);
        assert.equal(plain.code, 0, plain.stdout + plain.stderr);
        assert.match(plain.stdout, /cannot be read: 0000\/IMG_000001\.jpg: Permission denied/);
        assert.match(plain.stdout, /Equal: \d+ files.*, 1 could not be read/);
        Deno.chmodSync(closed, 0o644);
        assert.equal((await sync()).code, 0);
        assert.deepEqual(problems(), []);
      },
    );

    await t.step(
      "C-064 a sidecar that may not be read any more keeps what was read of it, until it may again",
      async () => {
        const photo = "0000/IMG_000001.jpg";
        const sidecar = join(photos, `${photo}.xmp`);
        const write = (text: string, mode: number) => {
          Deno.writeTextFileSync(sidecar, makeSidecar(title(text)));
          Deno.chmodSync(sidecar, mode);
          Deno.utimeSync(sidecar, new Date("2020-01-01"), new Date("2020-01-01"));
        };
        const shown = () =>
          queryCatalogue(database, "SELECT title FROM photos WHERE path = ?", photo)[0]?.["title"];
        write("one", 0o644);
        assert.equal((await sync()).code, 0);
        assert.equal(shown(), "one");
        write("two", 0o000);
        assert.equal((await sync()).code, 0);
        assert.deepEqual(problems().map(({ path, kind }) => `${path}: ${kind}`), [
          `${photo}.xmp: permission`,
        ]);
        assert.equal(shown(), "one");
        const audit = await user(["audit", "--metadata", "--db", database]);
        assert.equal(audit.code, 0, audit.stdout + audit.stderr);
        assert.match(audit.stdout, /cannot be read: 0000\/IMG_000001\.jpg\.xmp: /);
        Deno.chmodSync(sidecar, 0o644);
        assert.equal((await sync()).code, 0);
        assert.equal(shown(), "two");
        assert.deepEqual(problems(), []);
        Deno.removeSync(sidecar);
        assert.equal((await sync()).code, 0);
      },
    );

    await t.step("C-043 a root that may not be read is offline and keeps all rows", async () => {
      const known = paths();
      for (const mode of [0o000, 0o711, 0o744]) {
        Deno.chmodSync(photos, mode);
        const result = await sync();
        const what = `mode ${mode.toString(8)}: ${result.stdout}${result.stderr}`;
        assert.ok([0, AWAY].includes(result.code), what);
        if (mode === 0) assert.equal(result.code, AWAY, what);
        assert.deepEqual(paths(), known, what);
      }
      Deno.chmodSync(photos, 0o755);
      const back = await sync();
      assert.equal(back.code, 0, back.stderr);
      assert.deepEqual(paths(), known);
      assert.ok(problems().every(({ path }) => String(path).endsWith(".jpg")));
    });

    await t.step(
      "C-043 C-044 under a watch a folder, then the root, may not be read and may be again",
      async () => {
        const known = paths();
        const root = () =>
          queryCatalogue(database, "SELECT offline_reason AS why FROM roots")[0]?.["why"] ?? null;
        const quick = ["--debounce", "100ms", "--probe-interval", "1s", "--no-content-hash"];
        await using watch = start(["watch", "--root", photos, "--db", database, ...quick]);
        await watch.waitForLine(/looked at 30 files/);
        const isOne = () => problems().map(({ path }) => path).join() === "0001";
        Deno.chmodSync(join(photos, "0001"), 0o000);
        await until(isOne, { what: "the problem" });
        assert.deepEqual(paths(), known);
        Deno.chmodSync(join(photos, "0001"), 0o755);
        await until(() => problems().length === 0, { what: "its end" });
        Deno.chmodSync(photos, 0o000);
        await until(() => root() !== null, { what: "the root to be offline" });
        assert.match(String(root()), /may not be read/);
        assert.deepEqual(paths(), known);
        Deno.chmodSync(photos, 0o755);
        await until(() => root() === null, { what: "the root to be back" });
        Deno.copyFileSync(join(photos, "0000/IMG_000001.jpg"), join(photos, "0001/new.jpg"));
        const isHeard = () => paths().length === known.length + 1;
        await until(isHeard, { what: "a new photo to be heard of" });
        Deno.removeSync(join(photos, "0001/new.jpg"));
        await until(() => paths().length === known.length, { what: "its end" });
        assert.deepEqual(paths(), known);
        watch.signal("SIGTERM");
        assert.equal((await watch.waitForEnd()).code, 0, watch.stderr());
      },
    );

    await t.step("doctor tells what may not be read, and where no catalogue can be", async () => {
      Deno.chmodSync(join(photos, "0001"), 0o000);
      const closed = join(directory, "data-of-root");
      Deno.mkdirSync(closed, { mode: 0o755 });
      const told = await user(["doctor", photos, "--db", join(closed, "catalogue.db")]);
      assert.equal(told.code, FAILED, told.stdout + told.stderr);
      assert.match(
        told.stdout,
        /limited +access .*1 directory\s+may not be read\s+\('\S+\/0001'\)/,
      );
      assert.match(told.stdout, /BROKEN +its journal +Permission denied/);
      Deno.chmodSync(photos, 0o711);
      const shut = await user(["doctor", photos, "--db", database]);
      assert.equal(shut.code, FAILED, shut.stdout + shut.stderr);
      assert.match(shut.stdout, /BROKEN +folder +Permission denied/);
      Deno.chmodSync(photos, 0o755);
      Deno.chmodSync(join(photos, "0001"), 0o755);
    });

    await t.step(
      "a folder for the catalogue that may not be written to is a clear error",
      async () => {
        const closed = join(directory, "closed");
        Deno.mkdirSync(closed, { mode: 0o755 });
        for (const db of [join(closed, "catalogue.db"), join(closed, "new", "catalogue.db")]) {
          const result = await user(["sync", "--folder", photos, "--db", db]);
          assert.equal(result.code, FAILED, result.stdout + result.stderr);
          assert.match(result.stderr, /closed/);
          assert.doesNotMatch(result.stderr, /\n\s+at /);
        }
      },
    );

    await t.step(
      "a catalogue that may only be read is refused by sync, with a clear error",
      async () => {
        const copy = join(directory, "closed", "copy.db");
        Deno.copyFileSync(database, copy);
        Deno.chmodSync(copy, 0o444);
        const result = await user(["sync", "--db", copy]);
        assert.equal(result.code, FAILED, result.stdout + result.stderr);
        assert.match(result.stderr, /copy\.db/);
        assert.doesNotMatch(result.stderr, /\n\s+at /);
      },
    );

    await t.step(
      "C-093 a catalogue that may only be read is audited, and no hash is stored",
      async () => {
        const copy = join(directory, "closed", "copy.db");
        const before = Deno.readFileSync(copy);
        for (const args of [[], ["--content"], ["--metadata"]]) {
          const result = await user(["audit", ...args, "--db", copy]);
          assert.equal(result.code, 0, result.stdout + result.stderr);
          assert.match(result.stdout, /Equal: 30 files/);
          if (args[0] === "--content") assert.match(result.stderr, /none is stored: Cannot /);
        }
        assert.deepEqual(Deno.readFileSync(copy), before);
      },
    );
  });
});

async function canBecomeNobody(): Promise<boolean> {
  if (Deno.uid() !== 0) return false;
  try {
    return (await new Deno.Command("setpriv", { args: ["--version"] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Starts the program as somebody without rights; everything that needs is made below `directory`. */
async function otherUser(
  directory: string,
): Promise<(args: readonly string[]) => RunningProgram> {
  Deno.chmodSync(directory, 0o755);
  const script = join(directory, "bin", "proofsheet.js");
  await bundle(script);
  const home = join(directory, "home");
  Deno.mkdirSync(home);
  Deno.chownSync(home, NOBODY, NOBODY);
  const who = ["--reuid", String(NOBODY), "--regid", String(NOBODY), "--clear-groups"];
  const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-run=deno"];
  const run = ["deno", "run", "--no-prompt", ...permissions, "--allow-sys=statfs,uid", script];
  return (args) =>
    startChild({
      command: "setpriv",
      args: [...who, ...run, ...args],
      env: {
        PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin",
        HOME: home,
        DENO_DIR: join(home, "deno"),
        DENO_NO_UPDATE_CHECK: "1",
        NO_COLOR: "1",
      },
      cwd: home,
      input: "",
      title: `proofsheet ${args.join(" ")} as nobody`,
    });
}
