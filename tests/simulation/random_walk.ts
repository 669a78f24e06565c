import { Random } from "../program/random.ts";
import { ProcessDied } from "./faults.ts";
import { type Operation, Operations, ROOTS } from "./operations.ts";
import { lostRecords, type ShownPhoto, shownPhotos } from "./lost_records.ts";
import { isDeadly } from "./simulated_reader.ts";
import type { WatcherFault } from "./simulated_watcher.ts";
import { Simulation } from "./simulation.ts";

/** One operation, and how long nothing else is done after it. */
export interface Step extends Operation {
  readonly pause: Pause;
}

/** `turns` lets only so many questions to the world be answered: the next comes in the midst of work. */
export type Pause =
  | { readonly unit: "ms"; readonly amount: number }
  | { readonly unit: "turns"; readonly amount: number };

/** How a walk ended. */
export interface WalkEnd {
  readonly seed: number;
  readonly steps: readonly Step[];
  /** What is wrong, as sentences; empty when all is well. */
  readonly complaints: readonly string[];
  readonly trace: readonly string[];
  /** How often the records of a directory were read. */
  readonly recordsRead: number;
  /** Every row of the catalogue but those of sightings, as sentences. */
  readonly rows: readonly string[];
  /** What the catalogue shows: path, bytes, and where the record was before, as far as that is sure. */
  readonly photos: readonly string[];
}

/** What is left to chance when it is not said. */
export interface WalkOptions {
  readonly watcherFault?: () => WatcherFault | null;
  readonly areSightingsUsed?: boolean;
}

/** Kinds of operations, and how often they are drawn. */
const KINDS: readonly (readonly [Operation["kind"], number])[] = [
  ["create", 5],
  ["createOld", 2],
  ["createNoise", 1],
  ["createUnreadableName", 1],
  ["writeInPlace", 4],
  ["writeUnseen", 1],
  ["touch", 1],
  ["truncate", 1],
  ["becomeText", 1],
  ["saveByRename", 3],
  ["rename", 5],
  ["move", 5],
  ["swap", 3],
  ["delete", 4],
  ["restore", 3],
  ["copy", 2],
  ["replace", 3],
  ["hardLink", 1],
  ["shoot", 2],
  ["takePlace", 4],
  ["copyOver", 2],
  ["moveOver", 2],
  ["moveAway", 2],
  ["archive", 2],
  ["refill", 4],
  ["putBack", 4],
  ["putAllBack", 2],
  ["putUnreadable", 2],
  ["decide", 2],
  ["writeSidecar", 8],
  ["breakSidecar", 2],
  ["deleteSidecar", 3],
  ["closeSidecar", 1],
  ["moveSidecar", 3],
  ["movePair", 4],
  ["createRaw", 2],
  ["makeDirectory", 3],
  ["renameDirectory", 3],
  ["moveDirectory", 3],
  ["deleteDirectory", 1],
  ["linkDirectory", 1],
  ["hideFolder", 1],
  ["showFolder", 1],
  ["closeDirectory", 2],
  ["closeFile", 1],
  ["openAll", 2],
  ["unmount", 3],
  ["mount", 3],
  ["writeIntoBareMountPoint", 1],
  ["renameRootAway", 1],
  ["renameRootBack", 2],
  ["emptyRoot", 1],
  ["jumpADayBack", 1],
  ["jumpADayOn", 1],
  ["kill", 2],
];

const DRAWN = KINDS.flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind));
const WATCHER_FAULTS: readonly WatcherFault[] = [
  ...["lose", "repeat", "reorder", "overflow", "die", "go deaf"] as const,
];
const STEPS = 30;
/** Of so many walks one has a full card; told by the seed, so that the tests have one such walk. */
const FULL_CARD_EVERY = 10;
const FULL_CARD_SEED = 4;
const INDEX_LIMIT_MS = 3_600_000;
/** Long enough for two recrawls of everything. */
const QUIET_MS = 9_000_000;
/** A list that has grown meanwhile is another question. */
const ANSWERS_MAX = 3;

/** The operations that follow from a seed. */
export function stepsOf(seed: number, count = STEPS): readonly Step[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => ({
    kind: random.pick(DRAWN),
    one: random.next(),
    other: random.next(),
    pause: pauseOf(random),
  }));
}

function pauseOf(random: Random): Pause {
  const dice = random.next();
  if (dice < 0.4) return { unit: "ms", amount: 0 };
  if (dice < 0.6) return { unit: "turns", amount: random.between(1, 40) };
  if (dice < 0.75) return { unit: "ms", amount: random.between(1, 5_000) };
  if (dice < 0.95) return { unit: "ms", amount: random.between(20_000, 90_000) };
  return { unit: "ms", amount: random.between(600_000, 8_000_000) };
}

/** Performs the steps on indexed folders, heals the world, lets time pass and judges what came of it. */
export async function walkRandomly(
  seed: number,
  steps: readonly Step[] = stepsOf(seed),
  options: WalkOptions = {},
): Promise<WalkEnd> {
  const lots = new Random(seed ^ 0x5eed);
  const hasFaults = lots.next() < 0.5;
  const watcherFault = () => hasFaults && lots.next() < 0.2 ? lots.pick(WATCHER_FAULTS) : null;
  const simulation = new Simulation({ seed, watcherFault, ...options });
  const complaints: string[] = [];
  const photos: string[] = [];
  const rows: string[] = [];
  try {
    const operations = new Operations(simulation);
    operations.begin(seed % FULL_CARD_EVERY === FULL_CARD_SEED);
    simulation.start();
    await simulation.untilIdle(INDEX_LIMIT_MS);
    const before = shownPhotos(simulation);
    for (const step of steps) await perform(simulation, operations, step);
    operations.heal();
    simulation.note("HEALED");
    await simulation.advance(QUIET_MS);
    complaints.push(...judge(simulation, operations, before));
    for (let times = 0; times < ANSWERS_MAX && simulation.heldLists().length > 0; times++) {
      simulation.approveHeld();
      await simulation.advance(QUIET_MS);
    }
    // One that is approved waits as long as nobody can read what is in the place of its photos.
    const isOpen = simulation.heldLists().some(({ decision }) => decision !== "approved");
    if (isOpen) complaints.push("What was approved is held again");
    complaints.push(...judge(simulation, operations, before));
    photos.push(...described(simulation, operations, before));
    rows.push(...rowsIn(simulation));
  } catch (error) {
    complaints.push(error instanceof Error ? error.stack ?? error.message : String(error));
  } finally {
    simulation.close();
  }
  const { trace, recordsRead } = simulation;
  return { seed, steps, complaints, trace, recordsRead, rows, photos };
}

const TABLES = ["root", "directory", "file", "photo", "problem", "change", "scan", "held"] as const;

function rowsIn({ catalogue }: Simulation): string[] {
  return TABLES.flatMap((table) =>
    catalogue.ask(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).map((row) =>
      `${table} ${JSON.stringify(row)}`
    )
  );
}

function described(
  simulation: Simulation,
  { histories }: Operations,
  before: ReadonlyMap<string, ShownPhoto>,
): string[] {
  const origins = new Map([...before.values()].map((photo) => [photo.id, photo]));
  return [...shownPhotos(simulation).values()].map(({ id, path, content, hasInodes }) => {
    const origin = origins.get(id);
    const isSure = origin !== undefined && origin.content === content &&
      histories.isFollowed(content, origin.path, hasInodes);
    return `${path}: ${content}${isSure ? `, was ${origin.path}` : ""}`;
  }).sort();
}

async function perform(simulation: Simulation, operations: Operations, step: Step): Promise<void> {
  const { kind, pause } = step;
  try {
    simulation.note(`STEP ${kind} ${step.one} ${step.other}`);
    operations.perform(step);
  } catch (error) {
    if (!(error instanceof ProcessDied)) simulation.note(`not done: ${error}`);
  }
  if (pause.unit === "turns") await simulation.settle(pause.amount);
  else if (pause.amount > 0) await simulation.advance(pause.amount);
}

function judge(
  simulation: Simulation,
  operations: Operations,
  before: ReadonlyMap<string, ShownPhoto>,
): string[] {
  const states = simulation.states();
  const away = states.filter(({ path, work }) => work === "offline" && isUnknown(simulation, path));
  const restless = states.filter((state) => state.work !== "idle" && !away.includes(state));
  const differences = simulation.differences().filter((difference) =>
    !away.some(({ path }) => difference.startsWith(`'${path}/`)) &&
    !isOutOfSight(simulation, difference) && !isHeld(simulation, difference) &&
    !isUnreadable(simulation, difference)
  );
  return [
    ...simulation.oracle.violations,
    ...(states.length === ROOTS.length ? [] : [`${states.length} roots are supervised`]),
    ...restless.map(({ path, work, trouble }) => `'${path}' is ${work}: ${trouble}`),
    ...differences,
    ...lostRecords(before, judgedPhotos(simulation, away), operations.histories),
  ];
}

/**
 * Without those of folders that are away, and those that are held or stay as a person wants: what is there
 * now is not what was known, and has no record of its own before somebody agrees.
 */
function judgedPhotos(
  simulation: Simulation,
  away: readonly { readonly path: string }[],
): ReadonlyMap<string, ShownPhoto> {
  const held = new Set(
    simulation.catalogue.ask(
      `SELECT file_id AS id FROM held_file JOIN held ON held.id = held_file.held_id
       WHERE found_size IS NOT NULL AND held.decision IS NOT 'approved'`,
    ).map(({ id }) => Number(id)),
  );
  const isAway = (path: string) => away.some((root) => path.startsWith(`${root.path}/`));
  return new Map(
    [...shownPhotos(simulation)].filter(([path, { id }]) => !isAway(path) && !held.has(id)),
  );
}

/** Nothing of what is known at its top is there: it may be offline, and waits for a person. */
function isUnknown({ catalogue, disk }: Simulation, root: string): boolean {
  const rows = catalogue.ask("SELECT path FROM photos WHERE root = ?", root);
  const tops = new Set(rows.map(({ path }) => String(path).split("/")[0]));
  return ![...tops].some((top) => disk.has(`${root}/${top}`));
}

/** What a person was asked about, or wants so, stays in the catalogue whatever is on disk. */
function isHeld({ catalogue }: Simulation, difference: string): boolean {
  const rows = catalogue.ask(
    `SELECT record.root || '/' || record.path AS path FROM held_file
     JOIN held ON held.id = held_file.held_id JOIN record ON record.id = held_file.file_id
     WHERE held.decision IS NOT 'approved'`,
  );
  return rows.some(({ path }) => difference.startsWith(`'${path}'`));
}

/** A photo in whose place is what no reader survives is shown as it was known, and a problem says why. */
function isUnreadable({ catalogue, disk }: Simulation, difference: string): boolean {
  const rows = catalogue.ask(
    "SELECT root || '/' || path AS path FROM problems WHERE kind = 'reader-crashed'",
  );
  return rows.some(({ path }) =>
    difference.startsWith(`'${path}'`) && disk.has(String(path)) &&
    isDeadly(disk.read(String(path)))
  );
}

/**
 * A disk inside a folder from which everything known is gone keeps its records, and says so; nothing of
 * one that covers what is known is taken in, and the same problem says so. One on which anything known is,
 * shown or hidden by a rule, is the known one: all of it has to be in the catalogue.
 */
function isOutOfSight({ catalogue, disk }: Simulation, difference: string): boolean {
  const away = catalogue.ask(
    "SELECT root || '/' || path AS path FROM problems WHERE kind = 'mount-away'",
  ).map(({ path }) => `${path}/`).filter((mount) => difference.startsWith(`'${mount}`));
  if (away.length === 0) return false;
  if (difference.endsWith(" is in the catalogue only")) return true;
  const known = catalogue.ask(
    `SELECT root || '/' || path AS path FROM record
     WHERE missing_since_ms IS NULL OR ignored_by IS NOT NULL`,
  ).map(({ path }) => String(path));
  const isKnown = (mount: string) => known.some((path) => path.startsWith(mount) && disk.has(path));
  return difference.endsWith(" is on disk only") && !away.some(isKnown);
}
