import assert from "node:assert/strict";
import { makeOldTree, withLibrary } from "./photo_library.ts";

const HELD = 5;

Deno.test("C-045 an approval covers its list alone: many more that go after it are asked about", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 400, perDirectory: 50 });
    await library.sync();
    for (const name of ["0000", "0001", "0002", "0003", "0004"]) library.remove(name);
    await library.sync({ code: HELD });
    const { stdout } = await library.run(["held", "--json"]);
    const id = String(JSON.parse(stdout).held[0].id);
    assert.equal((await library.run(["held", "approve", id])).code, 0);
    for (const name of ["0005", "0006"]) library.remove(name);
    library.remove("0007/IMG_000399.jpg");
    await library.sync({ code: HELD });
    const left = library.paths();
    for (let number = 250; number < 400; number++) {
      const name = `IMG_000${number}.jpg`;
      assert.ok(left.some((path) => path.endsWith(name)), `${name} was on no approved list`);
    }
  }));
