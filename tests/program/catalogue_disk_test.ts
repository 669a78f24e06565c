import assert from "node:assert/strict";
import { startProgram } from "../support/program.ts";
import { withSmallDisk } from "../support/small_disk.ts";
import { until } from "../support/until.ts";
import { listFiles, makeOldTree, withLibrary } from "./photo_library.ts";

const FAILED = 1;
/** Enough for an empty catalogue, too little for one of these photos. */
const SIZE = "700k", FILES = 800;

Deno.test("C-095 the disk of the catalogue is full: sync says so, half applies nothing, and the next one carries on", () =>
  withLibrary((library) =>
    withSmallDisk(`${library.directory}/data`, SIZE, async (disk) => {
      makeOldTree(library.photos, { files: FILES, perDirectory: 40 });
      const full = await library.run(["sync", "--folder", library.photos]);
      assert.equal(full.code, FAILED, full.stdout + full.stderr);
      assert.match(full.stdout + full.stderr, /catalogue\.db' as its disk is full: make room/);
      assert.doesNotMatch(full.stderr, /\n\s+at /);
      const rows = library.query(
        "SELECT count(*) AS files, (SELECT count(*) FROM photo) AS photos FROM file",
      );
      assert.equal(rows[0]?.files, rows[0]?.photos, "no file without what it says of itself");
      const before = library.ids();

      await disk.remount("size=50m");
      await library.sync();
      assert.deepEqual(library.paths(), listFiles(library.photos));
      for (const [path, id] of before) assert.equal(library.id(path), id);
      assert.deepEqual(await library.audit(), []);
    })
  ));

Deno.test("C-095 the first sync onto a disk that is full says that there is no room, and how far it came does not matter", () =>
  withLibrary((library) =>
    withSmallDisk(`${library.directory}/data`, "100k", async (disk) => {
      library.writeAll(["a.jpg"]);
      const rest = `${library.directory}/data/rest`;
      // No room for the lock, none for the log of an empty database, none for the tables.
      for (const free of [0, 10, 40]) {
        await Deno.writeFile(rest, new Uint8Array((100 - free) * 1024)).catch(() => {});
        const { code, stdout, stderr } = await library.run(["sync", "--folder", library.photos]);
        assert.equal(code, FAILED, `${free} KiB free: ${stdout}${stderr}`);
        assert.match(stdout + stderr, /full.*: make room/, `${free} KiB free`);
      }
      await disk.remount("size=50m");
      await library.sync();
      assert.deepEqual(library.paths(), ["a.jpg"]);
    })
  ));

Deno.test("C-095 a watch whose disk is full goes on by itself once there is room", () =>
  withLibrary((library) =>
    withSmallDisk(`${library.directory}/data`, SIZE, async (disk) => {
      makeOldTree(library.photos, { files: FILES, perDirectory: 40 });
      const args = ["watch", "--root", library.photos, "--db", library.database, "--no-http"];
      await using watch = startProgram(args);
      await watch.waitForLine(/disk is full: make room/);
      await disk.remount("size=50m");
      await until(() => library.paths().length === FILES, {
        what: "all photos",
        timeoutMs: 60_000,
      });
      watch.signal("SIGTERM");
      assert.equal((await watch.waitForEnd()).code, 0);
      assert.deepEqual(await library.audit(), []);
    })
  ));

Deno.test("a catalogue on a disk that can only be read answers, and a sync says why it cannot", () =>
  withLibrary((library) =>
    withSmallDisk(`${library.directory}/data`, "20m", async (disk) => {
      library.writeAll(["a.jpg", "b.jpg"]);
      await library.sync();
      await disk.remount("ro");
      for (const command of [["status"], ["show", library.path("a.jpg")], ["audit"], ["changes"]]) {
        const { code, stderr } = await library.run(command);
        assert.equal(code, 0, `${command[0]}: ${stderr}`);
      }
      const copy = await library.run(["backup", `${library.directory}/copy.db`]);
      assert.equal(copy.code, 0, copy.stderr);
      const { code, stderr } = await library.run(["sync"]);
      assert.equal(code, FAILED);
      assert.match(stderr, /catalogue\.db': .*its folder has to be writable/);
      await disk.remount("rw");
    })
  ));

Deno.test("a catalogue left behind by a kill, on a disk that can only be read, is a clear error", () =>
  withLibrary((library) =>
    withSmallDisk(`${library.directory}/data`, "20m", async (disk) => {
      makeOldTree(library.photos, { files: 200, perDirectory: 40 });
      const args = ["sync", "--folder", library.photos, "--db", library.database];
      await using sync = startProgram(args);
      await until(() => library.paths().length > 0, { what: "the first photos" });
      sync.signal("SIGKILL");
      await sync.waitForEnd();
      for (const { name } of Deno.readDirSync(`${library.directory}/data`)) {
        // As a copy of the two files elsewhere has it.
        if (name.endsWith("-shm")) Deno.removeSync(`${library.directory}/data/${name}`);
      }
      await disk.remount("ro");
      const { code, stderr } = await library.run(["status"]);
      assert.equal(code, FAILED);
      assert.match(stderr, /was not closed.*copy it.*to a folder that can be written/s);
      await disk.remount("rw");
      await library.sync();
      assert.deepEqual(await library.audit(), []);
    })
  ));
