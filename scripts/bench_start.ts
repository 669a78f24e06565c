import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeTree } from "../tests/support/make_tree.ts";
import { type ProgramOptions, runProgram } from "../tests/support/program.ts";
import { median } from "./bench_table.ts";
import type { BenchRow } from "./bench_table.ts";

const PACKAGE = fileURLToPath(new URL("../dist/proofsheet", import.meta.url));

/**
 * The time until a command that does next to nothing has answered: from source, and as the package
 * where one was built.
 */
export async function measureStart(directory: string, rounds: number): Promise<BenchRow[]> {
  const database = join(directory, "catalogue.db");
  makeTree(join(directory, "photos"), { files: 10 });
  await mustRun(["sync", "--folder", join(directory, "photos"), "--db", database], {});
  const forms: [string, ProgramOptions][] = [["source", {}]];
  if (isThere(PACKAGE)) forms.push(["package", { program: PACKAGE }]);
  else console.error("There is no package to start: make one by deno task package x86_64 --fast");
  const rows: BenchRow[] = [];
  for (const [form, how] of forms) {
    // The first start unpacks the package, which is done once.
    const firstMs = await timeStatus(database, how);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await timeStatus(database, how));
    rows.push({
      what: `start of the program to first answer, ${form}`,
      measured: `first ${firstMs.toFixed(0)} ms`,
      baseline: "",
      value: median(times),
      unit: "ms",
      budget: { must: 300, aim: 150, isUpperLimit: true },
    });
  }
  return rows;
}

async function timeStatus(database: string, how: ProgramOptions): Promise<number> {
  const startMs = performance.now();
  await mustRun(["status", "--db", database], how);
  return performance.now() - startMs;
}

async function mustRun(args: readonly string[], how: ProgramOptions): Promise<void> {
  const { code, stderr } = await runProgram(args, how);
  if (code !== 0) throw new Error(`Cannot measure: ${args[0]} ended with ${code}\n${stderr}`);
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
