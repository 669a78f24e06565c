import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { copyCorpus } from "../tests/support/corpus.ts";
import { makeTree } from "../tests/support/make_tree.ts";
import { type BenchRow, median } from "./bench_table.ts";
import { filesBelow } from "./files_below.ts";

const READ_JPEGS = fileURLToPath(new URL("read_jpegs.ts", import.meta.url));
/** Of what is read at least in one round, so that starting counts for nothing. */
const FILES_MIN = 2_000;

/**
 * Reading JPEGs (their sample hash and fields of all standards) against exifr alone, given the heads
 * of the same files, each in one thread of a process of its own.
 */
export async function measureReading(directory: string, rounds: number): Promise<BenchRow[]> {
  const jpegs = fillWithJpegs(directory);
  const count = filesBelow(jpegs).length;
  const repeats = Math.ceil(FILES_MIN / count);
  const [ours, theirs]: [number[], number[]] = [[], []];
  let bytesRead = 0;
  for (let round = 0; round < rounds; round++) {
    theirs.push((await run("exifr", jpegs, repeats)).cpuMs);
    const own = await run("reader", jpegs, repeats);
    ours.push(own.cpuMs);
    bytesRead = own.bytesRead;
  }
  const files = repeats * count;
  const each = (ms: number) => `${(ms / files * 1000).toFixed(0)} µs a file`;
  const [our, their] = [median(ours), median(theirs)];
  return [{
    what: `reading of ${count} JPEGs, ${Math.round(bytesRead / files / 1024)} KiB a file`,
    measured: each(our),
    baseline: `exifr on heads ${each(their)}`,
    value: our / their,
    unit: "×",
    budget: { must: 1.25, aim: 1, isUpperLimit: true },
  }];
}

interface Run {
  /** Milliseconds of the processor. */
  readonly cpuMs: number;
  readonly bytesRead: number;
}

async function run(reader: string, directory: string, repeats: number): Promise<Run> {
  const args = ["run", "--no-prompt", "--allow-read", "--allow-env"];
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: [...args, READ_JPEGS, reader, directory, String(repeats)],
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot measure: ${decoder.decode(stderr)}`);
  return JSON.parse(decoder.decode(stdout)) as Run;
}

/** Real ones where they are at hand, else made ones. */
function fillWithJpegs(directory: string): string {
  const corpus = copyCorpus({ accept: (path) => /\.jpe?g$/i.test(path) });
  const target = join(directory, "photos");
  if (corpus === null) makeTree(target, { files: 1_000 });
  else Deno.renameSync(corpus, target);
  return target;
}
