import assert from "node:assert/strict";
import { startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { makeOldTree, type PhotoLibrary, withLibrary } from "./photo_library.ts";

const HELD = 5;

Deno.test("C-045 an approval is refused when more has gone since, and the whole list is asked again", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 200, perDirectory: 50 });
    await library.sync();
    for (const name of ["0000", "0001", "0002"]) library.remove(name);
    await library.sync({ code: HELD });
    await approveHeld(library);
    library.remove("0003/IMG_000150.jpg");
    const summary = await library.sync({ code: HELD });
    assert.deepEqual([summary.held, summary.missing], [151, 0]);
    assert.equal(library.paths().length, 200);
    await approveHeld(library);
    assert.equal((await library.sync()).missing, 151);
  }));

Deno.test("C-045 an approval covers its list alone: many more that go after it are asked about", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 400, perDirectory: 50 });
    await library.sync();
    for (const name of ["0000", "0001", "0002", "0003", "0004"]) library.remove(name);
    await library.sync({ code: HELD });
    await approveHeld(library);
    for (const name of ["0005", "0006"]) library.remove(name);
    library.remove("0007/IMG_000399.jpg");
    await library.sync({ code: HELD });
    const left = library.paths();
    for (let number = 250; number < 400; number++) {
      const name = `IMG_000${number}.jpg`;
      assert.ok(left.some((path) => path.endsWith(name)), `${name} was on no approved list`);
    }
  }));

Deno.test("C-045 a question waits for its answer, also when new photos make it look harmless", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 200, perDirectory: 50 });
    await library.sync();
    for (const name of ["0000", "0001", "0002"]) library.remove(name);
    await library.sync({ code: HELD });
    makeOldTree(`${library.photos}/more`, { files: 300, perDirectory: 50, firstSeed: 5_000 });
    await library.sync({ code: HELD });
    const summary = await library.sync({ code: HELD });
    assert.deepEqual([summary.held, summary.missing], [150, 0]);
    assert.equal(library.paths().length, 500);
    await approveHeld(library);
    assert.equal((await library.sync()).missing, 150);
  }));

Deno.test("C-045 a list that a scan of a part makes longer is a new list, one that shrinks is the same", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 400, perDirectory: 100 });
    library.write("kept.jpg", { seed: 9_000 });
    await library.sync();
    Deno.renameSync(library.path("0000"), `${library.directory}/away`);
    for (const name of ["0001", "0002"]) library.remove(name);
    await library.sync({ code: HELD });
    const [all] = await heldLists(library);
    Deno.renameSync(`${library.directory}/away`, library.path("0000"));
    await library.sync({ code: HELD });
    const [shrunk] = await heldLists(library);
    assert.deepEqual([shrunk?.id, shrunk?.count], [all?.id, 200]);
    library.remove("0000");
    library.remove("0003");
    await library.sync({
      code: HELD,
      args: ["--folder", library.path("0003"), "--folder", library.path("0000")],
    });
    const [grown] = await heldLists(library);
    assert.equal(grown?.count, 400);
    assert.notEqual(grown?.id, all?.id);
    assert.equal((await library.run(["held", "approve", String(all?.id)])).code, 1);
    await approveHeld(library);
    assert.equal((await library.sync()).missing, 400);
  }));

Deno.test("C-045 a running watch holds, says so, obeys an approval at once, and takes back what returns", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 150, perDirectory: 75 });
    library.write("kept.jpg", { seed: 9_000 });
    await library.sync();
    const before = library.ids();
    await using watch = startProgram([
      ...["watch", "--root", library.photos, "--db", library.database, "--no-http"],
      ...["--debounce", "200ms", "--debounce-limit", "1s"],
    ]);
    await watch.waitForLine(/nothing new/);
    for (const name of ["0000", "0001"]) {
      Deno.renameSync(library.path(name), `${library.directory}/${name}`);
    }
    const isHeld = async () => (await heldLists(library)).some(({ count }) => count === 150);
    await until(isHeld, { what: "the photos to be held" });
    library.write("new.jpg", { seed: 9_001 });
    const hasNew = () => library.paths().includes("new.jpg");
    await until(hasNew, { what: "a new photo meanwhile" });
    const [list] = await heldLists(library);
    const approved = await library.run(["held", "approve", String(list?.id)]);
    assert.equal(approved.code, 0, approved.stderr);
    const missing = () => library.query("SELECT * FROM missing").length;
    await until(() => missing() === 150, { what: "the photos to be hidden" });
    for (const name of ["0000", "0001"]) {
      Deno.renameSync(`${library.directory}/${name}`, library.path(name));
    }
    await until(() => missing() === 0, { what: "the photos to be back" });
    assert.deepEqual(await heldLists(library), []);
    for (const [path, id] of before) assert.equal(library.id(path), id);
    watch.signal("SIGTERM");
    assert.equal((await watch.waitForEnd()).code, 0, watch.stderr());
  }));

async function heldLists(library: PhotoLibrary): Promise<{ id: number; count: number }[]> {
  return JSON.parse((await library.run(["held", "--json"])).stdout).held;
}

async function approveHeld(library: PhotoLibrary): Promise<void> {
  const { stdout } = await library.run(["held", "--json"]);
  const id = String(JSON.parse(stdout).held[0].id);
  assert.equal((await library.run(["held", "approve", id])).code, 0);
}
