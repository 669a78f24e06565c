import { parseArgs } from "node:util";
import {
  measureContent,
  measureFirstIndex,
  measureNoChange,
  measureRealSize,
  measureStart,
} from "./bench_rows.ts";
import { formatBench } from "./bench_table.ts";
import { withTempDir } from "../tests/support/program.ts";

const USAGE = `Usage: deno task bench [--files N] [--jpegs N] [--rounds N] [--cold] [--only ROW]
  --files N   photos in the no-change scan (100000)
  --jpegs N   photos in the first index (2000)
  --rounds N  interleaved runs of each side; medians are compared (5)
  --cold      empty the page cache before every run; needs root on Linux
  --only ROW  no-change, first-index, real-size, content or start`;

/** Measures the budgets of ARCHITECTURE.md as ratios in one run and prints them as a table. */
async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      files: { type: "string", default: "100000" },
      jpegs: { type: "string", default: "2000" },
      rounds: { type: "string", default: "5" },
      cold: { type: "boolean", default: false },
      only: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const options = { rounds: Number(values.rounds), isCold: values.cold };
  const measures = {
    "no-change": (directory: string) => measureNoChange(directory, Number(values.files), options),
    "first-index": (directory: string) =>
      measureFirstIndex(directory, Number(values.jpegs), options),
    "real-size": (directory: string) => measureRealSize(directory),
    "content": (directory: string) => measureContent(directory, options),
    "start": (directory: string) => measureStart(directory, options),
  };
  const rows = [];
  for (const [name, measure] of Object.entries(measures)) {
    if (values.only !== undefined && values.only !== name) continue;
    console.error(`Measuring ${name} …`);
    rows.push(...await withTempDir(measure));
  }
  console.log(`${describeMachine()}\n\n${formatBench(rows)}`);
  return 0;
}

function describeMachine(): string {
  const cores = navigator.hardwareConcurrency;
  return `${cores} cores, ${Deno.build.os} ${Deno.osRelease()}, Deno ${Deno.version.deno}`;
}

Deno.exit(await main(Deno.args));
