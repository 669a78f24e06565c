import assert from "node:assert/strict";
import { startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { type PhotoLibrary, withLibrary } from "./photo_library.ts";
import type { RunningProgram } from "../support/running_program.ts";

Deno.test("a catalogue deleted under a running watch is put back with every record", () =>
  withLibrary(async (library) => {
    await using watch = await watching(library);
    const ids = library.ids();
    const data = `${library.directory}/data`;
    for (const { name } of Deno.readDirSync(data)) {
      if (!name.endsWith(".lock")) Deno.removeSync(`${data}/${name}`);
    }
    library.write("c.jpg", { seed: 3 });
    await watch.waitForLine(/was deleted while it was in use; it is put back/);
    await until(() => library.paths().length === 3, { what: "the new photo" });
    for (const [path, id] of ids) assert.equal(library.id(path), id);
    await stop(watch);
    assert.deepEqual(await library.audit(), []);
    assert.deepEqual([...Deno.readDirSync(data)].map(({ name }) => name).toSorted(), [
      "catalogue.db",
      "catalogue.db.audits",
      "catalogue.db.lock",
    ]);
  }));

Deno.test("the whole folder of the catalogue deleted under a running watch comes back", () =>
  withLibrary(async (library) => {
    await using watch = await watching(library);
    const ids = library.ids();
    Deno.removeSync(`${library.directory}/data`, { recursive: true });
    library.write("c.jpg", { seed: 3 });
    await watch.waitForLine(/it is put back/);
    await until(() => library.paths().length === 3, { what: "the new photo" });
    for (const [path, id] of ids) assert.equal(library.id(path), id);
    await stop(watch);
  }));

Deno.test("C-048 an old copy put in place under a running watch is used, and made equal to the disk", () =>
  withLibrary(async (library) => {
    await using watch = await watching(library);
    const ids = library.ids();
    const copy = `${library.directory}/copy.db`;
    assert.equal((await library.run(["backup", copy])).code, 0);
    library.write("c.jpg", { seed: 3 });
    await until(() => library.paths().length === 3, { what: "the third photo" });

    Deno.renameSync(copy, library.database);
    library.write("d.jpg", { seed: 4 });
    await watch.waitForLine(/was replaced while it was in use: .*catalogue\.db\.replaced-/);
    await until(() => library.paths().length === 4, { what: "all photos" });
    for (const [path, id] of ids) assert.equal(library.id(path), id);
    await stop(watch);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("a lock deleted under a running watch lets no second writer work beside it", () =>
  withLibrary(async (library) => {
    await using watch = await watching(library);
    Deno.removeSync(`${library.database}.lock`);
    await using other = startProgram(["watch", "--db", library.database, "--no-http"]);
    await other.waitForLine(/watching/);
    library.write("c.jpg", { seed: 3 });
    const { code, stderr } = await watch.waitForEnd();
    assert.equal(code, 1, stderr);
    assert.match(stderr, /is working on it/);
    await stop(other);
    await library.sync();
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("a lock that was deleted is taken again where nobody else wants it", () =>
  withLibrary(async (library) => {
    await using watch = await watching(library);
    Deno.removeSync(`${library.database}.lock`);
    library.write("c.jpg", { seed: 3 });
    await until(() => library.paths().length === 3, { what: "the new photo" });
    const status = JSON.parse((await library.run(["status", "--json"])).stdout);
    assert.equal(status.worker?.pid, watch.pid);
    // It is found by the lock, and done by the watch.
    const second = await library.run(["sync", "--json"]);
    assert.equal(second.code, 0, second.stderr);
    assert.equal(JSON.parse(second.stdout).roots[0].unchanged, 3);
    await stop(watch);
  }));

/** A watch that has indexed two photos and is idle. */
async function watching(library: PhotoLibrary): Promise<RunningProgram> {
  library.writeAll(["a.jpg", "b.jpg"]);
  const args = ["watch", "--root", library.photos, "--db", library.database, "--no-http"];
  const watch = startProgram([...args, "--debounce", "100ms"]);
  await watch.waitForLine(/2 appeared/);
  return watch;
}

async function stop(watch: RunningProgram): Promise<void> {
  watch.signal("SIGTERM");
  const { code, stderr } = await watch.waitForEnd();
  assert.equal(code, 0, stderr);
}
