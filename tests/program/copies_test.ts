import assert from "node:assert/strict";
import { dirname } from "node:path";
import { makeJpeg } from "../support/make_jpeg.ts";
import { makeSidecar, title } from "../support/make_sidecar.ts";
import { makeOldTree, type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";

const MANY = 1_000;

Deno.test("C-052 photos moved to another file system keep their ids, whichever root is scanned first", async (t) => {
  for (const first of ["old", "new", "both"] as const) {
    await t.step(`${first} first`, () =>
      withTwoRoots(async (library, other) => {
        library.writeAll(["2019/a.jpg", "2019/b.jpg", "c.jpg"]);
        library.write("2019/large.jpg", { seed: 50, padTo: 300_000 });
        await library.sync();
        await library.sync({ args: ["--folder", other] });
        const before = library.query("SELECT id, path, added_at, title FROM photos ORDER BY id");
        await copy(library.path("2019"), `${other}/archive`);
        library.remove("2019");
        const orders = {
          old: [[library.photos], [other]],
          new: [[other], [library.photos]],
          both: [[]],
        };
        for (const folders of orders[first]) {
          const args = folders.flatMap((folder) => ["--folder", folder]);
          const result = await library.run(["sync", ...args]);
          assert.equal(result.code, 0, result.stdout + result.stderr);
        }
        if (first === "both") await library.run(["sync"]);
        const after = library.query("SELECT id, path, added_at, title FROM photos ORDER BY id");
        const moved = before.map((row) => ({
          ...row,
          path: String(row.path).replace(/^2019/, "archive"),
        }));
        assert.deepEqual(after.map((row) => ({ ...row })), moved);
        assert.deepEqual(library.query("SELECT * FROM missing"), []);
        assert.deepEqual(await library.audit(), []);
        const merged = library.query("SELECT * FROM changes WHERE kind = 'merged'");
        assert.equal(merged.length, 3);
        const [one] = merged.filter(({ path }) => path === "archive/a.jpg");
        assert.deepEqual([one?.root, one?.old_path], [other, "2019/a.jpg"]);
        assert.notEqual(one?.old_photo_id, one?.photo_id);
      }));
  }
});

Deno.test("C-052 C-055 a photo moved from another root over a known one: its record follows, the other is missing and comes back", () =>
  withTwoRoots(async (library, other) => {
    library.write("a.jpg", { seed: 1, takenAt: "2024-05-01T12:00:00" });
    library.write("stays.jpg", { seed: 2 });
    await library.sync();
    const photo = makeJpeg({ seed: 70, takenAt: "2023-05-01T12:00:00" });
    Deno.writeFileSync(`${other}/b.jpg`, photo);
    await waitUntilOld();
    await library.sync({ args: ["--folder", other] });
    const [a, b] = [library.id("a.jpg"), library.id("b.jpg")];
    await copy(library.path("a.jpg"), `${other}/b.jpg`);
    library.remove("a.jpg");
    await waitUntilOld();
    for (const _ of [1, 2]) assert.equal((await library.run(["sync"])).code, 0);
    assert.equal(library.id("b.jpg"), a);
    const missing = library.query("SELECT id, path FROM missing");
    assert.deepEqual(missing.map(({ id, path }) => `${id} ${path}`), [`${b} b.jpg`]);
    Deno.writeFileSync(`${other}/back.jpg`, photo);
    await waitUntilOld();
    assert.equal((await library.run(["sync"])).code, 0);
    assert.equal(library.id("back.jpg"), b);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-052 a folder emptied into another root and filled with other photos of the same names: ids follow", async (t) => {
  for (const first of ["inbox", "archive"] as const) {
    await t.step(`${first} first`, () =>
      withTwoRoots(async (library, other) => {
        const names = ["IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg"];
        const takenAt = (index: number) => `2024-05-01T12:00:0${index}`;
        for (const [seed, name] of names.entries()) {
          library.write(name, { seed, takenAt: takenAt(seed) });
        }
        await library.sync();
        await library.sync({ args: ["--folder", other] });
        const before = library.ids();
        for (const [index, name] of names.entries()) {
          await copy(library.path(name), `${other}/${name}`);
          library.remove(name);
          library.write(name, { seed: 80 + index, takenAt: takenAt(5 + index) });
        }
        await waitUntilOld();
        const order = first === "inbox" ? [library.photos, other] : [other, library.photos];
        for (const folder of order) await library.run(["sync", "--folder", folder]);
        await library.run(["sync"]);
        const after = new Map(
          library.query("SELECT id, root, path FROM photos").map((
            { id, root, path },
          ) => [`${root}/${path}`, Number(id)]),
        );
        for (const name of names) assert.equal(after.get(`${other}/${name}`), before.get(name));
        assert.equal(new Set(after.values()).size, after.size);
        assert.deepEqual(await library.audit(), []);
      }));
  }
});

Deno.test("C-052 a whole root moved to another disk is held by nobody", () =>
  withTwoRoots(async (library, other) => {
    makeOldTree(library.photos, { files: MANY, perDirectory: 100 });
    library.write("stays.jpg", { seed: 60_000 });
    await library.sync();
    await library.sync({ args: ["--folder", other] });
    const before = library.ids();
    await copy(library.photos, `${other}/all`);
    Deno.removeSync(`${other}/all/stays.jpg`);
    assert.equal((await library.sync({ args: ["--folder", other] })).appeared, MANY);
    for (const { name, isDirectory } of Deno.readDirSync(library.photos)) {
      if (isDirectory) library.remove(name);
    }
    const summary = await library.sync();
    assert.deepEqual([summary.held, summary.missing, summary.merged], [0, 0, MANY]);
    const after = library.ids();
    const strayed = [...before].filter(([path, id]) =>
      path.includes("/") && after.get(`all/${path}`) !== id
    );
    assert.deepEqual(strayed, []);
    assert.equal(after.size, MANY + 2);
    const told = await library.run(["sync"]);
    assert.equal(told.code, 0);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-055 a copy with a sidecar of its own stays its own, one with that of its original takes over", () =>
  withLibrary(async (library) => {
    const sidecar = (text: string) => makeSidecar(title(text));
    library.writeAll(["own.jpg", "same.jpg"]);
    library.write("same.jpg.xmp", sidecar("Same"));
    await library.sync();
    const before = library.ids();
    await copy(library.photos, `${library.directory}/copies`);
    Deno.renameSync(`${library.directory}/copies`, library.path("copies"));
    await library.sync();
    library.write("copies/own.jpg.xmp", sidecar("Own"));
    await library.sync();
    const own = library.id("copies/own.jpg");
    for (const name of ["own.jpg", "same.jpg", "same.jpg.xmp"]) library.remove(name);
    const { missing, merged } = await library.sync();
    assert.deepEqual([missing, merged], [1, 1]);
    assert.equal(library.id("copies/own.jpg"), own);
    assert.equal(library.id("copies/same.jpg"), before.get("same.jpg"));
    assert.equal(library.photo("copies/own.jpg").title, "Own");
  }));

Deno.test("C-055 a copy made between two scans takes over when its original is deleted later", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { title: "Lake" });
    library.writeAll(["b.jpg"], 40);
    await library.sync();
    const before = library.photo("a.jpg");
    await copy(library.path("a.jpg"), library.path("sub/copy.jpg"));
    await library.sync();
    const copyId = library.id("sub/copy.jpg");
    library.remove("a.jpg");
    const plan = await library.run(["sync", "--dry-run", "--folder", library.photos]);
    assert.match(plan.stdout, / {2}move: \/.*\/sub\/copy\.jpg \(a known copy, from a\.jpg\)/);
    const summary = await library.sync();
    assert.deepEqual([summary.merged, summary.missing, summary.moved], [1, 0, 0]);
    const after = library.photo("sub/copy.jpg");
    assert.deepEqual([after.id, after.added_at, after.title], [before.id, before.added_at, "Lake"]);
    assert.deepEqual(library.query("SELECT * FROM missing"), []);
    const [last] = library.query("SELECT * FROM changes ORDER BY seq DESC LIMIT 1");
    assert.deepEqual(
      [last?.kind, last?.photo_id, last?.path, last?.old_path, last?.old_photo_id],
      ["merged", before.id, "sub/copy.jpg", "a.jpg", copyId],
    );
    assert.equal((await library.sync()).unchanged, 2);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-055 of two old duplicates one is deleted: the other keeps its own record", () =>
  withLibrary(async (library) => {
    const photo = makeJpeg({ seed: 3 });
    library.write("a.jpg", photo);
    library.write("b.jpg", photo);
    await library.sync();
    const before = library.ids();
    library.remove("a.jpg");
    const summary = await library.sync();
    assert.deepEqual([summary.missing, summary.merged], [1, 0]);
    assert.deepEqual([...library.ids()], [["b.jpg", before.get("b.jpg")]]);
  }));

Deno.test("C-052 within one root a copy and a delete between two scans is a move", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    await library.sync();
    const before = library.ids();
    await copy(library.path("a.jpg"), library.path("sub/c.jpg"));
    library.remove("a.jpg");
    const summary = await library.sync();
    assert.deepEqual([summary.moved, summary.appeared, summary.missing], [1, 0, 0]);
    assert.equal(library.id("sub/c.jpg"), before.get("a.jpg"));
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-042 C-052 a missing photo restored under another name has its old id again", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    await library.sync();
    const before = library.photo("a.jpg");
    await copy(library.path("a.jpg"), `${library.directory}/backup/a.jpg`);
    library.remove("a.jpg");
    await library.sync();
    await copy(`${library.directory}/backup/a.jpg`, library.path("restored/a1.jpg"));
    const summary = await library.sync();
    assert.deepEqual([summary.revived, summary.appeared], [1, 0]);
    const after = library.photo("restored/a1.jpg");
    assert.deepEqual([after.id, after.added_at], [before.id, before.added_at]);
    assert.deepEqual(library.query("SELECT * FROM missing"), []);
  }));

Deno.test("C-057 of ten equal copies one is moved by copy and delete: no other loses its record", () =>
  withLibrary(async (library) => {
    const photo = makeJpeg({ seed: 3, title: "Equal" });
    const paths = Array.from({ length: 10 }, (_, index) => `copy${index}.jpg`);
    for (const path of paths) library.write(path, photo);
    await library.sync();
    const before = library.ids();
    await copy(library.path("copy4.jpg"), library.path("moved/other.jpg"));
    library.remove("copy4.jpg");
    await library.sync();
    const expected = paths.map((path) => path === "copy4.jpg" ? "moved/other.jpg" : path);
    assert.deepEqual(
      expected.map((path) => library.ids().get(path)),
      paths.map((path) => before.get(path)),
    );

    for (const path of ["copy1.jpg", "copy2.jpg"]) {
      await copy(library.path(path), library.path(`two/${path}`));
      library.remove(path);
    }
    const summary = await library.sync();
    assert.deepEqual([summary.appeared, summary.missing, summary.moved], [2, 2, 0], "no guess");
  }));

Deno.test("C-056 a large photo of the same beginning and end is not taken for the one that is gone", () =>
  withLibrary(async (library) => {
    const bytes = makeJpeg({ seed: 3, padTo: 400_000 });
    library.write("a.jpg", bytes);
    library.write("b.jpg", { seed: 9 });
    await library.sync();
    const id = library.id("a.jpg");
    library.remove("a.jpg");
    const other = bytes.slice();
    other[200_000] = (other[200_000] ?? 0) ^ 1;
    library.write("c.jpg", other);
    Deno.utimeSync(library.path("c.jpg"), 1_500_000_000, 1_500_000_000);
    const summary = await library.sync();
    assert.deepEqual([summary.appeared, summary.missing], [1, 1]);
    assert.notEqual(library.id("c.jpg"), id);
  }));

/** Copies as `cp -a` does: times kept, another inode. */
async function copy(from: string, to: string): Promise<void> {
  Deno.mkdirSync(dirname(to), { recursive: true });
  const copied = await new Deno.Command("cp", { args: ["-a", from, to] }).output();
  assert.ok(copied.success, new TextDecoder().decode(copied.stderr));
}

/** A library and another folder, on another file system where one may be mounted. */
function withTwoRoots(
  use: (library: PhotoLibrary, other: string) => Promise<void>,
): Promise<void> {
  return withLibrary(async (library) => {
    const other = `${library.directory}/other`;
    Deno.mkdirSync(other);
    const isMounted = await succeeds("mount", ["-t", "tmpfs", "tmpfs", other]);
    try {
      Deno.writeFileSync(`${other}/own.jpg`, makeJpeg({ seed: 70_000 }));
      Deno.utimeSync(`${other}/own.jpg`, 1_500_000_000, 1_500_000_000);
      await use(library, other);
    } finally {
      if (isMounted) assert.ok(await succeeds("umount", [other]));
    }
  });
}

/** Only the superuser may mount; a copy to another folder does nearly as well. */
async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args: [...args], stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}
