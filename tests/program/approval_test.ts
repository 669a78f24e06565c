import assert from "node:assert/strict";
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

async function approveHeld(library: PhotoLibrary): Promise<void> {
  const { stdout } = await library.run(["held", "--json"]);
  const id = String(JSON.parse(stdout).held[0].id);
  assert.equal((await library.run(["held", "approve", id])).code, 0);
}
