import assert from "node:assert/strict";
import { startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { makeOldTree, type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";

const AWAY = 4, HELD = 5;

Deno.test("C-040 a deleted photo is hidden at the next scan and its record stays", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    await library.sync();
    const id = library.id("a.jpg");
    library.remove("a.jpg");
    assert.deepEqual((await library.audit()).map(({ kind, path }) => [kind, path]), [
      ["vanished", "a.jpg"],
    ]);
    assert.equal((await library.sync()).missing, 1);
    assert.deepEqual(library.paths(), ["b.jpg"]);
    const [row] = library.query("SELECT id, path FROM missing");
    assert.deepEqual([row?.id, row?.path], [id, "a.jpg"]);
    assert.equal((await library.sync()).missing, 0, "once is enough");
    assert.deepEqual(
      library.query("SELECT kind FROM changes WHERE photo_id = ? ORDER BY seq", id)
        .map(({ kind }) => kind),
      ["appeared", "missing"],
    );
  }));

Deno.test("C-042 a photo restored with its old times has its old id and date added again", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    const stamp = new Date("2020-01-01T00:00:00Z");
    Deno.utimeSync(library.path("a.jpg"), stamp, stamp);
    await library.sync();
    const before = library.photo("a.jpg");
    const bytes = Deno.readFileSync(library.path("a.jpg"));
    library.remove("a.jpg");
    await library.sync();
    library.write("other.jpg", { seed: 99 });
    library.write("a.jpg", bytes);
    Deno.utimeSync(library.path("a.jpg"), stamp, stamp);
    assert.equal((await library.sync()).revived, 1);
    const after = library.photo("a.jpg");
    assert.deepEqual([after.id, after.added_at], [before.id, before.added_at]);
    assert.deepEqual(library.query("SELECT * FROM missing"), []);
  }));

Deno.test("C-030 removing 2020 does not touch 2020_backup, and no name is a pattern", () =>
  withLibrary(async (library) => {
    const kept = [
      "2020_backup/IMG_1.jpg",
      "2020backup/IMG_1.jpg",
      "%/IMG_1.jpg",
      "IMG_10.jpg",
      "IMGx1.jpg",
      "x%y.jpg",
      "xzzy.jpg",
    ];
    library.writeAll([...kept, "2020/IMG_1.jpg", "2020/sub/a.jpg", "IMG_1.jpg", "x_y.jpg"]);
    library.write("2020_backup/broken.jpg", "text");
    await library.sync();
    const before = library.ids();
    for (const path of ["2020", "IMG_1.jpg", "x_y.jpg"]) {
      library.remove(path);
      const summary = await library.sync({ args: ["--folder", library.path(path)] });
      assert.equal(summary.outcome, "done");
    }
    assert.deepEqual(library.paths(), kept.toSorted());
    for (const path of kept) assert.equal(library.id(path), before.get(path));
    assert.deepEqual(library.problems(), ["2020_backup/broken.jpg: unknown-format"]);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-046 a deletion is shown with the scan, the error and the state of the root", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    await library.sync();
    library.remove("a.jpg");
    await library.sync();
    const [row] = library.query("SELECT * FROM missing");
    const [scan] = library.query("SELECT id FROM scans ORDER BY id DESC LIMIT 1");
    assert.equal(row?.scan_id, scan?.id);
    assert.match(String(row?.evidence), /not-found/);
    assert.match(String(row?.evidence), /online/);
    assert.match(String(row?.missing_since), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const shown = await library.run(["show", library.path("a.jpg")]);
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /Missing since .*not-found/);
  }));

Deno.test("C-046 a deletion that a watch has seen is shown with its evidence, beside the watch", () =>
  withLibrary(async (library) => {
    library.writeAll(["2024/a.jpg", "2024/b.jpg"]);
    const args = ["--root", library.photos, "--db", library.database, "--debounce", "100ms"];
    await using watch = startProgram(["watch", ...args]);
    await watch.waitForLine(/looked at 2 files/);
    library.remove("2024/a.jpg");
    await watch.waitForLine(/1 missing/);
    const [missing] = library.query("SELECT path, evidence, scan_id FROM missing");
    const [scan] = library.query("SELECT max(id) AS id FROM scans");
    assert.deepEqual([missing?.path, missing?.scan_id], ["2024/a.jpg", scan?.id]);
    const { stdout } = await library.run(["show", library.path("2024/a.jpg")]);
    assert.ok(stdout.includes(String(missing?.evidence)), stdout);
    watch.signal("SIGTERM");
    assert.equal((await watch.waitForEnd(5_000)).code, 0);
  }));

Deno.test("C-042 a photo that comes back in pieces, first as an empty file, keeps its id", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 4, title: "Lake" });
    library.write("b.jpg", { seed: 5 });
    await library.sync();
    const id = library.id("a.jpg");
    const bytes = Deno.readFileSync(library.path("a.jpg"));
    library.remove("a.jpg");
    await library.sync();
    library.write("a.jpg", "");
    assert.equal((await library.sync()).unreadable, 1);
    library.write("a.jpg", bytes);
    const summary = await library.sync();
    assert.equal(summary.revived, 1);
    assert.equal(library.id("a.jpg"), id);
    assert.equal(library.photo("a.jpg").title, "Lake");
    assert.deepEqual(library.query("SELECT id FROM missing"), []);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-043 a root renamed away, emptied or replaced hides nothing and comes back by itself", () =>
  withLibrary(async (library) => {
    const paths = makeOldTree(library.photos, { files: 30, perDirectory: 10 });
    await waitUntilOld();
    await library.sync();
    const before = library.dump();
    const elsewhere = `${library.directory}/elsewhere`;
    const assertOffline = async (what: string) => {
      const summary = await library.sync({ code: AWAY, args: [] });
      assert.equal(summary.outcome, "offline", what);
      assert.equal((await library.run(["audit"])).code, AWAY, what);
      assert.equal(library.dump(), before, what);
    };

    Deno.renameSync(library.photos, elsewhere);
    await assertOffline("renamed away");
    Deno.mkdirSync(library.photos);
    await assertOffline("an empty directory in its place");
    Deno.mkdirSync(`${library.photos}/somebody`);
    Deno.writeTextFileSync(`${library.photos}/somebody/else.jpg`, "");
    await assertOffline("another directory in its place");
    Deno.removeSync(library.photos, { recursive: true });
    Deno.writeTextFileSync(library.photos, "a file");
    await assertOffline("a file in its place");
    Deno.removeSync(library.photos);
    Deno.symlinkSync("/nowhere", library.photos);
    await assertOffline("a dangling link in its place");
    Deno.removeSync(library.photos);

    Deno.renameSync(elsewhere, library.photos);
    const back = await library.sync({ args: [] });
    assert.deepEqual([back.unchanged, back.filesRead], [paths.length, 0]);
    assert.equal(library.dump(), before);

    for (const name of ["0000", "0001", "0002"]) {
      Deno.renameSync(library.path(name), `${library.directory}/${name}`);
    }
    await assertOffline("emptied");
    for (const name of ["0000", "0001", "0002"]) {
      Deno.renameSync(`${library.directory}/${name}`, library.path(name));
    }
    assert.equal((await library.sync({ args: [] })).unchanged, paths.length);
    assert.equal(library.dump(), before);
  }));

Deno.test("C-043 an emptied root that a person accepts is believed", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 30, perDirectory: 10 });
    await library.sync();
    for (const name of ["0000", "0001", "0002"]) library.remove(name);
    await library.sync({ code: AWAY, args: [] });
    const accepted = await library.run(["roots", "accept", library.photos]);
    assert.equal(accepted.code, 0, accepted.stderr);
    assert.equal((await library.sync({ args: [] })).missing, 30);
    assert.deepEqual(library.paths(), []);
  }));

Deno.test("C-043 a watched root that goes away and comes back is worked on again, nothing hidden meanwhile", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 30, perDirectory: 10 });
    await waitUntilOld();
    await library.sync();
    const before = library.ids();
    await using watch = startProgram([
      ...["watch", "--root", library.photos, "--db", library.database, "--no-http"],
      ...["--debounce", "200ms", "--debounce-limit", "1s", "--rescan-interval", "1s"],
    ]);
    await until(() => countScans(library, "done") >= 2, { what: "the first scan of the watcher" });
    const elsewhere = `${library.directory}/elsewhere`;
    Deno.renameSync(library.photos, elsewhere);
    await watch.waitForLine(/is not there/);
    assert.deepEqual(library.ids(), before);
    Deno.renameSync(elsewhere, library.photos);
    library.write("new.jpg", { seed: 4711 });
    const hasNew = () => library.paths().includes("new.jpg");
    await until(hasNew, { what: "the root to be back" });
    library.write("newer.jpg", { seed: 4712 });
    const hasNewer = () => library.paths().includes("newer.jpg");
    await until(hasNewer, { what: "the new watcher to see a photo" });
    for (const [path, id] of before) assert.equal(library.id(path), id);
    assert.deepEqual(library.query("SELECT * FROM missing"), []);
    watch.signal("SIGTERM");
    assert.equal((await watch.waitForEnd()).code, 0, watch.stderr());
  }));

Deno.test("C-043 a watched root that is replaced by an equal copy within the debounce is still watched", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 30, perDirectory: 10 });
    await library.sync();
    const before = library.ids();
    const copy = `${library.directory}/copy`;
    const copied = await new Deno.Command("cp", { args: ["-a", library.photos, copy] }).output();
    assert.ok(copied.success);
    await using watch = startProgram([
      ...["watch", "--root", library.photos, "--db", library.database, "--no-http"],
      ...["--debounce", "500ms", "--debounce-limit", "2s"],
    ]);
    await until(() => countScans(library, "done") >= 2, { what: "the first scan of the watcher" });
    Deno.renameSync(library.photos, `${library.directory}/elsewhere`);
    Deno.renameSync(copy, library.photos);
    await until(() => countScans(library, "done") >= 3, { what: "a scan of the new directory" });
    library.write("new.jpg", { seed: 4711 });
    const hasNew = () => library.paths().includes("new.jpg");
    await until(hasNew, { what: "a photo in the new directory" });
    for (const [path, id] of before) assert.equal(library.id(path), id);
    watch.signal("SIGTERM");
    assert.equal((await watch.waitForEnd()).code, 0, watch.stderr());
  }));

Deno.test("C-045 hiding most of a root is held until a person approves it", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 150, perDirectory: 75 });
    library.write("kept.jpg", { seed: 9_000 });
    await library.sync();
    library.remove("0000");
    library.remove("0001");
    library.write("new.jpg", { seed: 9_001 });
    const held = await library.sync({ code: HELD });
    assert.deepEqual([held.outcome, held.held, held.missing, held.appeared], ["held", 150, 0, 1]);
    assert.equal(library.paths().length, 152, "nothing hidden, the new photo is there");

    const list = await library.run(["held", "--json"]);
    assert.equal(list.code, HELD, list.stderr);
    const [open] = JSON.parse(list.stdout).held;
    assert.equal(open.count, 150);
    assert.equal(open.paths.length, 150);
    assert.match((await library.run(["held"])).stdout, /0000\/IMG_000000\.jpg/);
    assert.equal((await library.sync({ code: HELD })).held, 150, "asked again, the same list");
    assert.equal(JSON.parse((await library.run(["held", "--json"])).stdout).held[0].id, open.id);

    const approved = await library.run(["held", "approve", String(open.id)]);
    assert.equal(approved.code, 0, approved.stderr);
    assert.equal((await library.sync()).missing, 150);
    assert.deepEqual(library.paths(), ["kept.jpg", "new.jpg"]);
    assert.equal((await library.run(["held"])).code, 0);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-045 an approval is refused when the list has grown since it was shown", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 200, perDirectory: 50 });
    await library.sync();
    for (const name of ["0000", "0001", "0002"]) library.remove(name);
    await library.sync({ code: HELD });
    const shown = await heldId(library);
    library.remove("0003/IMG_000150.jpg");
    await library.sync({ code: HELD });
    const grown = await heldId(library);
    assert.notEqual(grown, shown, "another question");
    assert.equal((await library.run(["held", "approve", shown])).code, 1);
    assert.equal((await library.sync({ code: HELD })).held, 151);
    assert.equal(library.paths().length, 200);
    assert.equal((await library.run(["held", "approve", grown])).code, 0);
    assert.equal((await library.sync()).missing, 151);
  }));

Deno.test("C-045 an approval is not obeyed when more has gone before it was", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 200, perDirectory: 50 });
    await library.sync();
    for (const name of ["0000", "0001", "0002"]) library.remove(name);
    await library.sync({ code: HELD });
    const id = await heldId(library);
    library.remove("0003/IMG_000150.jpg");
    await library.run(["held", "approve", id]);
    const summary = await library.sync({ code: HELD });
    assert.deepEqual([summary.held, summary.missing], [151, 0]);
    assert.equal(library.paths().length, 200);
  }));

Deno.test("C-045 what a person rejects is kept, and asked again only when the list changes", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 200, perDirectory: 50 });
    await library.sync();
    for (const name of ["0000", "0001", "0002"]) library.remove(name);
    await library.sync({ code: HELD });
    const rejected = await library.run(["held", "reject", await heldId(library)]);
    assert.equal(rejected.code, 0, rejected.stderr);
    for (let round = 0; round < 2; round++) {
      const summary = await library.sync();
      assert.deepEqual([summary.held, summary.missing, summary.kept], [0, 0, 150]);
    }
    assert.equal(library.paths().length, 200);
    const audit = await library.run(["audit"]);
    assert.match(
      audit.stdout,
      /Equal: 50 files, 150 gone from disk or replaced, and shown, as you rejected/,
    );
    library.remove("0003/IMG_000150.jpg");
    assert.equal((await library.sync({ code: HELD })).held, 151);
  }));

Deno.test("C-045 what nobody has answered yet is not said to be rejected by a sync of a part", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 200, perDirectory: 50 });
    await library.sync();
    for (const name of ["0000", "0001", "0002"]) library.remove(name);
    await library.sync({ code: HELD });
    const part = await library.sync({ code: HELD, args: ["--folder", library.path("0000")] });
    assert.deepEqual([part.held, part.missing, part.kept], [150, 0, 0]);
    const told = await library.run(["sync", "--folder", library.path("0000")]);
    assert.doesNotMatch(told.stdout, /rejected/);
    await library.run(["held", "reject", await heldId(library)]);
    const rejected = await library.sync({ args: ["--folder", library.path("0000")] });
    assert.deepEqual([rejected.held, rejected.missing, rejected.kept], [0, 0, 50]);
  }));

Deno.test("C-045 what a person rejects is kept, also when the root has grown meanwhile", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 200, perDirectory: 50 });
    await library.sync();
    for (const name of ["0000", "0001", "0002"]) library.remove(name);
    await library.sync({ code: HELD });
    await library.run(["held", "reject", await heldId(library)]);
    makeOldTree(`${library.photos}/more`, { files: 300, perDirectory: 50, firstSeed: 5_000 });
    for (let round = 0; round < 2; round++) {
      const summary = await library.sync();
      assert.deepEqual([summary.missing, summary.kept], [0, 150]);
    }
  }));

Deno.test("C-045 when the photos come back nothing is held any more", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 150, perDirectory: 75 });
    library.write("kept.jpg", { seed: 9_000 });
    await library.sync();
    const before = library.ids();
    for (const name of ["0000", "0001"]) {
      Deno.renameSync(library.path(name), `${library.directory}/${name}`);
    }
    await library.sync({ code: HELD });
    for (const name of ["0000", "0001"]) {
      Deno.renameSync(`${library.directory}/${name}`, library.path(name));
    }
    const summary = await library.sync();
    assert.deepEqual([summary.held, summary.missing], [0, 0]);
    assert.equal((await library.run(["held"])).code, 0);
    assert.deepEqual(library.ids(), before);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-045 most photos emptied in place look like an accident too, and stay until a person decides", () =>
  withLibrary(async (library) => {
    const paths = makeOldTree(library.photos, { files: 150, perDirectory: 75 });
    library.write("kept.jpg", { seed: 9_000 });
    await library.sync();
    const before = library.query("SELECT id, path, title FROM photos ORDER BY id");
    const bytes = paths.map((path) => Deno.readFileSync(library.path(path)));
    const old = new Date("2021-01-01T00:00:00Z");
    for (const [index, path] of paths.entries()) {
      // Half of them by a program that encrypts, half by a disk that was full.
      Deno.writeFileSync(library.path(path), new Uint8Array(index % 2 === 0 ? 0 : 4_096));
      Deno.utimeSync(library.path(path), old, old);
    }
    const held = await library.sync({ code: HELD });
    assert.deepEqual([held.held, held.missing, held.unreadable], [150, 0, 150]);
    assert.deepEqual(library.query("SELECT id, path, title FROM photos ORDER BY id"), before);
    assert.equal(library.problems().length, 150);
    assert.equal((await library.sync({ code: HELD })).held, 150, "asked again, the same list");

    for (const [index, path] of paths.slice(0, 75).entries()) {
      library.write(path, bytes[index]!);
    }
    assert.equal((await library.sync()).changed, 0);
    assert.equal((await library.run(["held"])).code, 0, "75 are no accident");
    const shown = library.query("SELECT id, path, title FROM photos ORDER BY id");
    assert.equal(shown.length, 76);
    const missing = library.query("SELECT id, evidence FROM missing");
    assert.equal(missing.length, 75);
    assert.match(String(missing[0]?.evidence), /no photo any more/);

    for (const [index, path] of paths.entries()) library.write(path, bytes[index]!);
    await library.sync();
    assert.deepEqual(library.query("SELECT id, path, title FROM photos ORDER BY id"), before);
  }));

Deno.test("C-001 what is named and is not known ends every command alike, and the complaint names it", () =>
  withLibrary(async (library) => {
    library.write("a.jpg");
    await library.sync();
    const nowhere = `${library.directory}/nowhere`;
    for (
      const [named, ...args] of [
        ["17", "held", "approve", "17"],
        ["77", "edits", "retry", "77"],
        ["zz", "ignore", "remove", "zz", "--folder", library.photos],
        [nowhere, "roots", "pause", nowhere],
        [nowhere, "audit", "--folder", nowhere],
      ] as const
    ) {
      const { code, stderr } = await library.run(args);
      assert.equal(code, 1, `${args.join(" ")}: ${stderr}`);
      assert.ok(stderr.includes(`'${named}'`), stderr);
    }
  }));

async function heldId(library: PhotoLibrary): Promise<string> {
  const { stdout } = await library.run(["held", "--json"]);
  return String(JSON.parse(stdout).held[0].id);
}

function countScans(library: PhotoLibrary, outcome: string): number {
  return Number(library.query("SELECT count(*) AS n FROM scans WHERE outcome = ?", outcome)[0]?.n);
}
