import assert from "node:assert/strict";
import { until } from "../support/until.ts";
import { waitUntilOld, withLibrary } from "./photo_library.ts";
import { startWatch, stop } from "./watching_library.ts";

const PHOTOS = 8;

Deno.test("C-102 edits that are written while photos come are each written at the first try", () =>
  withLibrary(async (library) => {
    for (let seed = 1; seed <= PHOTOS; seed++) library.write(`${seed}.jpg`, { seed });
    await waitUntilOld();
    await using watch = await startWatch(library);
    const edited = await library.run(["edit", library.photos, "--title", "New"]);
    assert.equal(edited.code, 0, edited.stderr);
    const written = () =>
      Number(library.query("SELECT count(*) AS n FROM edits WHERE state = 'written'")[0]?.["n"]);
    // Each one that comes interrupts the writing, and what was begun goes on meanwhile.
    let come = 0;
    await until(() => {
      library.write(`new/${++come}.jpg`, { seed: 100 + come });
      return written() === PHOTOS;
    }, { what: "all edits in their files", timeoutMs: 60_000 });
    const tries = library.query("SELECT sum(tries) AS tries FROM edit")[0]?.["tries"];
    assert.equal(tries, 0, "none had to be tried again");
    await stop(watch);
  }));
