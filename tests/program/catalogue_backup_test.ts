import assert from "node:assert/strict";
import { startProgram } from "../support/program.ts";
import { queryCatalogue } from "../support/catalogue.ts";
import { until } from "../support/until.ts";
import { withLibrary } from "./photo_library.ts";

const FAILED = 1, USAGE = 2;

Deno.test("backup copies the catalogue into one checked file of its owner's, and says what is in it", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    await library.sync();
    const file = `${library.directory}/copy.db`;
    const { code, stdout, stderr } = await library.run(["backup", file, "--json"]);
    assert.equal(code, 0, stderr);
    const bytes = Deno.statSync(file).size;
    assert.deepEqual(JSON.parse(stdout), { file, bytes, photos: 2, missing: 0, roots: 1 });
    assert.equal((Deno.statSync(file).mode ?? 0) & 0o777, 0o600);
    const paths = queryCatalogue(file, "SELECT path FROM photos ORDER BY path");
    assert.deepEqual(paths.map(({ path }) => path), ["a.jpg", "b.jpg"]);
    const beside = [...Deno.readDirSync(library.directory)].map(({ name }) => name).toSorted();
    assert.deepEqual(beside, ["copy.db", "data", "photos"], "nothing temporary stays");

    library.remove("a.jpg");
    await library.sync();
    const text = await library.run(["backup", `${library.directory}/second.db`]);
    assert.match(
      text.stdout,
      /second\.db, and checked the copy: [\d.]+ MB, 1 photo, 1 missing, 1 root/,
    );
  }));

Deno.test("backup never replaces a file, and says what to do", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await library.sync();
    const file = `${library.directory}/precious.txt`;
    Deno.writeTextFileSync(file, "mine");
    const { code, stdout, stderr } = await library.run(["backup", file]);
    assert.deepEqual([code, stdout], [FAILED, ""]);
    assert.match(stderr, /precious\.txt' as there is something already: name a new file/);
    assert.equal(Deno.readTextFileSync(file), "mine");
    const nowhere = await library.run(["backup", `${library.directory}/no/where.db`]);
    assert.equal(nowhere.code, FAILED);
    assert.match(nowhere.stderr, /Cannot back up to '.*where\.db'/);
    assert.equal((await library.run(["backup"])).code, USAGE);
  }));

Deno.test("backup works while watch runs, and sync carries on from the copy with the same ids", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    const args = ["watch", "--root", library.photos, "--db", library.database, "--no-http"];
    await using watch = startProgram([...args, "--debounce", "100ms"]);
    await until(() => library.paths().length === 2, { what: "the photos" });
    const ids = library.ids();
    const file = `${library.directory}/copy.db`;
    const backup = await library.run(["backup", file]);
    assert.equal(backup.code, 0, backup.stderr);
    watch.signal("SIGTERM");
    assert.equal((await watch.waitForEnd()).code, 0);

    Deno.removeSync(`${library.directory}/data`, { recursive: true });
    Deno.mkdirSync(`${library.directory}/data`);
    Deno.copyFileSync(file, library.database);
    library.writeAll(["c.jpg"], 9);
    assert.equal((await library.sync()).appeared, 1);
    for (const [path, id] of ids) assert.equal(library.id(path), id);
    assert.deepEqual(await library.audit(), []);
  }));
