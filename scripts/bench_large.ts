import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeOldTree } from "../tests/program/photo_library.ts";
import { startProgram } from "../tests/support/program.ts";
import type { BenchRow, Budget } from "./bench_table.ts";

/** Short enough that no peak of a scan of a second is missed by much. */
const SAMPLE_PAUSE_MS = 100;
const TIMEOUT_MS = 3 * 60 * 60_000;
const PER_DIRECTORY = 200;
/** Of the main process, and of all together: MB of resident memory, shared pages in each. */
const MAIN_BUDGET: Budget = { must: 250, aim: 150, isUpperLimit: true };
const ALL_BUDGET: Budget = { must: 600, aim: 400, isUpperLimit: true };

interface Peaks {
  mainMb: number;
  allMb: number;
}

interface SyncFigures extends Peaks {
  readonly wholeMs: number;
  readonly moved: number;
  readonly filesRead: number;
}

/** Peaks of resident memory in a first index and in a scan that finds nothing to do. */
export async function measureMemory(directory: string, files: number): Promise<BenchRow[]> {
  const photos = join(directory, "photos");
  makeOldTree(photos, { files, perDirectory: PER_DIRECTORY });
  const rows: BenchRow[] = [];
  for (const what of ["first index", "no-change scan"]) {
    const { mainMb, allMb, wholeMs } = await sync(photos, directory);
    const seconds = `${(wholeMs / 1000).toFixed(1)} s`;
    const row = { measured: seconds, baseline: "", unit: "MB" };
    rows.push(
      { ...row, what: `memory, ${what} of ${files}, main`, value: mainMb, budget: MAIN_BUDGET },
      { ...row, what: `memory, ${what} of ${files}, all`, value: allMb, budget: ALL_BUDGET },
    );
  }
  return rows;
}

/** A folder that got another name, against `find` over the same photos. */
export async function measureMoves(directory: string, files: number): Promise<BenchRow[]> {
  const photos = join(directory, "photos");
  makeOldTree(join(photos, "before"), { files, perDirectory: PER_DIRECTORY });
  await sync(photos, directory);
  Deno.renameSync(join(photos, "before"), join(photos, "after"));
  const startMs = performance.now();
  const args = [photos, "-printf", "%p %s %T@ %i\\n"];
  await new Deno.Command("find", { args, stdout: "null" }).output();
  const findMs = performance.now() - startMs;
  const { wholeMs, mainMb, moved, filesRead } = await sync(photos, directory);
  if (moved !== files || filesRead !== 0) {
    throw new Error(`Cannot measure: ${moved} of ${files} photos moved, ${filesRead} were read`);
  }
  return [{
    what: `${files} photos moved with their folder, process`,
    measured: `${(wholeMs / 1000).toFixed(2)} s, main ${mainMb.toFixed(0)} MB`,
    baseline: `find ${findMs.toFixed(0)} ms`,
    value: wholeMs / findMs,
    unit: "×",
    budget: null,
  }];
}

async function sync(photos: string, directory: string): Promise<SyncFigures> {
  const startMs = performance.now();
  const database = join(directory, "catalogue.db");
  await using program = startProgram(["sync", "--folder", photos, "--db", database, "--json"]);
  const peaks: Peaks = { mainMb: 0, allMb: 0 };
  let isEnded = false;
  const sampling = (async () => {
    while (!isEnded) {
      await sample(program.pid, peaks);
      await sleep(SAMPLE_PAUSE_MS);
    }
  })();
  const { code, stdout, stderr } = await program.waitForEnd(TIMEOUT_MS)
    .finally(() => isEnded = true);
  const wholeMs = performance.now() - startMs;
  await sampling;
  if (code !== 0) throw new Error(`Cannot measure: sync ended with ${code}\n${stderr}`);
  const { roots: [root] } = JSON.parse(stdout) as {
    roots: [{ moved: number; filesRead: number }];
  };
  return { ...peaks, wholeMs, moved: root.moved, filesRead: root.filesRead };
}

/** Raises the peaks to what the process and its children have now; `ps` tells KiB. */
async function sample(pid: number, peaks: Peaks): Promise<void> {
  const args = ["-o", "pid=,rss=", "--pid", String(pid), "--ppid", String(pid)];
  const { stdout } = await new Deno.Command("ps", { args, stderr: "null" }).output();
  const rows = new TextDecoder().decode(stdout).trim().split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const megabytes = (kibibytes: number) => kibibytes * 1024 / 1_000_000;
  const own = rows.find(([one]) => one === pid)?.[1] ?? 0;
  const all = rows.reduce((sum, [, rss]) => sum + (rss ?? 0), 0);
  peaks.mainMb = Math.max(peaks.mainMb, megabytes(own));
  peaks.allMb = Math.max(peaks.allMb, megabytes(all));
}
