import assert from "node:assert/strict";
import { Simulation } from "./simulation.ts";

const ROOT = "/media/photos";
const DAY_MS = 86_400_000;
const INDEX_LIMIT_MS = 3_600_000;
/** Two recrawls. */
const QUIET_MS = 9_000_000;

Deno.test("C-050 of two hard links one is deleted and the other moved between two scans: it keeps a record", async () => {
  const simulation = new Simulation({ seed: 1 });
  try {
    const { disk, catalogue } = simulation;
    disk.makeDirectory("/media");
    disk.mount("/media", disk.makeVolume());
    simulation.addRoot(ROOT);
    for (const folder of ["1", "2", "3"]) disk.makeDirectory(`${ROOT}/${folder}`);
    disk.write(`${ROOT}/1/a.jpg`, "photo 0", simulation.now() - DAY_MS);
    disk.hardLink(`${ROOT}/1/a.jpg`, `${ROOT}/2/b.jpg`);
    simulation.start();
    await simulation.untilIdle(INDEX_LIMIT_MS);
    const before = catalogue.ask("SELECT id, path FROM photos ORDER BY path");
    assert.deepEqual(before.map(({ path }) => path), ["1/a.jpg", "2/b.jpg"]);
    disk.remove(`${ROOT}/1/a.jpg`);
    disk.rename(`${ROOT}/2/b.jpg`, `${ROOT}/3/c.jpg`);
    await simulation.advance(QUIET_MS);
    const now = catalogue.ask("SELECT id, path FROM photos");
    assert.deepEqual(now.map(({ path }) => path), ["3/c.jpg"]);
    assert.ok(before.some(({ id }) => id === now[0]?.["id"]), `id ${now[0]?.["id"]} is new`);
    assert.equal(catalogue.ask("SELECT id FROM missing").length, 1);
    assert.deepEqual(simulation.oracle.violations, []);
  } finally {
    simulation.close();
  }
});
