import { type Fault, FAULTS, type PlannedFault } from "./faults.ts";
import { type Scenario, SCENARIOS, type Story } from "./scenarios.ts";
import { Simulation } from "./simulation.ts";

/** How one run of a scenario ended. */
export interface RunEnd {
  readonly scenario: string;
  readonly planned: PlannedFault | null;
  readonly kind: "equal" | "problem" | "offline" | "held" | "wrong";
  /** What is wrong, as sentences. */
  readonly complaints: readonly string[];
  readonly trace: readonly string[];
}

const STEP_MS = 900_000;
/** So that what no event tells of is looked at after every step. */
const RESCAN_MS = 720_000;
/** Long enough for two recrawls of the whole root, whatever the pauses are. */
const QUIET_MS = 3_000_000;
const INDEX_LIMIT_MS = 3_600_000;

/** In a large folder every file is looked at: of more moments than these some are taken. */
const MOMENTS_MAX = 300;
const MOMENTS_TAKEN = 60;

/**
 * Runs a scenario once without a fault, and gives all faults that can strike it: every kind at every
 * call, read and write from the moment on at which something happens. Where a kind could strike at very
 * many moments it is given as many as `MOMENTS_TAKEN`, from the first to the last, each kind others.
 */
export async function plannedFaults(scenario: string): Promise<readonly PlannedFault[]> {
  const simulation = new Simulation({ seed: 1, settings: { rescanIntervalMs: RESCAN_MS } });
  try {
    await play(simulation, SCENARIOS[scenario]!, null);
    const { counts } = simulation.faults;
    return (Object.keys(FAULTS) as Fault[]).flatMap((fault, kind) =>
      moments(counts[FAULTS[fault]], kind).map((at) => ({ fault, at }))
    );
  } finally {
    simulation.close();
  }
}

function moments(count: number, kind: number): number[] {
  const taken = count <= MOMENTS_MAX ? count : MOMENTS_TAKEN;
  const step = count / taken;
  const first = kind % step;
  return Array.from({ length: taken }, (_, index) => 1 + Math.floor(first + index * step));
}

/** Runs a scenario with one fault, lets the world heal and time pass, and judges what came of it. */
export async function runWithFault(
  scenario: string,
  planned: PlannedFault | null,
): Promise<RunEnd> {
  const simulation = new Simulation({ seed: 1, settings: { rescanIntervalMs: RESCAN_MS } });
  try {
    const { story, idsBefore } = await play(simulation, SCENARIOS[scenario]!, planned);
    await simulation.untilHealed();
    await simulation.advance(QUIET_MS);
    return { scenario, planned, trace: simulation.trace, ...judge(simulation, story, idsBefore) };
  } finally {
    simulation.close();
  }
}

/** Plays a scenario up to the moment at which its last step has been digested. */
async function play(
  simulation: Simulation,
  scenario: Scenario,
  planned: PlannedFault | null,
): Promise<{ story: Story; idsBefore: ReadonlyMap<string, number> }> {
  const story = scenario(simulation);
  const isFirst = story.steps.length === 0;
  if (isFirst) simulation.faults.plan(planned);
  simulation.start();
  await simulation.untilIdle(INDEX_LIMIT_MS);
  const idsBefore = idsOf(simulation);
  if (!isFirst) simulation.faults.plan(planned);
  for (const [index, step] of story.steps.entries()) {
    await simulation.untilHealed();
    simulation.note(`STEP ${index + 1}`);
    step();
    await simulation.advance(STEP_MS);
  }
  return { story, idsBefore };
}

function judge(
  simulation: Simulation,
  story: Story,
  idsBefore: ReadonlyMap<string, number>,
): Pick<RunEnd, "kind" | "complaints"> {
  const differences = simulation.differences();
  const unexplained = differences.filter((one) => !isExplained(simulation, one));
  const end = endOf(simulation);
  const expected = story.end ?? "equal";
  const complaints = [
    ...simulation.oracle.violations,
    ...(end === expected ? [] : [`It ended ${end} instead of ${expected}`]),
    ...(expected === "equal" ? unexplained : differences.filter(isOnDiskOnly)),
    ...lostIds(simulation, story, idsBefore),
  ];
  const isNamed = differences.length > 0 && expected === "equal";
  const kind = complaints.length > 0 ? "wrong" : isNamed ? "problem" : expected;
  return { kind, complaints };
}

function endOf(simulation: Simulation): string {
  const states = simulation.states();
  if (states.some(({ held }) => held > 0)) return "held";
  const work = [...new Set(states.map((state) => state.work))].join(", ");
  return work === "idle" ? "equal" : work;
}

/** Whether a problem names the file, so that a person knows. */
function isExplained({ catalogue }: Simulation, difference: string): boolean {
  return catalogue.ask("SELECT root || '/' || path AS path FROM problems")
    .some(({ path }) => difference.startsWith(`'${path}'`));
}

function isOnDiskOnly(difference: string): boolean {
  return difference.endsWith("is on disk only");
}

/** Photos that have another record than they should have, or none and no problem that says why. */
function lostIds(simulation: Simulation, { kept }: Story, before: ReadonlyMap<string, number>) {
  const now = idsOf(simulation);
  return Object.entries(kept).flatMap(([to, from]) => {
    const isKept = !before.has(from) || before.get(from) === now.get(to);
    if (isKept || (!now.has(to) && isExplained(simulation, `'${to}'`))) return [];
    // A file that no reader survives is not known to be another one: the record waits there for better.
    const hasStayed = before.get(from) === now.get(from);
    if (hasStayed && isExplained(simulation, `'${from}'`)) return [];
    return [`The record of '${from}' is ${before.get(from)}, '${to}' has ${now.get(to)}`];
  });
}

function idsOf({ catalogue }: Simulation): Map<string, number> {
  const rows = catalogue.ask("SELECT id, root || '/' || path AS path FROM photos");
  return new Map(rows.map(({ id, path }) => [String(path), Number(id)]));
}
