import type { SimulatedDisk } from "./simulated_disk.ts";
import { Simulation } from "./simulation.ts";

const ROOT = "/media/photos";
const OTHER_ROOT = "/media/scans";
const DAY_MS = 86_400_000;
/** Two recrawls, whatever the pauses are. */
const QUIET_MS = 700_000;
const RESCAN_MS = 240_000;
const INDEX_LIMIT_MS = 3_600_000;
const CROSSED = `${OTHER_ROOT}/2024/crossed.jpg`;
const NEW = `${ROOT}/new.jpg`;
const [A, B, C] = [`${ROOT}/a.jpg`, `${ROOT}/2024/b.jpg`, `${ROOT}/2024/c.jpg`];

type Act = (simulation: Simulation) => void;

/** Why there is something to scan; the photos are the ones they were. */
export const OCCASIONS: Readonly<Record<string, Act>> = {
  "other rights": ({ disk }) => {
    for (const path of [A, B]) disk.setReadable(path, true);
  },
  "a touch": ({ disk }) => disk.write(A, disk.read(A)),
  "a rename": ({ disk }) => disk.rename(A, `${ROOT}/best.jpg`),
  "a swap": ({ disk }) => swap(disk, A, B),
  "a restored photo": ({ disk }) => {
    const { content, mtimeMs } = disk.files(ROOT).get("a.jpg")!;
    disk.remove(A);
    disk.write(A, content, mtimeMs);
  },
  "a renamed folder": ({ disk }) => disk.rename(`${ROOT}/2024`, `${ROOT}/spring`),
  "a photo that crosses to another folder": ({ disk }) => disk.rename(A, CROSSED),
  "a photo more": ({ disk }) => disk.write(NEW, "photo that is new"),
  "a photo more, and other rights": (simulation) => {
    simulation.disk.write(NEW, "photo that is new", simulation.now() - DAY_MS);
    simulation.disk.setReadable(B, true);
  },
};

/** What people do while that is looked at: places are taken as they are then. */
export const CHANGES: Readonly<Record<string, Act>> = {
  "swaps two photos": ({ disk }) => swap(disk, A, B),
  "swaps two photos of one folder": ({ disk }) => swap(disk, B, C),
  "renames a photo": ({ disk }) => rename(disk, A, `${ROOT}/2024/other.jpg`),
  "moves a photo over another": ({ disk }) => rename(disk, B, A),
  "swaps a photo with a new one": ({ disk }) => swap(disk, B, NEW),
  "puts a new photo in the place of one that is renamed": (simulation) => {
    rename(simulation.disk, B, `${ROOT}/other.jpg`);
    simulation.disk.write(B, "photo put in its place", simulation.now() - DAY_MS);
  },
  "renames a folder": ({ disk }) => rename(disk, `${ROOT}/2024`, `${ROOT}/summer`),
  "renames a photo of the other folder": ({ disk }) =>
    rename(disk, CROSSED, `${OTHER_ROOT}/renamed.jpg`),
  "renames a folder in the other folder": ({ disk }) =>
    rename(disk, `${OTHER_ROOT}/2024`, `${OTHER_ROOT}/summer`),
};

/** No scan and reconcile of these few photos asks the world more questions than this. */
export const MOMENTS = 28;

/** A moment at which somebody changes something. */
export interface Moment {
  readonly occasion: string;
  readonly change: string;
  /** Questions to the world until then. */
  readonly at: number;
  /** Whether all photos have one size and one time, as in a series. */
  readonly isSeries: boolean;
  readonly seed: number;
}

/** What came of it. */
export interface MomentEnd {
  /** What is wrong, as sentences. */
  readonly complaints: readonly string[];
  readonly trace: readonly string[];
}

/**
 * Changes something while the program looks at something else, lets time pass, and sees whether every
 * photo that is still there has the record it had.
 */
export async function changeMeanwhile(moment: Moment): Promise<MomentEnd> {
  const { seed, at } = moment;
  const simulation = new Simulation({ seed, settings: { rescanIntervalMs: RESCAN_MS } });
  try {
    layOut(simulation, moment.isSeries);
    simulation.start();
    await simulation.untilIdle(INDEX_LIMIT_MS);
    const before = recordsOf(simulation);
    simulation.note(`OCCASION ${moment.occasion}`);
    OCCASIONS[moment.occasion]!(simulation);
    const wait = Array.from({ length: at - 1 }, () => () => {});
    simulation.meanwhile.push(...wait, () => {
      simulation.note(`MEANWHILE somebody ${moment.change}`);
      CHANGES[moment.change]!(simulation);
    });
    // A scan and its reconcile, and no recrawl yet.
    await simulation.advance(RESCAN_MS / 2);
    simulation.meanwhile.splice(0, Infinity);
    await simulation.advance(QUIET_MS);
    const complaints = [
      ...simulation.oracle.violations,
      ...simulation.differences(),
      ...lostRecords(before, recordsOf(simulation)),
    ];
    return { complaints, trace: simulation.trace };
  } finally {
    simulation.close();
  }
}

/** Photos that are days old; those of a series have one time. */
function layOut(simulation: Simulation, isSeries: boolean): void {
  const { disk } = simulation;
  disk.makeDirectory("/media");
  disk.mount("/media", disk.makeVolume());
  for (const root of [ROOT, OTHER_ROOT]) {
    simulation.addRoot(root);
    disk.makeDirectory(`${root}/2024`);
  }
  for (const [index, path] of [A, B, C, `${OTHER_ROOT}/d.jpg`].entries()) {
    const mtimeMs = simulation.now() - DAY_MS * (isSeries ? 1 : index + 1);
    disk.write(path, `photo ${index}`, mtimeMs);
  }
}

function swap(disk: SimulatedDisk, one: string, other: string): void {
  if (!disk.has(one) || !disk.has(other)) return;
  disk.rename(one, `${ROOT}/between.jpg`);
  disk.rename(other, one);
  disk.rename(`${ROOT}/between.jpg`, other);
}

function rename(disk: SimulatedDisk, from: string, to: string): void {
  if (disk.has(from)) disk.rename(from, to);
}

/** Ids that are shown, by the bytes of the photo. */
function recordsOf({ catalogue, disk }: Simulation): Map<string, number> {
  const rows = catalogue.ask("SELECT id, root || '/' || path AS path FROM photos");
  return new Map(
    rows.filter(({ path }) => disk.has(String(path)))
      .map(({ id, path }) => [disk.read(String(path)), Number(id)]),
  );
}

function lostRecords(
  before: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
): string[] {
  return [...before].flatMap(([content, id]) => {
    const there = now.get(content);
    return there === undefined || there === id
      ? []
      : [`'${content}' is still there: its record was ${id} and is ${there}`];
  });
}
