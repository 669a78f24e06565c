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

const HELP = `Usage: deno task simulate [--seeds N] [--first-seed S] [--seed S] [--scenario NAME]

Lets photo folders have accidents in a simulated world, with the real program above it.

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
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (values.seed !== undefined) return await walkOne(Number(values.seed));
  const wrong = await faultTable(values.scenario ?? "");
  if (wrong > 0 || values.scenario !== undefined) return wrong > 0 ? 1 : 0;
  if (!await changesMeanwhile()) return 1;
  return await walkMany(Number(values["first-seed"]), Number(values.seeds));
}

const ENDS = ["equal", "problem", "offline", "held", "wrong"] as const;

async function faultTable(name: string): Promise<number> {
  const counts = new Map<Fault, Record<RunEnd["kind"], number>>();
  let wrong = 0;
  for (const scenario of Object.keys(SCENARIOS).filter((one) => one.includes(name))) {
    const planned = await plannedFaults(scenario);
    console.log(`${scenario}: ${planned.length} faults`);
    for (const one of planned) {
      const end = await runWithFault(scenario, one);
      const none = { equal: 0, problem: 0, offline: 0, held: 0, wrong: 0 };
      const row = counts.get(one.fault) ?? none;
      row[end.kind]++;
      counts.set(one.fault, row);
      if (end.kind !== "wrong") continue;
      if (wrong++ === 0) tell(end);
      console.log(`  WRONG ${one.fault} at ${one.at}: ${end.complaints.join("; ")}`);
    }
  }
  printTable(counts);
  return wrong;
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

async function walkMany(first: number, count: number): Promise<number> {
  const startedMs = performance.now();
  for (let seed = first; seed < first + count; seed++) {
    const end = await walkRandomly(seed);
    if (end.complaints.length > 0) {
      console.log(`Seed ${seed} fails:`);
      return await tellShortest(end);
    }
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  console.log(`${count} random walks, none failed, ${(count / seconds).toFixed(1)} a second`);
  return 0;
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
