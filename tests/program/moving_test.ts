import assert from "node:assert/strict";
import { makeJpeg } from "../support/make_jpeg.ts";
import { makeOldTree, withLibrary } from "./photo_library.ts";

const MANY = 10_000;
const HELD = 5;

Deno.test("C-050 a photo renamed in place and one moved elsewhere keep their ids and are not read", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg", "2020/c.jpg"]);
    await library.sync();
    const before = library.ids();
    library.rename("a.jpg", "renamed.jpg");
    library.rename("2020/c.jpg", "2021/new/c2.jpg");
    const differences = await library.audit();
    assert.deepEqual(differences.map(({ kind, path, oldPath }) => [kind, oldPath, path]), [
      ["moved", "a.jpg", "renamed.jpg"],
      ["moved", "2020/c.jpg", "2021/new/c2.jpg"],
    ]);
    const summary = await library.sync();
    assert.deepEqual([summary.moved, summary.missing, summary.appeared], [2, 0, 0]);
    // b.jpg alone was too young to be believed at the first look.
    assert.ok(summary.filesRead <= 1, `read ${summary.filesRead}`);
    const ids = library.ids();
    assert.equal(ids.get("renamed.jpg"), before.get("a.jpg"));
    assert.equal(ids.get("2021/new/c2.jpg"), before.get("2020/c.jpg"));
    assert.equal(library.photo("renamed.jpg").title, "Title of a.jpg");
    const moves = library.query(
      "SELECT path, old_path FROM changes WHERE kind = 'moved' ORDER BY seq",
    );
    assert.deepEqual(moves.map(({ path, old_path }) => `${old_path} > ${path}`), [
      "a.jpg > renamed.jpg",
      "2020/c.jpg > 2021/new/c2.jpg",
    ]);
    assert.deepEqual(library.query("SELECT * FROM missing"), []);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-028 two names that differ in case are two rows, and a rename of case alone keeps the id", () =>
  withLibrary(async (library) => {
    library.writeAll(["A.jpg", "a.jpg"]);
    await library.sync();
    assert.deepEqual(library.paths(), ["A.jpg", "a.jpg"]);
    const id = library.id("a.jpg");
    library.remove("A.jpg");
    await library.sync();
    library.rename("a.jpg", "A.JPG");
    assert.equal((await library.sync()).moved, 1);
    assert.deepEqual([...library.ids()], [["A.JPG", id]]);
  }));

Deno.test("C-041 C-051 a folder of 10,000 photos renamed keeps all ids, removed hides all in one scan", () =>
  withLibrary(async (library) => {
    makeOldTree(`${library.photos}/trip`, { files: MANY, perDirectory: 1_000 });
    library.writeAll(["a.jpg", "b.jpg"], MANY);
    assert.equal((await library.sync()).appeared, MANY + 2);
    const before = library.ids();

    library.rename("trip", "journey/2024");
    const moved = await library.sync();
    assert.deepEqual([moved.moved, moved.appeared, moved.missing], [MANY, 0, 0]);
    const ids = library.ids();
    assert.equal(ids.size, before.size);
    const strayed = [...before].filter(([path, id]) =>
      ids.get(path.replace(/^trip\//, "journey/2024/")) !== id
    );
    assert.deepEqual(strayed, []);

    library.remove("journey");
    // So many at once look like an accident, and a person says that they are none.
    await library.sync({ code: HELD });
    const held = JSON.parse((await library.run(["held", "--json"])).stdout).held;
    assert.equal((await library.run(["held", "approve", String(held[0].id)])).code, 0);
    const result = await library.run(["sync", "--folder", library.photos]);
    assert.equal(result.code, 0, result.stderr);
    assert.match(result.stdout, /missing 10,000/);
    assert.ok(result.stdout.split("\n").length < 10, "one summary, not a line for each photo");
    assert.deepEqual(library.paths(), ["a.jpg", "b.jpg"]);
    assert.equal(library.query("SELECT count(*) AS n FROM missing")[0]?.n, MANY);
  }));

Deno.test("C-054 when two photos swap their names each id follows its content", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg", "x/c.jpg", "y/c.jpg"]);
    await library.sync();
    const before = library.ids();
    const swap = (one: string, other: string) => {
      library.rename(one, "swap");
      library.rename(other, one);
      library.rename("swap", other);
    };
    swap("a.jpg", "b.jpg");
    swap("x/c.jpg", "y/c.jpg");
    assert.equal((await library.sync()).moved, 4);
    const after = library.ids();
    assert.equal(after.get("a.jpg"), before.get("b.jpg"));
    assert.equal(after.get("b.jpg"), before.get("a.jpg"));
    assert.equal(after.get("x/c.jpg"), before.get("y/c.jpg"));
    assert.equal(after.get("y/c.jpg"), before.get("x/c.jpg"));
    assert.equal(library.photo("a.jpg").title, "Title of b.jpg");
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-054 when the names of three photos rotate each id follows its content", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg", "c.jpg"]);
    await library.sync();
    const before = library.ids();
    library.rename("c.jpg", "t");
    library.rename("b.jpg", "c.jpg");
    library.rename("a.jpg", "b.jpg");
    library.rename("t", "a.jpg");
    assert.equal((await library.sync()).moved, 3);
    const after = library.ids();
    assert.deepEqual(["b.jpg", "c.jpg", "a.jpg"].map((path) => after.get(path)), [
      before.get("a.jpg"),
      before.get("b.jpg"),
      before.get("c.jpg"),
    ]);
  }));

Deno.test("C-054 when every photo of a series gets the next number each id follows its content", () =>
  withLibrary(async (library) => {
    const name = (number: number) => `IMG_${String(number).padStart(4, "0")}.jpg`;
    const numbers = Array.from({ length: 300 }, (_, index) => index);
    library.writeAll(numbers.map(name));
    await library.sync();
    const before = library.ids();
    for (const number of numbers.toReversed()) library.rename(name(number), name(number + 1));
    assert.equal((await library.sync()).moved, numbers.length);
    const after = library.ids();
    for (const number of numbers) {
      assert.equal(after.get(name(number + 1)), before.get(name(number)));
    }
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-054 a place that a missing photo had once is taken when the photo that has it now is gone", () =>
  withLibrary(async (library) => {
    const outside = `${library.directory}/outside.jpg`;
    library.writeAll(["a.jpg", "c.jpg"]);
    await library.sync();
    const missing = library.id("a.jpg");
    Deno.renameSync(library.path("a.jpg"), outside);
    await library.sync();
    library.writeAll(["a.jpg", "b.jpg"], 10);
    await library.sync();
    const [a, b, c] = ["a.jpg", "b.jpg", "c.jpg"].map((path) => library.id(path));
    library.rename("a.jpg", "y.jpg");
    library.rename("b.jpg", "a.jpg");
    Deno.renameSync(outside, library.path("b.jpg"));
    library.rename("c.jpg", "z.jpg");
    const summary = await library.sync();
    assert.deepEqual([summary.moved, summary.revived, summary.missing], [3, 1, 0]);
    assert.deepEqual(
      ["y.jpg", "a.jpg", "b.jpg", "z.jpg"].map((path) => library.id(path)),
      [a, b, missing, c],
    );
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-050 a photo moved over another keeps its id, and the one below it is missing", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    await library.sync();
    const before = library.ids();
    library.rename("a.jpg", "b.jpg");
    const summary = await library.sync();
    assert.deepEqual([summary.moved, summary.missing], [1, 1]);
    assert.deepEqual([...library.ids()], [["b.jpg", before.get("a.jpg")]]);
    const missing = library.query("SELECT id, path FROM missing");
    assert.deepEqual(missing.map(({ id, path }) => [id, path]), [[before.get("b.jpg"), "b.jpg"]]);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-055 a copy beside its original is a record of its own and takes nothing from it", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { title: "Lake" });
    await library.sync();
    const id = library.id("a.jpg");
    Deno.copyFileSync(library.path("a.jpg"), library.path("copy.jpg"));
    const { atime, mtime } = Deno.statSync(library.path("a.jpg"));
    Deno.utimeSync(library.path("copy.jpg"), atime!, mtime!);
    const summary = await library.sync();
    assert.deepEqual([summary.appeared, summary.moved], [1, 0]);
    assert.equal(library.id("a.jpg"), id);
    assert.notEqual(library.id("copy.jpg"), id);
  }));

Deno.test("C-055 a hard link beside its original is a record of its own, until the original is gone", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { title: "Lake" });
    await library.sync();
    const id = library.id("a.jpg");
    Deno.linkSync(library.path("a.jpg"), library.path("link.jpg"));
    await library.sync();
    assert.deepEqual(library.paths(), ["a.jpg", "link.jpg"]);
    assert.equal(library.id("a.jpg"), id);
    library.remove("a.jpg");
    await library.sync();
    // A name that was given later and outlives the first is where the photo is now.
    assert.deepEqual([...library.ids()], [["link.jpg", id]]);
    assert.deepEqual(library.query("SELECT id FROM missing"), []);
  }));

Deno.test("C-056 a new photo with the inode of a deleted one is another record", () =>
  withLibrary(async (library) => {
    let reused = 0;
    for (let round = 0; round < 5; round++) {
      const [gone, come] = [`x${round}.jpg`, `y${round}.jpg`];
      library.write(gone, { seed: 2 * round, title: "Gone" });
      await library.sync();
      const id = library.id(gone);
      const { ino } = Deno.lstatSync(library.path(gone));
      library.remove(gone);
      library.write(come, { seed: 2 * round + 1, title: "Come" });
      if (Deno.lstatSync(library.path(come)).ino === ino) reused++;
      await library.sync();
      assert.notEqual(library.id(come), id);
      assert.equal(library.photo(come).title, "Come");
      const missing = library.query("SELECT path FROM missing WHERE id = ?", id);
      assert.deepEqual(missing.map(({ path }) => path), [gone]);
    }
    console.log(`the inode was used again in ${reused} of 5 rounds`);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-056 a new photo with the inode, size and time of a deleted one is another record", () =>
  withLibrary(async (library) => {
    const bytes = (seed: number) => makeJpeg({ seed, width: 32, height: 24, padTo: 300_000 });
    const write = (path: string, seed: number) => {
      library.write(path, bytes(seed));
      Deno.utimeSync(library.path(path), 1_600_000_000, 1_600_000_000);
    };
    write("burst/1.jpg", 1);
    // A new directory would take the inode first.
    Deno.mkdirSync(library.path("restored"));
    const look = Deno.lstatSync(library.path("burst/1.jpg"));
    if (look.birthtime === null) return console.log("skipped: no birth times on this file system");
    await library.sync();
    const id = library.id("burst/1.jpg");
    library.remove("burst/1.jpg");
    write("restored/2.jpg", 2);
    const next = Deno.lstatSync(library.path("restored/2.jpg"));
    console.log(`the inode was ${next.ino === look.ino ? "" : "not "}used again`);
    assert.deepEqual([next.size, next.mtime], [look.size, look.mtime]);
    await library.sync();
    assert.notEqual(library.id("restored/2.jpg"), id);
    assert.deepEqual(library.query("SELECT id FROM missing").map((row) => row["id"]), [id]);
    assert.deepEqual(await library.audit("--content"), []);
  }));

Deno.test("C-056 a photo saved anew under its name (new inode) keeps its id and shows the new content", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { title: "Lake" });
    await library.sync();
    const id = library.id("a.jpg");
    Deno.writeFileSync(library.path("a.jpg.new"), makeJpeg({ title: "Moon" }));
    library.rename("a.jpg.new", "a.jpg");
    const summary = await library.sync();
    assert.deepEqual([summary.changed, summary.missing], [1, 0]);
    assert.equal(library.id("a.jpg"), id);
    assert.equal(library.photo("a.jpg").title, "Moon");
  }));

Deno.test("C-057 of ten equal copies one moves: no other record gets its place", () =>
  withLibrary(async (library) => {
    const photo = makeJpeg({ seed: 3, title: "Equal" });
    const stamp = new Date("2020-01-01T00:00:00Z");
    const paths = Array.from({ length: 10 }, (_, index) => `copy${index}.jpg`);
    for (const path of paths) {
      library.write(path, photo);
      Deno.utimeSync(library.path(path), stamp, stamp);
    }
    await library.sync();
    const before = library.ids();
    library.rename("copy4.jpg", "moved/other.jpg");
    await library.sync();
    const after = library.ids();
    for (const path of paths) {
      if (path !== "copy4.jpg") assert.equal(after.get(path), before.get(path));
    }
    assert.equal(after.get("moved/other.jpg"), before.get("copy4.jpg"), "its inode tells it apart");
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-057 when several records could be each of several new names nothing is guessed", () =>
  withLibrary(async (library) => {
    library.write("one/first.jpg", { seed: 3 });
    Deno.linkSync(library.path("one/first.jpg"), library.path("one/second.jpg"));
    await library.sync();
    const before = [...library.ids().values()];
    library.rename("one/first.jpg", "two/third.jpg");
    library.rename("one/second.jpg", "two/fourth.jpg");
    const summary = await library.sync();
    assert.deepEqual([summary.appeared, summary.missing, summary.moved], [2, 2, 0]);
    for (const id of library.ids().values()) assert.ok(!before.includes(id));
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-050 of two names of one file one is deleted and the other renamed: it keeps a record", () =>
  withLibrary(async (library) => {
    library.write("one/first.jpg", { seed: 3 });
    Deno.linkSync(library.path("one/first.jpg"), library.path("one/second.jpg"));
    await library.sync();
    const before = Math.min(...library.ids().values());
    library.remove("one/second.jpg");
    library.rename("one/first.jpg", "two/third.jpg");
    const summary = await library.sync();
    assert.deepEqual([summary.appeared, summary.missing, summary.moved], [0, 1, 1]);
    assert.equal(library.id("two/third.jpg"), before);
    assert.deepEqual(await library.audit(), []);
  }));
