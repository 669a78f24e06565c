import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { childrenOf } from "../support/child_processes.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import { startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { listFiles, makeOldTree, withLibrary } from "./photo_library.ts";
import { countScans, startWatch, stop, untilEqual, watchArguments } from "./watching_library.ts";

/** A queue of the kernel holds 16,384 events; a photo that is copied with its times is five. */
const TOO_MANY = 3_600;

/** Longer than any test: what is found is found by events. */
const NEVER = ["--rescan-interval", "12h"];

Deno.test("C-074 a watcher that is stopped until the kernel drops events finds all, and hears again", () =>
  withLibrary(async (library) => {
    const elsewhere = `${library.directory}/elsewhere`;
    makeOldTree(elsewhere, { files: TOO_MANY, perDirectory: TOO_MANY });
    makeOldTree(`${elsewhere}/late`, { files: 40, perDirectory: 20, firstSeed: 50_000 });
    library.writeAll(["a.jpg"]);
    await using watch = await startWatch(library, 0, NEVER);
    const [watcher] = await childrenOf(watch.pid, "watch-child");
    assert.ok(watcher !== undefined);
    Deno.kill(watcher.pid, "SIGSTOP");
    watch.signal("SIGSTOP");
    copy(`${elsewhere}/0000/.`, library.photos);
    // Of these folders the kernel has nothing more to say: only a new watcher knows them.
    copy(`${elsewhere}/late`, library.photos);
    watch.signal("SIGCONT");
    Deno.kill(watcher.pid, "SIGCONT");
    const isThere = () => library.paths().length === TOO_MANY + 41;
    await until(isThere, { what: "everything that was copied", timeoutMs: 90_000 });
    // Which of the two is noticed first depends on how long the copying takes.
    await watch.waitForLine(/everything is looked at again: (More came at once|Nobody listened)/);
    await until(() => countScans(library) >= 3, {
      what: "the look at everything",
      timeoutMs: 60_000,
    });
    library.write("late/0001/new.jpg", { seed: 60_000 });
    const isHeard = () => library.paths().includes("late/0001/new.jpg");
    await until(isHeard, { what: "a photo in a folder whose event was lost" });
    await untilEqual(library);
    await stop(watch);
  }));

Deno.test("C-079 kill -9 between an event and its scan: the next start finds what was announced", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg", "sub/c.jpg"]);
    const patient = ["--debounce", "10m", "--debounce-limit", "10m", "--verbose", ...NEVER];
    {
      await using watch = await startWatch(library, 0, patient);
      await watch.waitForLine(/-> idle/);
      library.write("new.jpg", { seed: 9 });
      library.remove("b.jpg");
      library.rename("sub/c.jpg", "sub/renamed.jpg");
      await watch.waitForLine(/-> debouncing/);
      watch.signal("SIGKILL");
      await watch.ended;
    }
    assert.equal(library.paths().includes("new.jpg"), false, "it was killed before it looked");
    const id = library.id("sub/c.jpg");
    await using watch = await startWatch(library, 1);
    await untilEqual(library);
    assert.deepEqual(library.paths(), ["a.jpg", "new.jpg", "sub/renamed.jpg"]);
    assert.equal(library.id("sub/renamed.jpg"), id);
    await stop(watch);
  }));

Deno.test("a photo written while the program starts is found: it listens before it looks", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 300, perDirectory: 30 });
    await using watch = startProgram([...watchArguments(library), ...NEVER]);
    const photo = makeJpeg({ seed: 8 });
    // Some before the watcher listens, some while it scans, some afterwards.
    for (let count = 0; countScans(library) === 0; count++) {
      Deno.writeFileSync(library.path(`0003/while-it-starts-${count}.jpg`), photo);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await untilEqual(library);
    await stop(watch);
  }));

function copy(from: string, to: string): void {
  const { success } = new Deno.Command("cp", { args: ["-rp", from, to] }).outputSync();
  assert.ok(success, `'${from}' could be copied`);
}

Deno.test("C-076 an idle watcher writes nothing to the catalogue, whoever reads the photos meanwhile", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg", "sub/c.jpg"]);
    const quiet = [...NEVER, "--no-content-hash", "--probe-interval", "1s", "--verbose"];
    await using watch = await startWatch(library, 0, quiet);
    await watch.waitForLine(/-> idle/);
    const before = bytesBelow(`${library.directory}/data`);
    const logged = watch.stderr();
    for (let round = 0; round < 5; round++) {
      for (const path of listFiles(library.photos)) Deno.readFileSync(library.path(path));
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    assert.match(
      watch.stderr().slice(logged.length),
      /probing/,
      "it looked at the root meanwhile",
    );
    assert.deepEqual(bytesBelow(`${library.directory}/data`), before);
    assert.equal(countScans(library), 1);
    await stop(watch);
  }));

/** Content and time of change of every file, by path. */
function bytesBelow(directory: string): Map<string, string> {
  return new Map(
    listFiles(directory).map((path) => {
      const file = `${directory}/${path}`;
      const { mtime } = Deno.lstatSync(file);
      const hash = createHash("sha256").update(Deno.readFileSync(file)).digest("hex");
      return [path, `${mtime?.getTime()} ${hash}`];
    }),
  );
}
