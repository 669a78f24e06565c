import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { makeJpeg } from "../support/make_jpeg.ts";
import { makeOldTree, type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";

const FAILED = 1, USAGE = 2, AWAY = 4;

/** What has to outlast everything that is done to roots. */
const KEPT = `SELECT photos.id, added_at, title, sample_hash FROM photos ORDER BY photos.id`;

Deno.test("C-004 a widened root keeps every id, date and history, reads nothing again, and takes in what is beside", () =>
  withLibrary(async (library) => {
    const names = ["a/a/1.jpg", "a/a/a/1.jpg", "a/2.jpg", "a/%_/1.jpg", "a/2020/x.jpg"];
    library.writeAll(names);
    library.write("a/a/text.jpg", "no photo");
    library.write("beside.jpg", { seed: 900 });
    await waitUntilOld();
    await library.sync({ args: ["--folder", library.path("a")] });
    library.remove("a/2020/x.jpg");
    await library.sync({ args: [] });
    const [before, changes] = [library.query(KEPT), history(library)];
    const scans = library.query("SELECT id, outcome FROM scans ORDER BY id");

    const widened = await roots(library, ["widen", library.path("a"), library.photos]);
    assert.equal(widened.code, 0, widened.stderr);
    assert.deepEqual(rows(library, "SELECT id, path FROM roots"), [
      { id: 1, path: library.photos },
    ]);
    assert.deepEqual(library.query(KEPT), before);
    assert.deepEqual(library.paths(), ["a/%_/1.jpg", "a/2.jpg", "a/a/1.jpg", "a/a/a/1.jpg"]);
    assert.deepEqual(rows(library, "SELECT path FROM missing"), [{ path: "a/2020/x.jpg" }]);
    assert.deepEqual(library.problems(), ["a/a/text.jpg: unknown-format"]);
    assert.deepEqual(
      history(library).map(({ seq, path }) => [seq, path]),
      changes.map(({ seq, path }) => [seq, `a/${path}`]),
    );
    assert.deepEqual(
      rows(library, "SELECT id, outcome, scope FROM scans ORDER BY id"),
      scans.map((scan) => ({ ...scan, scope: '["a"]' })),
    );
    const summary = await library.sync({ args: [] });
    assert.deepEqual(
      [summary.unchanged, summary.appeared, summary.filesRead, summary.missing],
      [5, 1, 1, 0],
    );
    assert.deepEqual(library.query(KEPT).slice(0, 4), before);
    library.rename("a/a", "b");
    library.rename("a/2.jpg", "2.jpg");
    assert.equal((await library.sync({ args: [] })).moved, 4);
    assert.deepEqual(library.query(KEPT).slice(0, 4), before);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-004 several roots become one, with the ignored, the held and the missing of each", () =>
  withLibrary(async (library) => {
    makeOldTree(library.path("far/one"), { files: 120, perDirectory: 60 });
    library.writeAll(["far/two/x.jpg", "far/two/deep/y.jpg"], 5_000);
    await waitUntilOld();
    const [one, two] = [library.path("far/one"), library.path("far/two")];
    await library.sync({ args: ["--folder", one] });
    await library.sync({ args: ["--folder", two] });
    addIgnoreRules(library, [[1, "", "*.png"], [2, "", "*.gif"], [2, "deep", "no.jpg"]]);
    const before = library.query(KEPT);
    library.remove("far/one/0000");
    library.remove("far/one/0001");
    library.write("far/one/kept.jpg", { seed: 7_000 });
    makeOldTree(library.path("beside"), { files: 150, perDirectory: 50, firstSeed: 20_000 });
    await library.sync({ code: 5, args: ["--folder", one] });
    const shown = JSON.parse((await library.run(["held", "--json"])).stdout).held;

    const widened = await roots(library, ["widen", two, library.photos]);
    assert.equal(widened.code, 0, widened.stderr);
    assert.deepEqual(rows(library, "SELECT id, path FROM roots"), [{
      id: 2,
      path: library.photos,
    }]);
    assert.deepEqual(rows(library, "SELECT root_id, folder, pattern FROM ignore_rule ORDER BY 2"), [
      { root_id: 2, folder: "far/one", pattern: "*.png" },
      { root_id: 2, folder: "far/two", pattern: "*.gif" },
      { root_id: 2, folder: "far/two/deep", pattern: "no.jpg" },
    ]);
    const [held] = JSON.parse((await library.run(["held", "--json"])).stdout).held;
    assert.deepEqual([held.id, held.count, held.root], [shown[0].id, 120, library.photos]);
    assert.deepEqual(held.paths[0], `far/one/${shown[0].paths[0]}`);
    const summary = await library.sync({ code: 5, args: [] });
    assert.deepEqual([summary.held, summary.unchanged, summary.appeared], [120, 3, 150]);
    assert.equal(
      (await library.sync({ code: 5, args: [] })).held,
      120,
      "although it is less than half",
    );
    assert.deepEqual(library.query(KEPT).filter(({ id }) => Number(id) <= 122), before);
    assert.deepEqual(directoriesWithoutParent(library), [""]);
  }));

Deno.test("C-004 widening is refused where it could lose something, with the way out", () =>
  withLibrary(async (library) => {
    makeOldTree(library.path("a"), { files: 30, perDirectory: 10 });
    library.writeAll(["b/1.jpg"], 900);
    await library.sync({ args: ["--folder", library.path("a")] });
    await library.sync({ args: ["--folder", library.path("b")] });
    const before = library.dump();
    const refused = async (from: string, to: string, code: number, ...says: RegExp[]) => {
      const result = await roots(library, ["widen", from, to]);
      assert.equal(result.code, code, `${from} ${to}: ${result.stdout}${result.stderr}`);
      for (const one of says) assert.match(result.stderr, one);
      assert.equal(library.dump(), before);
    };
    const [a, b] = [library.path("a"), library.path("b")];
    await refused(a, `${library.directory}/nowhere`, USAGE, /no directory/);
    await refused(a, b, USAGE, /does not hold it/, /roots move/);
    await refused(a, `${a}/`, USAGE, /above it/);
    await refused(`${a}/0000`, library.photos, FAILED, /lies in the root/);
    await refused(`${a}x`, library.photos, FAILED, /no root/);
    Deno.renameSync(a, `${library.directory}/away`);
    await refused(b, library.photos, AWAY, new RegExp(`'${a}' is offline`), /roots remove/);
    Deno.renameSync(`${library.directory}/away`, a);
    Deno.symlinkSync(library.directory, `${library.directory}/data/link`);
    const link = `${library.directory}/data/link`;
    const done = await roots(library, ["widen", `${link}/photos/a/`, `${link}/photos//`]);
    assert.equal(done.code, 0, done.stderr);
    assert.equal((await library.sync({ args: [] })).unchanged, 31);
  }));

Deno.test("C-004 a root above a root, and one directory under two paths, name the root there is and the way out", () =>
  withLibrary(async (library) => {
    library.writeAll(["a/1.jpg", "a/b/2.jpg"]);
    await library.sync({ args: ["--folder", library.path("a")] });
    for (const command of [["sync", "--folder"], ["watch", "--no-http", "--root"]]) {
      const result = await library.run([...command, library.photos]);
      assert.equal(result.code, USAGE, result.stdout);
      const cure = `roots widen '${library.path("a")}' '${library.photos}'`;
      assert.ok(result.stderr.includes(cure), result.stderr);
    }
    const mirror = `${library.directory}/mirror`;
    if (!mount(["--bind", library.path("a"), mirror])) return;
    try {
      const result = await library.run(["sync", "--folder", mirror]);
      assert.equal(result.code, USAGE, result.stdout + result.stderr);
      assert.ok(result.stderr.includes(`'${library.path("a")}' under another path`), result.stderr);
      assert.equal(library.query("SELECT * FROM roots").length, 1);
      const ids = library.ids();
      const moved = await roots(library, ["move", library.path("a"), mirror]);
      assert.equal(moved.code, 0, moved.stderr);
      await library.sync({ args: [] });
      assert.deepEqual(library.ids(), ids);
    } finally {
      unmount(mirror);
    }
    const above = `${library.directory}/above`;
    assert.equal((await roots(library, ["move", mirror, library.path("a")])).code, 0);
    assert.ok(mount(["--bind", library.photos, above]));
    try {
      const result = await library.run(["sync", "--folder", above]);
      assert.equal(result.code, USAGE, result.stdout + result.stderr);
      assert.ok(result.stderr.includes(`holds the root '${library.path("a")}'`), result.stderr);
    } finally {
      unmount(above);
    }
  }));

Deno.test("C-043 another disk whose top has the inode of one that is away is a root of its own", () =>
  withLibrary(async (library) => {
    const [one, other] = [`${library.directory}/one`, `${library.directory}/other`];
    if (!mount(["-t", "tmpfs", "none", one])) return;
    Deno.writeFileSync(`${one}/1.jpg`, makeJpeg({ seed: 1 }));
    old(`${one}/1.jpg`);
    await library.sync({ args: ["--folder", one] });
    const inode = Deno.statSync(one).ino;
    unmount(one);
    Deno.removeSync(one);
    assert.ok(mount(["-t", "tmpfs", "none", other]));
    try {
      assert.equal(Deno.statSync(other).ino, inode, "as the tops of two disks have");
      Deno.writeFileSync(`${other}/2.jpg`, makeJpeg({ seed: 2 }));
      old(`${other}/2.jpg`);
      assert.equal((await library.sync({ args: ["--folder", other] })).appeared, 1);
      assert.deepEqual(library.paths(), ["1.jpg", "2.jpg"]);
    } finally {
      unmount(other);
    }
  }));

Deno.test("C-047 a disk inside a root that was widened goes away and comes back, nothing is hidden", () =>
  withLibrary(async (library) => {
    const disk = library.path("disk");
    if (!mount(["-t", "tmpfs", "none", disk])) return;
    try {
      makeOldTree(`${disk}/photos`, { files: 12, perDirectory: 6 });
      library.write("beside.jpg", { seed: 900 });
      await waitUntilOld();
      await library.sync({ args: ["--folder", `${disk}/photos`] });
      assert.equal((await roots(library, ["widen", `${disk}/photos`, library.photos])).code, 0);
      await library.sync({ args: [] });
      const before = library.ids();
      assert.equal(before.size, 13);
      const away = `${library.directory}/away`;
      Deno.mkdirSync(away);
      command("mount", ["--make-private", disk]);
      assert.ok(command("mount", ["--move", disk, away]));
      const summary = await library.sync({ args: [] });
      assert.deepEqual([summary.missing, summary.moved], [0, 0]);
      assert.deepEqual(library.ids(), before);
      assert.deepEqual(library.problems(), ["disk: mount-away"]);
      assert.ok(command("mount", ["--move", away, disk]));
      const back = await library.sync({ args: [] });
      assert.deepEqual([back.unchanged, back.filesRead, back.problems], [13, 0, 0]);
      assert.deepEqual(library.ids(), before);
    } finally {
      unmount(disk);
    }
  }));

Deno.test("C-047 what is put where a disk is away does not stand for the disk, until a person says so", () =>
  withLibrary(async (library) => {
    const disk = library.path("disk");
    library.writeAll(["a.jpg", "b.jpg"]);
    if (!mount(["-t", "tmpfs", "none", disk])) return;
    try {
      makeOldTree(disk, { files: 12, perDirectory: 6 });
      await library.sync();
    } finally {
      unmount(disk);
    }
    const before = library.ids();
    library.write("disk/new.jpg", { seed: 900 });
    library.write("disk/0000/deep.jpg", { seed: 901 });
    for (let round = 0; round < 2; round++) assert.equal((await library.sync()).missing, 0);
    assert.equal((await library.sync({ args: ["--folder", `${disk}/0000`] })).missing, 0);
    assert.equal(library.paths().length, before.size + 2);
    assert.deepEqual(library.problems(), ["disk: mount-away"]);
    const accepted = await roots(library, ["accept", disk]);
    assert.equal(accepted.code, 0, accepted.stderr);
    assert.deepEqual([(await library.sync()).missing, library.problems()], [12, []]);
    assert.deepEqual(library.paths(), ["a.jpg", "b.jpg", "disk/0000/deep.jpg", "disk/new.jpg"]);
  }));

Deno.test("C-047 another disk over a known one hides and adds nothing, until a person says that it stays", () =>
  withLibrary(async (library) => {
    const disk = library.path("disk");
    library.write("a.jpg");
    if (!mount(["-t", "tmpfs", "none", disk])) return;
    const other = `${library.directory}/other`;
    try {
      makeOldTree(disk, { files: 6, perDirectory: 3 });
      await waitUntilOld();
      await library.sync();
      const before = library.ids();
      assert.ok(mount(["-t", "tmpfs", "none", disk]), "another disk over it");
      library.write("disk/strange.jpg", { seed: 900 });
      library.write("disk/deep/strange.jpg", { seed: 901 });
      for (const [scope, seenNow] of [[["--folder", `${disk}/deep`], 0], [[], 1]] as const) {
        const { missing, appeared, seen } = await library.sync({ args: scope });
        assert.deepEqual([missing, appeared, seen], [0, 0, seenNow]);
        assert.deepEqual(library.problems(), ["disk: mount-away"]);
      }
      assert.deepEqual(await library.audit(), []);
      assert.deepEqual(library.ids(), before);
      command("mount", ["--make-private", disk]);
      Deno.mkdirSync(other);
      assert.ok(command("mount", ["--move", disk, other]), "the first one is back");
      const back = await library.sync();
      assert.deepEqual([back.unchanged, back.missing, back.filesRead], [7, 0, 0]);
      assert.deepEqual([library.ids(), library.problems()], [before, []]);

      assert.ok(command("mount", ["--move", other, disk]));
      assert.equal((await roots(library, ["accept", disk])).code, 0);
      assert.equal((await library.sync()).missing, 6);
      assert.deepEqual(library.paths(), ["a.jpg", "disk/deep/strange.jpg", "disk/strange.jpg"]);
      assert.deepEqual(library.problems(), []);
    } finally {
      for (let times = 0; times < 2; times++) command("umount", [disk]);
    }
  }));

Deno.test("C-043 a root on a disk that is unmounted is offline, and as it was when it returns", () =>
  withLibrary(async (library) => {
    if (!mount(["-t", "tmpfs", "none", library.photos])) return;
    const away = `${library.directory}/away`;
    Deno.mkdirSync(away);
    try {
      makeOldTree(library.photos, { files: 30, perDirectory: 10 });
      await waitUntilOld();
      await library.sync();
      const before = library.ids();
      assert.ok(command("mount", ["--move", library.photos, away]));
      const summary = await library.sync({ code: AWAY, args: [] });
      assert.match(String(summary.trouble), /empty/);
      Deno.writeFileSync(library.path("camera.jpg"), makeJpeg({ seed: 77 }));
      await library.sync({ code: AWAY, args: [] });
      assert.deepEqual(library.ids(), before);
      const found = await library.run(["sync", "--folder", away]);
      assert.equal(found.code, USAGE, found.stdout);
      assert.ok(found.stderr.includes(`roots move '${library.photos}' '${away}'`), found.stderr);
      assert.ok(command("mount", ["--move", away, library.photos]));
      const back = await library.sync({ args: [] });
      assert.deepEqual([back.unchanged, back.filesRead], [30, 0]);
      assert.deepEqual(library.ids(), before);
    } finally {
      command("umount", [away]);
      unmount(library.photos);
    }
  }));

Deno.test("a root is forgotten only when somebody insists, and its files stay as they are", () =>
  withLibrary(async (library) => {
    makeOldTree(library.path("a"), { files: 4, perDirectory: 2 });
    library.writeAll(["b/1.jpg"], 900);
    library.write("a/text.jpg", "no photo");
    await library.sync({ args: ["--folder", library.path("a")] });
    await library.sync({ args: ["--folder", library.path("b")] });
    const kept = library.query("SELECT * FROM photos WHERE root = ?", library.path("b"));
    library.remove("a/0000/IMG_000000.jpg");
    await library.sync({ args: ["--folder", library.path("a")] });
    const before = library.dump();
    const refused = await roots(library, ["remove", library.path("a")]);
    assert.equal(refused.code, USAGE);
    assert.match(refused.stderr, /3 photos and 1 missing/);
    assert.match(refused.stderr, /backup FILE/);
    assert.equal(library.dump(), before);

    const removed = await roots(library, ["remove", `${library.path("a")}/`, "--yes"]);
    assert.equal(removed.code, 0, removed.stderr);
    assert.deepEqual(library.query("SELECT * FROM photos"), kept);
    assert.deepEqual(rows(library, "SELECT path FROM roots"), [{ path: library.path("b") }]);
    for (const view of ["missing", "problems"]) {
      assert.deepEqual(library.query(`SELECT * FROM ${view}`), [], view);
    }
    assert.deepEqual(library.query("PRAGMA foreign_key_check"), []);
    assert.equal(Deno.statSync(library.path("a/0000/IMG_000001.jpg")).isFile, true);
    const again = await library.sync({ args: ["--folder", library.path("a")] });
    assert.equal(again.appeared, 3);
    const [{ least } = { least: 0 }] = library.query(
      "SELECT min(id) AS least FROM photos WHERE root = ?",
      library.path("a"),
    );
    assert.ok(Number(least) > 6, "no id is given twice");
    const [change] = library.query(
      "SELECT min(seq) AS seq FROM changes WHERE root = ?",
      [
        library.path("a"),
      ].join(),
    );
    assert.ok(Number(change?.seq) > 6, "no number is given twice");
  }));

Deno.test("every table with something of a root is known to those who widen and forget roots", () =>
  withLibrary(async (library) => {
    await library.sync();
    const tables = library.query(
      `SELECT name FROM sqlite_schema AS s WHERE type = 'table' AND EXISTS (
         SELECT 1 FROM pragma_table_info(s.name) WHERE name = 'root_id') ORDER BY name`,
    ).map(({ name }) => name);
    assert.deepEqual(tables, [
      ...["change", "directory", "held", "ignore_rule", "problem", "scan", "stage"],
      "temporary_file",
    ]);
  }));

Deno.test("C-043 a moved root reads nothing again where inodes are kept, and keeps its ids where they are not", () =>
  withLibrary(async (library) => {
    const paths = makeOldTree(library.photos, { files: 30, perDirectory: 10 });
    await waitUntilOld();
    await library.sync();
    const before = library.query(KEPT);
    const [near, far] = [`${library.directory}/near`, `${library.directory}/far`];
    Deno.renameSync(library.photos, near);
    assert.equal((await roots(library, ["move", library.photos, near])).code, 0);
    const renamed = await library.sync({ args: [] });
    assert.deepEqual([renamed.unchanged, renamed.filesRead], [paths.length, 0]);

    // The copy is made while the old disk is there, which is then taken out.
    assert.ok(command("cp", ["-a", near, far]));
    const refused = await roots(library, ["move", near, far]);
    assert.equal(refused.code, USAGE, "it was copied, not moved");
    assert.match(refused.stderr, /still there.*--yes/);
    Deno.renameSync(near, library.photos);
    Deno.mkdirSync(near);
    assert.equal((await library.sync({ code: AWAY, args: [] })).outcome, "offline");
    assert.equal((await roots(library, ["move", near, far])).code, 0, "an empty mount point");
    const copied = await library.sync({ args: [] });
    assert.deepEqual([copied.appeared, copied.missing, copied.revived], [0, 0, 0]);
    assert.deepEqual(library.query(KEPT), before);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-043 a root is not moved to where nothing known is, or into another root, unless somebody insists", () =>
  withLibrary(async (library) => {
    makeOldTree(library.path("a"), { files: 30, perDirectory: 10 });
    library.writeAll(["b/1.jpg", "b/in/2.jpg"], 900);
    Deno.mkdirSync(library.path("other"));
    await library.sync({ args: ["--folder", library.path("a")] });
    await library.sync({ args: ["--folder", library.path("b")] });
    const [a, gone] = [library.path("a"), `${library.directory}/gone`];
    const refused = async (to: string, ...says: RegExp[]) => {
      const result = await roots(library, ["move", a, to]);
      assert.equal(result.code, USAGE, `${to}: ${result.stdout}${result.stderr}`);
      for (const one of says) assert.match(result.stderr, one);
      assert.deepEqual(rows(library, "SELECT path FROM roots WHERE id = 1"), [{ path: a }]);
    };
    await refused(library.photos, /overlaps the root/, /roots remove/);
    await refused(`${a}/0000`, /still there, and holds it/);
    await refused(a, /there already/);
    Deno.renameSync(a, gone);
    await refused(library.path("other"), /nothing known.*'0000'/, /--yes/);
    await refused(`${library.path("b")}/in`, /overlaps the root/);
    await refused(library.path("b"), /overlaps the root/);
    await refused(`${library.directory}/nowhere`, /no directory/);
    await refused(library.path("b/1.jpg"), /no directory/);
    const insisted = await roots(library, ["move", a, library.path("other"), "--yes"]);
    assert.equal(insisted.code, 0, insisted.stderr);
    const listed = await roots(library, ["list"]);
    assert.match(listed.stdout, /30 photos, 0 missing/);
    assert.equal((await roots(library, ["move", library.path("other"), gone])).code, 0);
    await library.sync({ args: [] });
    assert.equal(library.paths().length, 32);
  }));

Deno.test("the list of roots tells what is offline, held and missing", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 150, perDirectory: 50 });
    await library.sync();
    library.remove("0000");
    library.remove("0001");
    await library.sync({ code: 5 });
    assert.match((await roots(library, [])).stdout, /Hiding of 100 files is held/);
    Deno.renameSync(library.photos, `${library.directory}/away`);
    await library.sync({ code: AWAY, args: [] });
    const text = (await roots(library, [])).stdout;
    assert.match(text, /150 photos, 0 missing/);
    assert.match(text, /Offline since \d{4}-.*is not there/);
    const [root] = JSON.parse((await roots(library, ["list", "--json"])).stdout).roots;
    assert.deepEqual([root.photos, root.held, root.tombstones], [150, 100, 0]);
    assert.match(root.offlineReason, /is not there/);
  }));

function roots(library: PhotoLibrary, args: readonly string[]) {
  return library.run(["roots", ...args]);
}

/** Rows as plain objects, to be compared with literals. */
function rows(library: PhotoLibrary, sql: string): Record<string, unknown>[] {
  return library.query(sql).map((row) => ({ ...row }));
}

function history(library: PhotoLibrary) {
  return library.query("SELECT seq, kind, photo_id, path FROM changes ORDER BY seq");
}

function directoriesWithoutParent(library: PhotoLibrary): unknown[] {
  return library.query("SELECT path FROM directory WHERE parent_id IS NULL")
    .map(({ path }) => path);
}

function addIgnoreRules(
  library: PhotoLibrary,
  rules: readonly (readonly [number, string, string])[],
): void {
  const database = new DatabaseSync(library.database);
  for (const [position, [root, folder, pattern]] of rules.entries()) {
    database.prepare("INSERT INTO ignore_rule VALUES (?, ?, ?, ?)")
      .run(root, folder, position, pattern);
  }
  database.close();
}

function old(path: string): void {
  Deno.utimeSync(path, new Date("2020-01-01"), new Date("2020-01-01"));
}

/** Mounts at a folder it makes; says so and gives `false` where nobody may mount. */
function mount(args: readonly string[]): boolean {
  const place = args.at(-1) ?? "";
  Deno.mkdirSync(place, { recursive: true });
  if (Deno.uid() === 0 && command("mount", args)) return true;
  console.log("Skipped: mounting is not allowed here");
  return false;
}

function unmount(place: string): void {
  assert.ok(command("umount", [place]), `'${place}' could be unmounted`);
}

function command(name: string, args: readonly string[]): boolean {
  return new Deno.Command(name, { args: [...args], stderr: "null" }).outputSync().success;
}
