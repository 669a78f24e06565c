import { parseArgs } from "node:util";
import {
  changeMeanwhile,
  CHANGES,
  MOMENTS,
  OCCASIONS,
} from "../tests/simulation/changes_meanwhile.ts";
import { type Fault, FAULTS } from "../tests/simulation/faults.ts";
import { type Step, type WalkEnd, walkRandomly } from "../tests/simulation/random_walk.ts";
import { SCENARIOS } from "../tests/simulation/scenarios.ts";
import { shrink } from "../tests/simulation/shrink.ts";
import { plannedFaults, type RunEnd, runWithFault } from "../tests/simulation/single_faults.ts";

const HELP =
  `Usage: deno task simulate [--part PART] [--seeds N] [--first-seed S] [--seed S] [--scenario NAME]

Lets photo folders have accidents in a simulated world, with the real program above it.

  --part PART      one of the three alone: faults, changes or walks
  --seeds N        random walks, each from a seed of its own (1000)
  --first-seed S   seed of the first (1)
  --seed S         this walk alone, shortened and told line by line when it fails
  --scenario NAME  only scenarios whose name holds NAME, with every fault at every moment; nothing else
`;

/** Prints how every fault ends in every scenario, makes changes in midst of scans, then walks; exit code 1 when something is wrong. */
async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: "string", default: "1000" },
      "first-seed": { type: "string", default: "1" },
      seed: { type: "string" },
      scenario: { type: "string" },
      part: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (values.seed !== undefined) return await walkOne(Number(values.seed));
  const parts: Readonly<Record<Part, () => Promise<boolean>>> = {
    faults: async () => await faultTable(values.scenario ?? "") === 0,
    changes: changesMeanwhile,
    walks: () => walkMany(Number(values["first-seed"]), Number(values.seeds)),
  };
  const only = values.part ?? (values.scenario === undefined ? null : "faults");
  if (only !== null && !isPart(only)) {
    console.error(`There is no part '${only}': it is one of ${PARTS.join(", ")}`);
    return 2;
  }
  for (const part of only === null ? PARTS : [only]) if (!await parts[part]()) return 1;
  return 0;
}

/** In the order in which they are played. */
const PARTS = ["faults", "changes", "walks"] as const;
type Part = (typeof PARTS)[number];

function isPart(name: string): name is Part {
  return (PARTS as readonly string[]).includes(name);
}

const ENDS = ["equal", "problem", "offline", "held", "wrong"] as const;

type Counts = Map<Fault, Record<RunEnd["kind"], number>>;

async function faultTable(name: string): Promise<number> {
  const counts: Counts = new Map();
  const scenarios = Object.keys(SCENARIOS).filter((one) => one.includes(name));
  let wrong = 0;
  for (const [index, scenario] of scenarios.entries()) {
    console.log(`${index + 1} of ${scenarios.length}: ${scenario}`);
    wrong += await playWithEveryFault(scenario, counts);
  }
  printTable(counts);
  return wrong;
}

/** Plays one scenario with every fault, and says at times how far it is. */
async function playWithEveryFault(scenario: string, counts: Counts): Promise<number> {
  const planned = await plannedFaults(scenario);
  const progress = new Progress(planned.length);
  let wrong = 0;
  for (const one of planned) {
    const end = await runWithFault(scenario, one);
    const row = counts.get(one.fault) ?? { equal: 0, problem: 0, offline: 0, held: 0, wrong: 0 };
    row[end.kind]++;
    counts.set(one.fault, row);
    if (end.kind === "wrong") {
      if (wrong++ === 0) tell(end);
      console.log(`  WRONG ${one.fault} at ${one.at}: ${end.complaints.join("; ")}`);
    }
    progress.tell("faults", wrong);
  }
  return wrong;
}

/** Seconds between two lines that only say that it goes on. */
const PROGRESS_S = 30;

/** Says now and then, and at the end, how much of something is done. */
class Progress {
  readonly #startedMs = performance.now();
  #done = 0;
  #toldS = 0;

  constructor(private readonly total: number) {}

  /** One more is done. */
  tell(things: string, wrong: number): void {
    this.#done++;
    const seconds = (performance.now() - this.#startedMs) / 1_000;
    if (this.#done < this.total && seconds < this.#toldS + PROGRESS_S) return;
    this.#toldS = seconds;
    const pace = `${(this.#done / seconds).toFixed(1)} a second`;
    console.log(
      `  ${this.#done} of ${this.total} ${things}, ${wrong} wrong, ${
        seconds.toFixed(0)
      } s, ${pace}`,
    );
  }
}

function printTable(counts: ReadonlyMap<Fault, Record<RunEnd["kind"], number>>): void {
  const widest = Math.max(...Object.keys(FAULTS).map(({ length }) => length));
  console.log(["fault".padEnd(widest), ...ENDS.map((end) => end.padStart(8))].join(""));
  for (const [fault, row] of counts) {
    console.log(
      [fault.padEnd(widest), ...ENDS.map((end) => String(row[end]).padStart(8))].join(""),
    );
  }
}

/** Lets somebody change something at every moment of a scan; whether every photo keeps its record. */
async function changesMeanwhile(): Promise<boolean> {
  let runs = 0;
  for (const change of Object.keys(CHANGES)) {
    for (const occasion of Object.keys(OCCASIONS)) {
      for (let at = 1; at <= 2 * MOMENTS; at++) {
        const moment = { change, occasion, at: Math.ceil(at / 2), isSeries: at % 2 === 0, seed: 1 };
        const end = await changeMeanwhile(moment);
        runs++;
        if (end.complaints.length === 0) continue;
        tell(end);
        console.log(`WRONG ${JSON.stringify(moment)}`);
        return false;
      }
    }
  }
  console.log(`${runs} changes in the midst of a scan: every photo keeps its record`);
  return true;
}

async function walkMany(first: number, count: number): Promise<boolean> {
  const progress = new Progress(count);
  for (let seed = first; seed < first + count; seed++) {
    const end = await walkRandomly(seed);
    if (end.complaints.length > 0) {
      console.log(`Seed ${seed} fails:`);
      return await tellShortest(end) === 0;
    }
    progress.tell(`random walks from seed ${first} on`, 0);
  }
  return true;
}

async function walkOne(seed: number): Promise<number> {
  const end = await walkRandomly(seed);
  if (end.complaints.length > 0) return await tellShortest(end);
  tell(end);
  console.log("All is well");
  return 0;
}

async function tellShortest(end: WalkEnd): Promise<number> {
  const walk = (steps: readonly Step[]) => walkRandomly(end.seed, steps);
  const shortest = await shrink(end, walk);
  tell(shortest);
  console.log(`${shortest.steps.length} of ${end.steps.length} steps are enough:`);
  for (const step of shortest.steps) console.log(`  ${JSON.stringify(step)}`);
  return 1;
}

function tell({ trace, complaints }: Pick<RunEnd, "trace" | "complaints">): void {
  for (const line of trace) console.log(line);
  for (const complaint of complaints) console.log(`WRONG: ${complaint}`);
}

Deno.exit(await main(Deno.args));
