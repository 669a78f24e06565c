import assert from "node:assert/strict";
import { dirname } from "node:path";
import { runProgram, startProgram } from "../support/program.ts";
import type { RunningProgram } from "../support/running_program.ts";
import { withSmallDisk } from "../support/small_disk.ts";
import { until } from "../support/until.ts";
import { type PhotoLibrary, withLibrary } from "./photo_library.ts";

const USAGE = 2;

Deno.test("a wrong file of settings is exit 2 with every complaint and its line, before anything is done", () =>
  withLibrary(async (library) => {
    const file = writeSettings(library, `debounce = "soon"\nrot = "/a"\nquiet-hours = "22"\n`);
    const { code, stdout, stderr } = await library.run(["watch", "--config", file]);
    assert.deepEqual([code, stdout], [USAGE, ""]);
    assert.match(stderr, /'soon'.*line 1/);
    assert.match(stderr, /'rot' in .*line 2/);
    assert.match(stderr, /'22'.*line 3/);
    assert.deepEqual([...Deno.readDirSync(dirname(library.database))], []);
  }));

Deno.test("the file in its usual place is found, and all commands find the catalogue by it", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await library.sync();
    const home = `${library.directory}/config`;
    Deno.mkdirSync(`${home}/proofsheet`, { recursive: true });
    const text = `db = "${library.database}"\nno-content-hash = true\nroot = "${library.photos}"\n`;
    Deno.writeTextFileSync(`${home}/proofsheet/config.toml`, text);
    const env = { XDG_CONFIG_HOME: home };
    const status = await runProgram(["status", "--json"], { env });
    assert.equal(JSON.parse(status.stdout).catalogue, library.database);
    await using watch = startProgram(["watch", "--verbose"], { env });
    await watch.waitForLine(/Settings from .*config\/proofsheet\/config\.toml/);
    await watch.waitForLine(/looked at 1 files?/);
    await stop(watch);
  }));

Deno.test("C-077 a root added or removed in the settings is taken on a HUP, and the other never pauses", (t) =>
  withLibrary(async (library) => {
    const [first, second] = [library.photos, `${library.directory}/second`];
    library.writeAll(["a.jpg"]);
    Deno.mkdirSync(second);
    Deno.copyFileSync(library.path("a.jpg"), `${second}/b.jpg`);
    Deno.utimeSync(`${second}/b.jpg`, 1_700_000_000, 1_700_000_000);
    const pace = `debounce = "100ms"\nno-content-hash = true\n`;
    const file = writeSettings(library, `${pace}root = ["${first}"]\n`);
    await using watch = startProgram(["watch", "--db", library.database, "--config", file]);
    await watch.waitForLine(/looked at 1 files?/);
    const scansOfFirst = () =>
      Number(library.query("SELECT count(*) AS n FROM scans WHERE root = ?", first)[0]?.["n"]);
    assert.equal(scansOfFirst(), 1);

    await t.step("several HUPs are one reload; the new root is scanned and watched", async () => {
      writeSettings(library, `${pace}root = ["${first}", "${second}"]\n`);
      for (let count = 0; count < 3; count++) watch.signal("SIGHUP");
      await watch.waitForLine(/second: watching/);
      await watch.waitForLine(/second: 1 appeared/);
    });
    await t.step("a setting of all and one of a single root are told line by line", async () => {
      const own = `[[root]]\npath = "${second}"\ndebounce = "50ms"\n`;
      writeSettings(
        library,
        `debounce = "200ms"\nno-content-hash = true\n[[root]]\npath = "${first}"\n${own}`,
      );
      watch.signal("SIGHUP");
      await watch.waitForLine(/Setting debounce: 100ms -> 200ms/);
      await watch.waitForLine(
        /second: setting debounce: 100ms -> 50ms/,
      );
    });
    await t.step("a file with mistakes changes nothing, and each is told", async () => {
      writeSettings(library, `debounce = "soon"\nrot = 1\n`);
      watch.signal("SIGHUP");
      await watch.waitForLine(/'rot'.*line 2/);
      await watch.waitForLine(/'soon'.*line 1/);
      await watch.waitForLine(/the old ones go on/);
      writeSettings(library, `${pace}root = ["${first}", "${library.directory}/nowhere"]\n`);
      watch.signal("SIGHUP");
      await watch.waitForLine(/Not found: '.*nowhere'/);
      await watch.waitForLine(/the old ones go on/);
    });
    await t.step(
      "a root that is not named any more is left alone, and keeps its records",
      async () => {
        writeSettings(library, `${pace}root = ["${first}"]\n`);
        watch.signal("SIGHUP");
        await watch.waitForLine(/second: not watched any more/);
        assert.deepEqual(library.paths().sort(), ["a.jpg", "b.jpg"]);
      },
    );
    await t.step("nothing new is said to be nothing", async () => {
      watch.signal("SIGHUP");
      await watch.waitForLine(/Settings read again: nothing differs/);
    });
    assert.equal(scansOfFirst(), 1, "the first root was not scanned again for any of this");
    assert.equal(watch.stderr().split("second: watching").length, 2, "three HUPs, one reload");
    library.write("late.jpg", { seed: 9 });
    await watch.waitForLine(/photos: 1 appeared/);
    assert.equal(scansOfFirst(), 2);
    await stop(watch);
  }));

Deno.test("a HUP opens the log file anew and takes another level", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    const log = `${library.directory}/proofsheet.log`;
    const settings = `root = "${library.photos}"\nno-content-hash = true\nlog-file = "${log}"\n`;
    const file = writeSettings(library, settings);
    await using watch = startProgram(["watch", "--db", library.database, "--config", file]);
    await watch.waitForLine(/looked at 1 files?/);
    Deno.renameSync(log, `${log}.aside`);
    writeSettings(library, `${settings}log-level = "debug"\n`);
    watch.signal("SIGHUP");
    await watch.waitForLine(/Setting log-level: default -> debug/);
    await until(() => readOr(log).includes("log-level"), { what: "the new log file" });
    assert.doesNotMatch(Deno.readTextFileSync(`${log}.aside`), /log-level/);
    library.write("b.jpg", { seed: 2 });
    await watch.waitForLine(/debug: .*idle -> debouncing/);
    await stop(watch);
  }));

Deno.test("a log whose disk is full is said once, tears no line, and goes on once there is room", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    const logs = `${library.directory}/logs`;
    Deno.mkdirSync(logs);
    await withSmallDisk(logs, "16k", async (disk) => {
      Deno.writeFileSync(`${logs}/fill`, new Uint8Array(12_000));
      const log = ["--log-file", `${logs}/proofsheet.log`, "--verbose"];
      const args = ["--root", library.photos, "--db", library.database, "--debounce", "100ms"];
      await using watch = startProgram(["watch", ...args, ...log]);
      await watch.waitForLine(/looked at 1 files?/);
      const isFull = () => watch.stderr().includes("No space left");
      for (let seed = 2; !isFull() && seed < 40; seed++) {
        library.write(`${seed}.jpg`, { seed });
        await watch.waitForLine(/debug: .*idle -> debouncing|No space left/);
      }
      assert.match(watch.stderr(), /error: Cannot log to '.*proofsheet\.log': No space left/);
      await disk.remount("size=1m");
      library.write("last.jpg", { seed: 99 });
      await until(() => library.paths().includes("last.jpg"), { what: "the last photo" });
      await stop(watch);
      const lines = Deno.readTextFileSync(`${logs}/proofsheet.log`).trimEnd().split("\n");
      for (const line of lines) assert.doesNotThrow(() => JSON.parse(line), line);
      assert.match(lines.at(-1) ?? "", /Stopped: everything begun/);
      assert.equal(watch.stderr().split("No space left").length, 2, "said once");
    });
  }));

Deno.test("a HUP while the program stops is ignored, and one before it watches is not lost", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    const file = writeSettings(library, `root = "${library.photos}"\n`);
    const args = ["watch", "--db", library.database, "--config", file];
    await using watch = startProgram(args);
    await until(() => exists(library.database), { what: "the catalogue" });
    watch.signal("SIGHUP");
    await watch.waitForLine(/nothing differs/);
    watch.signal("SIGHUP");
    watch.signal("SIGTERM");
    watch.signal("SIGHUP");
    const { code, stderr } = await watch.waitForEnd(5_000);
    assert.equal(code, 0, stderr);
    assert.equal(stderr.split("nothing differs").length, 2, stderr);
  }));

function writeSettings(library: PhotoLibrary, text: string): string {
  const path = `${library.directory}/settings.toml`;
  Deno.writeTextFileSync(path, text);
  return path;
}

function exists(path: string): boolean {
  return Deno.lstatSync(dirname(path)).isDirectory && readOr(path) !== "";
}

function readOr(path: string, otherwise = ""): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return otherwise;
  }
}

async function stop(watch: RunningProgram): Promise<void> {
  watch.signal("SIGTERM");
  const { code, stderr } = await watch.waitForEnd(5_000);
  assert.equal(code, 0, stderr);
}
