import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeOldTree, PhotoLibrary } from "../tests/program/photo_library.ts";
import { startWatch, stop } from "../tests/program/watching_library.ts";
import type { BenchRow } from "./bench_table.ts";

const PROBE = fileURLToPath(new URL("loop_probe.ts", import.meta.url));

/** How long a watcher's main loop is kept from its timers during its first index. */
export async function measureStall(directory: string, jpegs: number): Promise<BenchRow[]> {
  const library = new PhotoLibrary(directory);
  makeOldTree(library.photos, { files: jpegs, perDirectory: 200 });
  const file = join(directory, "delays");
  const env = { PROOFSHEET_LOOP_DELAYS: file };
  await using watch = await startWatch(library, 0, [], { flags: [`--preload=${PROBE}`], env });
  await stop(watch);
  // The first delay is the loading of the program itself.
  const [, ...delays] = Deno.readTextFileSync(file).split("\n").map(Number);
  delays.sort((a, b) => a - b);
  const at = (share: number) => delays[Math.ceil(delays.length * share) - 1] ?? 0;
  return [{
    what: `main loop kept in a first index of ${jpegs} JPEGs, p99`,
    measured: `longest ${at(1).toFixed(0)} ms, median ${at(0.5).toFixed(1)} ms`,
    baseline: "",
    value: at(0.99),
    unit: "ms",
    budget: { must: 50, aim: 20, isUpperLimit: true },
  }];
}
