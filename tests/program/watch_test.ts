import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { makeJpeg } from "../support/make_jpeg.ts";
import { startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import {
  listFiles,
  makeOldTree,
  type PhotoLibrary,
  waitUntilOld,
  withLibrary,
} from "./photo_library.ts";
import { seededRandom } from "./random.ts";
import { TreeChanges } from "./tree_changes.ts";
import { countScans, startWatch, stop, untilEqual, watchArguments } from "./watching_library.ts";

const CHANGES = 100;

Deno.test("C-079 a hundred mixed changes under a watcher: equal when it is quiet, what moved keeps its id", () =>
  withLibrary(async (library) => {
    const random = seededRandom("a hundred changes");
    makeOldTree(library.photos, { files: 300, perDirectory: 30 });
    await using watch = await startWatch(library);
    const changes = new TreeChanges(library, random);
    for (let count = 0; count < CHANGES; count++) {
      changes.makeOne();
      await sleep(random.between(0, 40));
    }
    console.log(`changes: ${changes.describe()}`);
    await untilEqual(library);
    assert.deepEqual(library.paths(), listFiles(library.photos));
    assert.deepEqual(library.problems(), []);
    changes.assertIdsKept();
    await stop(watch);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-070 four equal events are one scan, and reading photos is none (C-076)", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg", "sub/c.jpg"]);
    await using watch = await startWatch(library);
    const before = countScans(library);
    for (const path of ["a.jpg", "b.jpg", "sub/c.jpg"]) Deno.readFileSync(library.path(path));
    for (const _ of Deno.readDirSync(library.path("sub"))) Deno.statSync(library.path("a.jpg"));
    for (let seed = 0; seed < 4; seed++) library.write("a.jpg", { seed, title: `Round ${seed}` });
    await until(() => library.photo("a.jpg").title === "Round 3", { what: "the change" });
    // The row is there a moment before the scan that brought it has ended.
    await until(() => countScans(library) > before, { what: "the end of the scan" });
    await sleep(500);
    assert.equal(countScans(library), before + 1);
    const [scan] = library.query("SELECT scope FROM scans ORDER BY id DESC LIMIT 1");
    assert.equal(scan?.scope, '["a.jpg"]');
    await stop(watch);
  }));

Deno.test("C-070 a steady stream of events does not keep the watcher from scanning", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await using watch = await startWatch(library);
    let isSeen = false;
    for (let count = 0; count < 150 && !isSeen; count++) {
      Deno.writeFileSync(library.path(`stream${count}.jpg`), makeJpeg({ seed: 100 + count }));
      await sleep(50);
      isSeen = library.paths().includes("stream0.jpg");
    }
    assert.ok(isSeen, "scanned while events kept coming");
    await untilEqual(library);
    await stop(watch);
  }));

Deno.test("C-071 a photo that comes while the watcher scans is found by another scan of exactly its path", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 3_000, perDirectory: 300 });
    await using watch = startProgram(watchArguments(library));
    await until(() => library.paths().length > 0, { what: "the first photos" });
    assert.equal(countScans(library), 0, "the first scan is still at work");
    library.write("0003/late.jpg", { seed: 4_711 });
    const hasLate = () => library.paths().includes("0003/late.jpg");
    await until(hasLate, { what: "the late photo" });
    await until(() => countScans(library) >= 2, { what: "the end of its scan" });
    const [scan] = library.query("SELECT scope FROM scans ORDER BY id LIMIT 1 OFFSET 1");
    assert.equal(scan?.scope, '["0003/late.jpg"]');
    await stop(watch);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-072 a thousand new nested folders, each with a photo at once: all rows are there", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await using watch = await startWatch(library);
    const photo = makeJpeg({ width: 16, height: 16, seed: 1 });
    for (let count = 0; count < 1_000; count++) {
      Deno.mkdirSync(library.path(`n${count}/b/c`), { recursive: true });
      Deno.writeFileSync(library.path(`n${count}/b/c/IMG.jpg`), photo);
    }
    const isComplete = () => library.paths().length === 1_001;
    await until(isComplete, { what: "1,001 photos" });
    await untilEqual(library);
    await stop(watch);
  }));

Deno.test("C-092 a photo that goes away while it is still being written leaves no problem behind", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await using watch = await startWatch(library);
    Deno.mkdirSync(library.path("new"));
    for (const path of ["young.jpg", "new/young.jpg"]) {
      Deno.writeFileSync(library.path(path), makeJpeg({ seed: 2 }));
    }
    await until(() => library.problems().length === 2, { what: "both to be waited for" });
    library.remove("young.jpg");
    library.rename("new", "renamed");
    const isThere = () => library.paths().includes("renamed/young.jpg");
    await until(isThere, { what: "the photo under its last name" });
    await untilEqual(library);
    assert.deepEqual(library.problems(), []);
    await stop(watch);
  }));

Deno.test("C-092 a watcher says when something could not be brought in, and how many such there are", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await using watch = await startWatch(library);
    library.write("text.jpg", "This is a shopping list");
    await watch.waitForLine(/something could not be brought in, .*'problems'.*: 1 now/, 30_000);
    await stop(watch);
  }));

Deno.test("C-073 a tree that is copied in, moved in and moved out: all there, all hidden", () =>
  withLibrary(async (library) => {
    const elsewhere = `${library.directory}/elsewhere`;
    const copied = makeOldTree(`${elsewhere}/copied`, { files: 1_500, perDirectory: 50 });
    const moved = makeOldTree(`${elsewhere}/moved`, { files: 200, firstSeed: 10_000 });
    makeOldTree(library.photos, { files: 2_000, firstSeed: 20_000 });
    await using watch = await startWatch(library);

    const copying = new Deno.Command("cp", {
      args: ["-r", `${elsewhere}/copied`, library.path("copied")],
    });
    assert.ok((await copying.output()).success);
    const hasCopied = () => countBelow(library, "copied") === copied.length;
    await until(hasCopied, { what: "the copied tree" });

    Deno.renameSync(`${elsewhere}/moved`, library.path("moved"));
    const hasMoved = () => countBelow(library, "moved") === moved.length;
    await until(hasMoved, { what: "the tree moved in" });

    Deno.renameSync(library.path("copied"), `${elsewhere}/out`);
    await until(() => countBelow(library, "copied") === 0, {
      what: "the tree moved out to be hidden",
    });
    assert.equal(countBelow(library, "moved"), moved.length);
    await untilEqual(library);
    await stop(watch);
  }));

Deno.test("C-050 a photo and a folder renamed under a watcher keep their ids and are not read", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 60, perDirectory: 20 });
    await using watch = await startWatch(library);
    const before = library.ids();
    library.rename("0000/IMG_000003.jpg", "0001/renamed.jpg");
    library.rename("0002", "2024/summer");
    const isMoved = () => library.paths().includes("2024/summer/IMG_000040.jpg");
    await until(isMoved, { what: "the renamed folder" });
    await untilEqual(library);
    const after = library.ids();
    assert.equal(after.get("0001/renamed.jpg"), before.get("0000/IMG_000003.jpg"));
    assert.equal(after.get("2024/summer/IMG_000059.jpg"), before.get("0002/IMG_000059.jpg"));
    assert.deepEqual([...after.values()].toSorted(), [...before.values()].toSorted());
    assert.deepEqual(library.query("SELECT * FROM missing"), []);
    await stop(watch);
  }));

Deno.test("C-077 two watched roots: while one is away the other is kept equal", () =>
  withLibrary(async (library) => {
    const second = `${library.directory}/second`;
    library.writeAll(["a.jpg"]);
    makeOldTree(second, { files: 30, perDirectory: 10 });
    await using watch = startProgram([...watchArguments(library), "--root", second]);
    await until(() => countScans(library) >= 2, { what: "the first scans" });
    Deno.renameSync(second, `${second}-away`);
    await watch.waitForLine(/second: .*not there/);
    library.write("b.jpg", { seed: 2 });
    await until(() => library.paths().includes("b.jpg"), {
      what: "the photo in the root that is there",
    });
    assert.equal(library.paths().length, 32, "nothing of the other root is hidden");
    Deno.renameSync(`${second}-away`, second);
    Deno.writeFileSync(`${second}/0001/new.jpg`, makeJpeg({ seed: 3 }));
    const isBack = () => library.paths().includes("0001/new.jpg");
    await until(isBack, { what: "the root that came back" });
    await stop(watch);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-020 a watcher that finds nothing new at its start reads nothing and writes no row", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    await waitUntilOld();
    await library.sync();
    const before = library.dump();
    // Photos are read for their content hash later, once: not here.
    await using watch = await startWatch(library, 1, ["--no-content-hash"]);
    assert.equal(library.dump(), before);
    await stop(watch);
    assert.equal(library.dump(), before);
  }));

function countBelow(library: PhotoLibrary, directory: string): number {
  return library.paths().filter((path) => path.startsWith(`${directory}/`)).length;
}
