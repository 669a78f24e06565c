import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isCandidate } from "../lib/core/formats.ts";
import type { ReadingProblem, ReadOutcome } from "../lib/core/reading.ts";
import { extractChildCommand } from "../lib/metadata/extract_child_command.ts";
import { ExtractPool } from "../lib/metadata/extract_pool.ts";
import { PhotoReaders } from "../lib/metadata/photo_readers.ts";
import { Random } from "../tests/program/random.ts";
import { copyCorpus } from "../tests/support/corpus.ts";
import { makeTree } from "../tests/support/make_tree.ts";
import { withTempDir } from "../tests/support/program.ts";
import { mutate } from "./mutate.ts";

const USAGE = `Usage: deno task fuzz [--count N] [--seed N] [--slow]
  --count N  damaged files to read (20000)
  --seed N   of the first file, each next one has the next seed (1)
  --slow     let ExifTool read what the fast readers leave to it, as a scan does; takes longer`;

const BATCH_FILES = 50;
/** A healthy reader needs some milliseconds for the worst of these. */
const TIME_LIMIT_MS = 5_000;
/** The first file pays for loading ExifTool. */
const SLOW_TIME_LIMIT_MS = 120_000;
/** The damage is what matters; large pictures only make it slower. */
const SOURCE_BYTES_MAX = 1_000_000;

/**
 * Damages real files in every way and reads them by the real readers: none may be killed for its time
 * or its memory, and none may die. Every seed stands for one damaged file, the same each time.
 */
async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      count: { type: "string", default: "20000" },
      seed: { type: "string", default: "1" },
      slow: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const sources = readSources();
  const readers = openFuzzed(values.slow);
  try {
    const first = Number(values.seed);
    return await withTempDir((directory) =>
      run(readers, sources, directory, first, first + Number(values.count))
    );
  } finally {
    await readers.close();
  }
}

/** The readers of a scan, with a time limit that is meant to be noticed. */
interface FuzzedReaders {
  read(paths: readonly string[]): Promise<ReadOutcome[]>;
  /** Children that were killed or died: fast ones, and those with ExifTool. */
  killed(): { readonly fast: number; readonly slow: number };
  close(): Promise<void>;
}

function openFuzzed(withSlow: boolean): FuzzedReaders {
  const entry = fileURLToPath(new URL("../main.ts", import.meta.url));
  const child = { entry, standalone: false };
  const fast = new ExtractPool({ command: extractChildCommand(child), timeLimitMs: TIME_LIMIT_MS });
  const slow = new ExtractPool({
    command: extractChildCommand({ ...child, role: "slow-extract-child", rssLimitMb: 600 }),
    children: 1,
    timeLimitMs: SLOW_TIME_LIMIT_MS,
  });
  const readers = new PhotoReaders(fast, slow);
  return {
    read: (paths) => {
      const requests = paths.map((path) => ({ path }));
      return withSlow ? readers.read(requests) : fast.read(requests);
    },
    killed: () => ({ fast: fast.stats.killed, slow: slow.stats.killed }),
    close: () => readers.close(),
  };
}

async function run(
  readers: FuzzedReaders,
  sources: readonly Source[],
  directory: string,
  first: number,
  end: number,
): Promise<number> {
  let [failures, read, slowly, inPart] = [0, 0, 0, 0];
  for (let seed = first; seed < end; seed += BATCH_FILES) {
    const seeds = Array.from({ length: Math.min(BATCH_FILES, end - seed) }, (_, at) => seed + at);
    const paths = seeds.map((one) => writeDamaged(sources, directory, one));
    const outcomes = await readers.read(paths);
    outcomes.forEach((outcome, index) => {
      const complain = ({ kind, detail }: ReadingProblem) =>
        console.log(
          `Seed ${seeds[index]}: ${kind}: ${detail} (${paths[index]!.split("/").at(-1)})`,
        );
      if (outcome.status === "failed") {
        failures++;
        complain(outcome.problem);
      } else if (outcome.status === "read") {
        read++;
        if (outcome.reading.slow === "used") slowly++;
        const left = outcome.reading.problems.find(({ kind }) => kind === "read-in-part");
        if (left === undefined) return;
        inPart++;
        complain(left);
      }
    });
    for (const path of paths) Deno.removeSync(path);
  }
  const { fast, slow } = readers.killed();
  console.log(
    `${
      end - first
    } damaged files: ${read} read, ${slowly} of them by ExifTool, ${inPart} in part; ` +
      `${failures} failed; ${fast} fast and ${slow} slow readers lost`,
  );
  // ExifTool may give up at a file, or be ended by its limits: what the fast reader knows is kept.
  return failures === 0 && fast === 0 ? 0 : 1;
}

interface Source {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function writeDamaged(sources: readonly Source[], directory: string, seed: number): string {
  const random = new Random(seed);
  const { name, bytes } = random.pick(sources);
  const path = join(directory, `${seed}-${name}`);
  Deno.writeFileSync(path, mutate(bytes, random));
  // Nobody is writing it any more.
  Deno.utimeSync(path, 0, 0);
  return path;
}

/** Real files where they are at hand, else made ones. */
function readSources(): Source[] {
  const corpus = copyCorpus({ accept: isCandidate });
  if (corpus === null) {
    console.log("There are no real photos beside the project: made ones are damaged");
  }
  const directory = corpus ?? Deno.makeTempDirSync({ prefix: "proofsheet-fuzz-" });
  if (corpus === null) makeTree(directory, { files: 50 });
  try {
    return list(directory).filter((path) => Deno.statSync(path).size <= SOURCE_BYTES_MAX)
      .map((path) => ({ name: path.split("/").at(-1)!, bytes: Deno.readFileSync(path) }));
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

function list(directory: string): string[] {
  return [...Deno.readDirSync(directory)]
    .sort((left, right) => left.name < right.name ? -1 : 1)
    .flatMap(({ name, isDirectory }) =>
      isDirectory ? list(join(directory, name)) : [join(directory, name)]
    );
}

Deno.exit(await main(Deno.args));
