import { parseArgs } from "node:util";
import {
  measureContent,
  measureFirstIndex,
  measureNoChange,
  measureRealSize,
} from "./bench_rows.ts";
import { measureEvents, measureIdle, measureLatency } from "./bench_daemon.ts";
import { measureMemory, measureMoves } from "./bench_large.ts";
import { measureSearch } from "./bench_search.ts";
import { measureStall } from "./bench_stall.ts";
import { measureStart } from "./bench_start.ts";
import { measureReading } from "./bench_reading.ts";
import { formatBench } from "./bench_table.ts";
import { measureWriting } from "./bench_writing.ts";
import { withTempDir } from "../tests/support/program.ts";

const USAGE = `Usage: deno task bench [--files N] [--jpegs N] [--rounds N] [--library N]
                      [--idle-seconds N] [--cold] [--only ROW]
                      [--searched N] [--moved N]
  --files N   photos in the no-change scan and in that of the memory (100000)
  --moved N   photos whose folder gets another name (10000)
  --jpegs N   photos in the first index, and in that of the stall (2000)
  --rounds N  interleaved runs of each side; medians are compared (5)
  --cold      empty the page cache before every run; needs root on Linux
  --library N how many photos a watcher has where one more comes (20000)
  --idle-seconds N  how long a watcher is left in peace (60)
  --only ROW  no-change, first-index, reading, real-size, content, start, latency, events, idle, stall, moves,
              memory, search or writing
  --searched N  photos in the catalogue that is searched (1000000)`;

const OPTIONS = {
  files: { type: "string", default: "100000" },
  jpegs: { type: "string", default: "2000" },
  library: { type: "string", default: "20000" },
  searched: { type: "string", default: "1000000" },
  moved: { type: "string", default: "10000" },
  "idle-seconds": { type: "string", default: "60" },
  rounds: { type: "string", default: "5" },
  cold: { type: "boolean", default: false },
  only: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** Measures the budgets of ARCHITECTURE.md as ratios in one run and prints them as a table. */
async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const options = { rounds: Number(values.rounds), isCold: values.cold };
  const measures = {
    "no-change": (directory: string) => measureNoChange(directory, Number(values.files), options),
    "first-index": (directory: string) =>
      measureFirstIndex(directory, Number(values.jpegs), options),
    "reading": (directory: string) => measureReading(directory, options.rounds),
    "real-size": (directory: string) => measureRealSize(directory),
    "content": (directory: string) => measureContent(directory, options),
    "start": (directory: string) => measureStart(directory, options.rounds),
    "latency": (directory: string) =>
      measureLatency(directory, Number(values.library), options.rounds),
    "events": (directory: string) => measureEvents(directory),
    "idle": (directory: string) => measureIdle(directory, Number(values["idle-seconds"])),
    "search": (directory: string) => measureSearch(directory, Number(values.searched)),
    "stall": (directory: string) => measureStall(directory, Number(values.jpegs)),
    "moves": (directory: string) => measureMoves(directory, Number(values.moved)),
    "writing": (directory: string) => measureWriting(directory, options.rounds),
    "memory": (directory: string) => measureMemory(directory, Number(values.files)),
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
