import assert from "node:assert/strict";
import { RETENTION_MS } from "../../lib/core/retention.ts";
import { ProcessDied } from "./faults.ts";
import { Simulation } from "./simulation.ts";

const PHOTO = "/media/photos/a.jpg";
const CONTENT = "photo a";
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** An indexed folder of two photos on a disk of its own; `work` goes on from there. */
async function withFolder(work: (simulation: Simulation) => Promise<void>): Promise<void> {
  const simulation = new Simulation({ seed: 1, settings: { rescanIntervalMs: DAY_MS } });
  const { disk } = simulation;
  disk.makeDirectory("/media");
  disk.mount("/media", disk.makeVolume());
  simulation.addRoot("/media/photos");
  disk.write(PHOTO, CONTENT, simulation.now() - DAY_MS);
  disk.write("/media/photos/b.jpg", "photo b", simulation.now() - 2 * DAY_MS);
  try {
    simulation.start();
    await simulation.untilIdle(HOUR_MS);
    await work(simulation);
    assert.deepEqual(simulation.oracle.violations, []);
  } finally {
    simulation.close();
  }
}

function changesOf({ catalogue }: Simulation): string[] {
  return catalogue.ask("SELECT kind FROM changes WHERE path = 'a.jpg' ORDER BY seq")
    .map(({ kind }) => String(kind));
}

Deno.test("C-040 a deleted photo is hidden, given up at the second look, and purged a month later", async () => {
  await withFolder(async (simulation) => {
    simulation.disk.remove(PHOTO);
    await simulation.advance(RETENTION_MS);
    assert.deepEqual(changesOf(simulation), ["appeared", "missing"]);
    assert.equal(simulation.catalogue.ask("SELECT * FROM missing").length, 1);
    await simulation.advance(3 * DAY_MS);
    assert.deepEqual(changesOf(simulation), ["appeared", "missing", "purged"]);
    assert.deepEqual(simulation.catalogue.ask("SELECT * FROM missing"), []);
  });
});

Deno.test("C-042 a photo that is restored after it was given up has its record again", async () => {
  await withFolder(async (simulation) => {
    const [before] = simulation.catalogue.ask(
      "SELECT id, added_at FROM photos WHERE path = 'a.jpg'",
    );
    simulation.disk.remove(PHOTO);
    await simulation.advance(10 * DAY_MS);
    const [missing] = simulation.catalogue.ask("SELECT tombstone_since FROM missing");
    assert.equal(typeof missing?.["tombstone_since"], "string");
    simulation.disk.write(PHOTO, CONTENT, simulation.now() - 11 * DAY_MS);
    await simulation.advance(HOUR_MS);
    const [after] = simulation.catalogue.ask(
      "SELECT id, added_at FROM photos WHERE path = 'a.jpg'",
    );
    assert.deepEqual(after, before);
  });
});

Deno.test("nothing is purged while the disk is away, however long that is", async () => {
  await withFolder(async (simulation) => {
    const { disk, catalogue } = simulation;
    disk.remove(PHOTO);
    await simulation.advance(3 * DAY_MS);
    const volume = disk.unmount("/media");
    await simulation.advance(2 * DAY_MS);
    assert.deepEqual(simulation.states().map(({ work }) => work), ["offline"]);
    simulation.jump(10 * RETENTION_MS);
    await simulation.advance(HOUR_MS);
    assert.deepEqual(changesOf(simulation), ["appeared", "missing"]);
    assert.equal(catalogue.ask("SELECT * FROM photos").length, 1);
    disk.mount("/media", volume);
    await simulation.advance(2 * DAY_MS);
    assert.deepEqual(simulation.differences(), []);
  });
});

Deno.test("nothing is purged while another folder is away: it may hold what is believed to be gone", async () => {
  await withFolder(async (simulation) => {
    const { disk } = simulation;
    disk.makeDirectory("/stick");
    disk.mount("/stick", disk.makeVolume());
    simulation.addRoot("/stick");
    disk.write("/stick/s.jpg", "photo s", simulation.now() - DAY_MS);
    await restart(simulation);
    disk.remove(PHOTO);
    await restart(simulation);
    await restart(simulation);
    assert.equal(
      typeof simulation.catalogue.ask("SELECT * FROM missing")[0]?.["tombstone_since"],
      "string",
    );
    const volume = disk.unmount("/stick");
    await restart(simulation);
    simulation.jump(2 * RETENTION_MS);
    await restart(simulation);
    assert.deepEqual(changesOf(simulation), ["appeared", "missing"]);
    disk.mount("/stick", volume);
    await restart(simulation);
    await restart(simulation);
    assert.deepEqual(changesOf(simulation), ["appeared", "missing", "purged"]);
  });
});

Deno.test("C-040 a second look that comes too soon makes no tombstone", async () => {
  await withFolder(async (simulation) => {
    simulation.disk.remove(PHOTO);
    await restart(simulation, MINUTE_MS);
    await restart(simulation, MINUTE_MS);
    const [missing] = simulation.catalogue.ask("SELECT tombstone_since FROM missing");
    assert.deepEqual({ ...missing }, { tombstone_since: null });
  });
});

/** Every start looks at everything. */
async function restart(simulation: Simulation, thenMs = HOUR_MS): Promise<void> {
  assert.throws(() => simulation.kill(), ProcessDied);
  await simulation.advance(thenMs);
}
