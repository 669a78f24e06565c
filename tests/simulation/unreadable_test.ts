import assert from "node:assert/strict";
import { Simulation } from "./simulation.ts";

const ROOT = "/media/photos";
const PHOTO = `${ROOT}/IMG_1.jpg`;
const [KNOWN, OTHER, DEADLY] = ["photo 0 taken 0", "photo 1 taken 1", "unreadable 2"];
const DAY_MS = 86_400_000;
const INDEX_LIMIT_MS = 3_600_000;
/** Two recrawls. */
const QUIET_MS = 9_000_000;

interface Story {
  /** What happens after a file that no reader survives took the place of the photo. */
  readonly act: (simulation: Simulation) => void;
  /** Where the known photo is in the end, below the root; `null` where it is missing. */
  readonly known: string | null;
}

const STORIES: Readonly<Record<string, Story>> = {
  "nothing": { act: () => {}, known: "IMG_1.jpg" },
  "that file is renamed": {
    act: ({ disk }) => disk.rename(PHOTO, `${ROOT}/other.jpg`),
    known: null,
  },
  "another photo is put there": { act: (one) => write(one, PHOTO, OTHER), known: null },
  "the photo is put back": { act: (one) => write(one, PHOTO, KNOWN), known: "IMG_1.jpg" },
  "the photo turns up elsewhere, and that file is deleted": {
    act: (simulation) => {
      write(simulation, `${ROOT}/back.jpg`, KNOWN);
      simulation.disk.remove(PHOTO);
    },
    known: "back.jpg",
  },
  "the photo turns up elsewhere, and another one is put there": {
    act: (simulation) => {
      write(simulation, `${ROOT}/back.jpg`, KNOWN);
      write(simulation, PHOTO, OTHER);
    },
    known: "back.jpg",
  },
};

for (const [sentence, { act, known }] of Object.entries(STORIES)) {
  for (const isNewFile of [true, false]) {
    const how = isNewFile ? "replaces" : "is written over";
    Deno.test(`C-055 what kills every reader ${how} a photo, then ${sentence}: its record is nobody else's`, async () => {
      const simulation = new Simulation({ seed: 1 });
      try {
        const { disk, catalogue } = simulation;
        disk.makeDirectory("/media");
        disk.mount("/media", disk.makeVolume());
        simulation.addRoot(ROOT);
        write(simulation, PHOTO, KNOWN);
        simulation.start();
        await simulation.untilIdle(INDEX_LIMIT_MS);
        const [before] = catalogue.ask("SELECT id FROM photos");
        if (isNewFile) disk.remove(PHOTO);
        write(simulation, PHOTO, DEADLY);
        await simulation.advance(QUIET_MS);
        const crashes = simulation.trace.filter((line) => line.includes("crash"));
        assert.equal(crashes.length, 1);
        const problems = catalogue.ask("SELECT kind, path FROM problems");
        assert.deepEqual(problems.map(({ path }) => path), ["IMG_1.jpg"]);
        await simulation.advance(QUIET_MS);
        assert.deepEqual(simulation.trace.filter((line) => line.includes("crash")), crashes);
        act(simulation);
        await simulation.advance(QUIET_MS);
        const places = catalogue.ask(
          "SELECT path FROM photos WHERE id = ?",
          Number(before?.["id"]),
        );
        assert.deepEqual(places.map(({ path }) => path), known === null ? [] : [known]);
        assert.deepEqual(simulation.oracle.violations, []);
        const isDead = disk.has(PHOTO) && disk.read(PHOTO) === DEADLY;
        const left = catalogue.ask("SELECT path FROM problems WHERE path = 'IMG_1.jpg'");
        assert.equal(left.length, isDead ? 1 : 0);
      } finally {
        simulation.close();
      }
    });
  }
}

Deno.test("C-055 scans of one folder change nothing of what no reader survives in another", async () => {
  const simulation = new Simulation({ seed: 1 });
  const other = "/media/scans";
  try {
    const { disk, catalogue } = simulation;
    disk.makeDirectory("/media");
    disk.mount("/media", disk.makeVolume());
    for (const root of [ROOT, other]) {
      simulation.addRoot(root);
      write(simulation, `${root}/IMG_1.jpg`, `photo ${root} taken ${root}`);
    }
    simulation.start();
    await simulation.untilIdle(INDEX_LIMIT_MS);
    for (const root of [ROOT, other]) write(simulation, `${root}/IMG_1.jpg`, `${DEADLY} ${root}`);
    for (let times = 0; times < 3; times++) {
      await simulation.advance(QUIET_MS);
      const crashes = simulation.trace.filter((line) => line.includes("crash"));
      assert.equal(crashes.length, 2, crashes.join());
      const problems = catalogue.ask("SELECT root FROM problems ORDER BY root");
      assert.deepEqual(problems.map(({ root }) => root), [ROOT, other]);
    }
  } finally {
    simulation.close();
  }
});

/** What was never a photo, and what is put into it; each is written in a scan of its own. */
const STRANGERS: Readonly<Record<string, readonly string[]>> = {
  "what kills every reader": [DEADLY],
  "an empty file": [""],
  "text": ["a letter", "another letter"],
};

for (const [sentence, contents] of Object.entries(STRANGERS)) {
  Deno.test(`C-042 a missing photo that comes back over ${sentence} has its own record`, async () => {
    const simulation = new Simulation({ seed: 1 });
    const place = `${ROOT}/DCIM/IMG_1.jpg`;
    try {
      const { disk, catalogue } = simulation;
      disk.makeDirectory("/media");
      disk.mount("/media", disk.makeVolume());
      simulation.addRoot(ROOT);
      disk.makeDirectory(`${ROOT}/DCIM`);
      write(simulation, place, KNOWN);
      simulation.start();
      await simulation.untilIdle(INDEX_LIMIT_MS);
      const before = catalogue.ask("SELECT id FROM photos").map(({ id }) => id);
      disk.remove(place);
      for (const content of contents) {
        write(simulation, `${ROOT}/other.jpg`, content);
        await simulation.advance(QUIET_MS);
        assert.deepEqual(catalogue.ask("SELECT id FROM photos"), []);
      }
      write(simulation, `${ROOT}/other.jpg`, KNOWN);
      await simulation.advance(QUIET_MS);
      const now = catalogue.ask("SELECT id, path FROM photos");
      assert.deepEqual(now.map(({ id, path }) => [id, path]), [[before[0], "other.jpg"]]);
      assert.deepEqual(simulation.oracle.violations, []);
    } finally {
      simulation.close();
    }
  });
}

function write(simulation: Simulation, path: string, content: string): void {
  const { disk } = simulation;
  disk.write(path, content, simulation.now() - DAY_MS);
}
