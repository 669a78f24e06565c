import type { Volume } from "./disk_nodes.ts";
import type { Simulation } from "./simulation.ts";

/** What happens in a scenario, and what has to come of it, whatever goes wrong once. */
export interface Story {
  /** What happens after everything was indexed, with a quarter of an hour after each step. */
  readonly steps: readonly (() => void)[];
  /** Where photos are at the end, and where they were: their records went with them. */
  readonly kept: Readonly<Record<string, string>>;
  /** How it ends when nothing goes wrong; `equal` when absent. */
  readonly end?: "offline" | "held";
}

/** Lays out disks and folders, before the program has ever looked, and tells what will happen. */
export type Scenario = (simulation: Simulation) => Story;

const ROOT = "/media/photos";
const OTHER_ROOT = "/media/scans";
const LIBRARY = ["a.jpg", "b.jpg", "2024/c.jpg", "2024/d.jpg", "2024/may/e.jpg"];
const DAY_MS = 86_400_000;

/** Every accident by a sentence about photos. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "a folder is watched for the first time": (simulation) => {
    library(simulation);
    return { steps: [], kept: {} };
  },
  "a photo is renamed": (simulation) => {
    const { disk } = library(simulation);
    return {
      steps: [() => disk.rename(`${ROOT}/2024/c.jpg`, `${ROOT}/best.jpg`)],
      kept: { ...unmoved("2024/c.jpg"), [`${ROOT}/best.jpg`]: `${ROOT}/2024/c.jpg` },
    };
  },
  "a folder is renamed": (simulation) => {
    const { disk } = library(simulation);
    const moved = ["c.jpg", "d.jpg", "may/e.jpg"];
    return {
      steps: [() => disk.rename(`${ROOT}/2024`, `${ROOT}/spring`)],
      kept: {
        ...unmoved(...moved.map((path) => `2024/${path}`)),
        ...Object.fromEntries(
          moved.map((path) => [`${ROOT}/spring/${path}`, `${ROOT}/2024/${path}`]),
        ),
      },
    };
  },
  "two photos swap their names": (simulation) => {
    const { disk } = library(simulation);
    const [a, b, between] = [`${ROOT}/a.jpg`, `${ROOT}/b.jpg`, `${ROOT}/between.jpg`];
    return {
      steps: [() => {
        disk.rename(a, between);
        disk.rename(b, a);
        disk.rename(between, b);
      }],
      kept: { ...unmoved("a.jpg", "b.jpg"), [a]: b, [b]: a },
    };
  },
  "two photos of one time swap their names": (simulation) => {
    const { disk } = library(simulation);
    const [a, b, between] = [`${ROOT}/a.jpg`, `${ROOT}/b.jpg`, `${ROOT}/between.jpg`];
    for (const path of [a, b]) disk.write(path, disk.read(path), simulation.now() - DAY_MS);
    return {
      steps: [() => {
        disk.rename(a, between);
        disk.rename(b, a);
        disk.rename(between, b);
      }],
      kept: { ...unmoved("a.jpg", "b.jpg"), [a]: b, [b]: a },
    };
  },
  "a photo is deleted": (simulation) => {
    const { disk } = library(simulation);
    return { steps: [() => disk.remove(`${ROOT}/2024/c.jpg`)], kept: unmoved("2024/c.jpg") };
  },
  "a photo is deleted and another takes its name and its inode": (simulation) => {
    const { disk } = library(simulation);
    return {
      steps: [() => {
        disk.remove(`${ROOT}/a.jpg`);
        disk.write(`${ROOT}/a.jpg`, "photo that is another");
      }],
      kept: unmoved("a.jpg"),
    };
  },
  "a photo is deleted and restored from a backup": (simulation) => {
    const { disk } = library(simulation);
    const restore = backup(simulation, ["2024/c.jpg"]);
    return { steps: [() => disk.remove(`${ROOT}/2024/c.jpg`), restore], kept: unmoved() };
  },
  "a photo is restored from a backup, and touched later": (simulation) => {
    const { disk } = library(simulation);
    const restore = backup(simulation, ["2024/c.jpg"]);
    const path = `${ROOT}/2024/c.jpg`;
    return {
      steps: [() => disk.remove(path), restore, () => disk.write(path, disk.read(path))],
      kept: unmoved(),
    };
  },
  "a photo is written in place": (simulation) => {
    const { disk } = library(simulation);
    return { steps: [() => disk.write(`${ROOT}/a.jpg`, "photo with a title")], kept: unmoved() };
  },
  "a photo is saved by an editor that writes beside it and renames": (simulation) => {
    const { disk } = library(simulation);
    return {
      steps: [() => {
        disk.write(`${ROOT}/a.jpg.tmp`, "photo with a title");
        disk.rename(`${ROOT}/a.jpg.tmp`, `${ROOT}/a.jpg`);
      }],
      kept: unmoved(),
    };
  },
  "a photo is copied, and its original deleted later": (simulation) => {
    const { disk } = library(simulation);
    return {
      steps: [
        () => copy(simulation, `${ROOT}/a.jpg`, `${ROOT}/2024/copy.jpg`),
        () => disk.remove(`${ROOT}/a.jpg`),
      ],
      kept: unmoved("a.jpg"),
    };
  },
  "a photo gets a second name, and loses its first": (simulation) => {
    const { disk } = library(simulation);
    return {
      steps: [
        () => disk.hardLink(`${ROOT}/a.jpg`, `${ROOT}/2024/link.jpg`),
        () => disk.remove(`${ROOT}/a.jpg`),
      ],
      kept: unmoved("a.jpg"),
    };
  },
  "a photo is moved to another watched folder": (simulation) => {
    const { disk } = twoRoots(simulation);
    return {
      steps: [() => disk.rename(`${ROOT}/a.jpg`, `${OTHER_ROOT}/a.jpg`)],
      kept: unmoved("a.jpg"),
    };
  },
  "a photo is moved out of a hidden folder": (simulation) => {
    const { disk } = library(simulation);
    return {
      steps: [
        () => disk.write(`${ROOT}/2024/.nomedia`, ""),
        () => disk.rename(`${ROOT}/2024/c.jpg`, `${ROOT}/best.jpg`),
        () => disk.remove(`${ROOT}/2024/.nomedia`),
      ],
      kept: { ...unmoved("2024/c.jpg"), [`${ROOT}/best.jpg`]: `${ROOT}/2024/c.jpg` },
    };
  },
  "a photo is deleted, and later another takes its name": (simulation) => {
    const { disk } = library(simulation);
    return {
      steps: [
        () => disk.remove(`${ROOT}/a.jpg`),
        () => disk.write(`${ROOT}/a.jpg`, "photo that is another"),
      ],
      kept: unmoved("a.jpg"),
    };
  },
  "a photo is renamed in a hidden folder that is shown again": (simulation) => {
    const { disk } = library(simulation);
    return {
      steps: [
        () => disk.write(`${ROOT}/2024/.nomedia`, ""),
        () => disk.rename(`${ROOT}/2024/c.jpg`, `${ROOT}/2024/best.jpg`),
        () => disk.remove(`${ROOT}/2024/.nomedia`),
      ],
      kept: { ...unmoved("2024/c.jpg"), [`${ROOT}/2024/best.jpg`]: `${ROOT}/2024/c.jpg` },
    };
  },
  "the disk is taken away and plugged in again": (simulation) => {
    const { disk } = twoRoots(simulation);
    const volumes: Volume[] = [];
    return {
      steps: [
        () => volumes.push(disk.unmount("/media")),
        () => volumes.forEach((volume) => disk.mount("/media", volume)),
      ],
      kept: unmoved(),
    };
  },
  "a disk is unmounted and leaves the watched folder empty": (simulation) => {
    const { disk } = library(simulation, ROOT);
    return { steps: [() => void disk.unmount(ROOT)], kept: unmoved(), end: "offline" };
  },
  "a disk inside a folder is taken away and plugged in again": (simulation) => {
    const { disk } = library(simulation);
    const card = disk.makeVolume();
    disk.makeDirectory(`${ROOT}/card`);
    disk.mount(`${ROOT}/card`, card);
    photos(simulation, `${ROOT}/card`, ["f.jpg", "g.jpg"]);
    const onCard = [`${ROOT}/card/f.jpg`, `${ROOT}/card/g.jpg`];
    return {
      steps: [
        () => {
          disk.unmount(`${ROOT}/card`);
          disk.write(`${ROOT}/new.jpg`, "photo that is new");
        },
        () => disk.mount(`${ROOT}/card`, card),
      ],
      kept: { ...unmoved(), ...Object.fromEntries(onCard.map((path) => [path, path])) },
    };
  },
  "a photo is moved under the name of one whose disk is away": (simulation) => {
    const { disk } = library(simulation);
    const card = disk.makeVolume();
    disk.makeDirectory(`${ROOT}/card`);
    disk.mount(`${ROOT}/card`, card);
    photos(simulation, `${ROOT}/card`, ["f.jpg", "g.jpg"]);
    const onCard = [`${ROOT}/card/f.jpg`, `${ROOT}/card/g.jpg`];
    return {
      steps: [
        () => {
          disk.unmount(`${ROOT}/card`);
          disk.rename(`${ROOT}/2024/c.jpg`, `${ROOT}/card/f.jpg`);
        },
        () => disk.mount(`${ROOT}/card`, card),
      ],
      kept: {
        ...unmoved("2024/c.jpg"),
        ...Object.fromEntries(onCard.map((path) => [path, path])),
      },
    };
  },
  "a large folder is emptied": (simulation) => {
    const { disk } = library(simulation);
    photos(simulation, `${ROOT}/many`, numbered(20));
    const restored = [...LIBRARY, ...numbered(20).map((name) => `many/${name}`)];
    const restore = backup(simulation, restored);
    return {
      steps: [
        () => ["a.jpg", "b.jpg", "2024", "many"].forEach((name) => disk.remove(`${ROOT}/${name}`)),
        restore,
      ],
      kept: Object.fromEntries(restored.map((path) => [`${ROOT}/${path}`, `${ROOT}/${path}`])),
    };
  },
  "an empty directory takes the place of a folder": (simulation) => {
    const { disk } = library(simulation);
    return {
      steps: [() => {
        disk.rename(ROOT, "/media/elsewhere");
        disk.makeDirectory(ROOT);
      }],
      kept: unmoved(),
      end: "offline",
    };
  },
  "a folder is restored under its name, with new inodes": (simulation) => {
    const { disk } = library(simulation);
    const restore = backup(simulation, LIBRARY);
    return {
      steps: [() => {
        disk.rename(ROOT, "/media/old");
        restore();
        simulation.believe(ROOT);
      }],
      kept: unmoved(),
    };
  },
  "a photo is copied elsewhere, and another camera's is put over it": (simulation) => {
    const { disk } = library(simulation);
    card(simulation, 2024, 3);
    const [moved, place] = [`${ROOT}/card/1.jpg`, `${ROOT}/2024/1.jpg`];
    return {
      steps: [() => {
        copy(simulation, moved, place);
        disk.remove(moved);
        disk.write(moved, "photo taken 2025-1");
      }],
      kept: { ...unmoved(), ...inCard(3, [1]), [place]: moved },
    };
  },
  "a few photos are replaced by others of the same names": (simulation) => {
    library(simulation);
    card(simulation, 2024, 8);
    return {
      steps: [() => card(simulation, 2025, 3)],
      kept: { ...unmoved(), ...inCard(8, [0, 1, 2]) },
    };
  },
  "most photos are replaced by others of the same names": (simulation) => {
    library(simulation);
    card(simulation, 2024, 110);
    return {
      steps: [() => card(simulation, 2025, 110)],
      kept: { ...unmoved(), ...inCard(110) },
      end: "held",
    };
  },
  "most photos are replaced by others of the same names, and the right ones come back": (
    simulation,
  ) => {
    library(simulation);
    card(simulation, 2024, 110);
    return {
      steps: [() => card(simulation, 2025, 110), () => card(simulation, 2024, 110)],
      kept: { ...unmoved(), ...inCard(110) },
    };
  },
  "most photos are replaced by others of the same names, and a person approves": (simulation) => {
    library(simulation);
    card(simulation, 2024, 110);
    const approve = () => simulation.approveHeld();
    return { steps: [() => card(simulation, 2025, 110), approve, approve], kept: unmoved() };
  },
  "most photos are replaced by others of the same names, and turn up elsewhere": (simulation) => {
    library(simulation);
    card(simulation, 2024, 110);
    const elsewhere = Object.keys(inCard(110))
      .map((path) => [path.replace("/card/", "/archive/"), path]);
    return {
      steps: [
        () => card(simulation, 2025, 110),
        () => card(simulation, 2024, 110, "archive"),
      ],
      kept: { ...unmoved(), ...Object.fromEntries(elsewhere) },
    };
  },
  "most of a large folder is deleted": (simulation) => {
    const { disk } = library(simulation);
    photos(simulation, `${ROOT}/many`, numbered(110));
    return {
      steps: [() => disk.remove(`${ROOT}/many`)],
      kept: unmoved(),
      end: "held",
    };
  },
};

/** A folder on a disk of its own with a few photos, some deeper. */
function library(simulation: Simulation, mountPoint = "/media"): Simulation {
  const { disk } = simulation;
  const parts = mountPoint.split("/");
  for (let depth = 2; depth <= parts.length; depth++) {
    disk.makeDirectory(parts.slice(0, depth).join("/"));
  }
  disk.mount(mountPoint, disk.makeVolume());
  simulation.addRoot(ROOT);
  photos(simulation, ROOT, ["a.jpg", "b.jpg"]);
  photos(simulation, `${ROOT}/2024`, ["c.jpg", "d.jpg"]);
  photos(simulation, `${ROOT}/2024/may`, ["e.jpg"]);
  return simulation;
}

/** Two folders on one disk. */
function twoRoots(simulation: Simulation): Simulation {
  library(simulation);
  simulation.addRoot(OTHER_ROOT);
  photos(simulation, OTHER_ROOT, ["x.jpg", "y.jpg"]);
  return simulation;
}

/** Writes photos that are days old, each with bytes and a time of its own. */
function photos(simulation: Simulation, directory: string, names: readonly string[]): void {
  simulation.disk.makeDirectory(directory);
  for (const [index, name] of names.entries()) {
    const path = `${directory}/${name}`;
    const mtimeMs = simulation.now() - DAY_MS * (index + 1) - path.length * 1_000;
    simulation.disk.write(path, `photo of ${path}`, mtimeMs);
  }
}

/** What a camera gives the same names every year, in other files each time. */
function card({ disk }: Simulation, year: number, count: number, folder = "card"): void {
  const directory = `${ROOT}/${folder}`;
  disk.makeDirectory(directory);
  for (const name of numbered(count)) {
    const path = `${directory}/${name}`;
    if (disk.has(path)) disk.remove(path);
    const number = Number.parseInt(name);
    disk.write(path, `photo taken ${year}-${number}`, Date.UTC(year, 0, 1, 0, number));
  }
}

/** Photos of the card that stay where they are, all but some. */
function inCard(count: number, but: readonly number[] = []): Record<string, string> {
  const names = numbered(count).filter((_, index) => !but.includes(index));
  const paths = names.map((name) => `${ROOT}/card/${name}`);
  return Object.fromEntries(paths.map((path) => [path, path]));
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${index}.jpg`);
}

/** All photos of the library but some stay where they are. */
function unmoved(...but: string[]): Record<string, string> {
  const paths = LIBRARY.filter((path) => !but.includes(path)).map((path) => `${ROOT}/${path}`);
  return Object.fromEntries(paths.map((path) => [path, path]));
}

/** Another file with the same bytes and the time of now, as `cp` makes it. */
function copy({ disk }: Simulation, from: string, to: string): void {
  disk.write(to, disk.read(from));
}

/** Makes a backup and gives what restores it: other inodes, the same bytes and times. */
function backup({ disk }: Simulation, paths: readonly string[]): () => void {
  const files = disk.files(ROOT);
  const saved = paths.map((path) => ({ path, ...files.get(path)! }));
  return () => {
    for (const { path, content, mtimeMs } of saved) {
      const parts = `${ROOT}/${path}`.split("/");
      for (let depth = 2; depth < parts.length; depth++) {
        disk.makeDirectory(parts.slice(0, depth).join("/"));
      }
      disk.write(`${ROOT}/${path}`, content, mtimeMs);
    }
  };
}
