import assert from "node:assert/strict";
import { Simulation } from "./simulation.ts";

const ROOT = "/media/photos";
const PHOTO = `${ROOT}/IMG_1.jpg`;
const DAY_MS = 86_400_000;
const INDEX_LIMIT_MS = 3_600_000;
/** Two recrawls. */
const QUIET_MS = 9_000_000;

type Act = (simulation: Simulation) => void;

/** What happened before the known photo was put back under its name. */
const STORIES: Readonly<Record<string, readonly Act[]>> = {
  "over another one that has a sidecar": [putOther, writeSidecar],
  "after another one stood there and was deleted": [putOther, writeSidecar, remove],
  "after two others stood there": [putOther, putOther, writeSidecar],
};

for (const [sentence, acts] of Object.entries(STORIES)) {
  Deno.test(`C-042 a photo is put back ${sentence}: it has its own record`, async () => {
    const simulation = new Simulation({ seed: 1 });
    try {
      const { disk, catalogue } = simulation;
      disk.makeDirectory("/media");
      disk.mount("/media", disk.makeVolume());
      simulation.addRoot(ROOT);
      const mtimeMs = simulation.now() - DAY_MS;
      disk.write(PHOTO, "photo 0 taken 0", mtimeMs);
      simulation.start();
      await simulation.untilIdle(INDEX_LIMIT_MS);
      const before = catalogue.ask("SELECT id FROM photos");
      for (const act of acts) {
        act(simulation);
        await simulation.advance(QUIET_MS);
      }
      disk.write(PHOTO, "photo 0 taken 0", mtimeMs);
      await simulation.advance(QUIET_MS);
      assert.deepEqual(simulation.oracle.violations, []);
      assert.deepEqual(catalogue.ask("SELECT id FROM photos"), before);
      assert.deepEqual(simulation.differences(), []);
    } finally {
      simulation.close();
    }
  });
}

/** Ways in which nobody can look into the folder in which the photo was. */
for (const access of ["listable", "closed"] as const) {
  Deno.test(`C-042 a photo that turns up while its old folder is ${access} has its own record later`, async () => {
    const simulation = new Simulation({ seed: 1 });
    try {
      const { disk, catalogue } = simulation;
      disk.makeDirectory("/media");
      disk.mount("/media", disk.makeVolume());
      simulation.addRoot(ROOT);
      disk.makeDirectory(`${ROOT}/old`);
      const mtimeMs = simulation.now() - DAY_MS;
      disk.write(`${ROOT}/old/IMG_1.jpg`, "photo 0 taken 0", mtimeMs);
      disk.write(`${ROOT}/old/IMG_2.jpg`, "photo 1 taken 1", mtimeMs);
      simulation.start();
      await simulation.untilIdle(INDEX_LIMIT_MS);
      const before = catalogue.ask("SELECT id FROM photos ORDER BY id");
      disk.remove(`${ROOT}/old/IMG_1.jpg`);
      await simulation.advance(QUIET_MS);
      disk.setAccess(`${ROOT}/old`, access);
      disk.write(`${ROOT}/back.jpg`, "photo 0 taken 0", mtimeMs);
      await simulation.advance(QUIET_MS);
      disk.setAccess(`${ROOT}/old`, "open");
      await simulation.advance(QUIET_MS);
      assert.deepEqual(catalogue.ask("SELECT id FROM photos ORDER BY id"), before);
      assert.deepEqual(simulation.oracle.violations, []);
      assert.deepEqual(simulation.differences(), []);
    } finally {
      simulation.close();
    }
  });
}

function putOther(simulation: Simulation): void {
  const number = simulation.now() / 1_000;
  simulation.disk.write(PHOTO, `photo ${number} taken ${number}`);
}

function writeSidecar({ disk }: Simulation): void {
  disk.write(`${PHOTO}.xmp`, "xmp of the other one");
}

function remove({ disk }: Simulation): void {
  disk.remove(PHOTO);
}
