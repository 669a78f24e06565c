import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isCandidate } from "../lib/core/formats.ts";
import type { ReadingProblem, ReadOutcome, ReadRequest } from "../lib/core/reading.ts";
import { isSidecarName } from "../lib/core/sidecars.ts";
import { extractChildCommand } from "../lib/metadata/extract_child_command.ts";
import { ExtractPool } from "../lib/metadata/extract_pool.ts";
import { PhotoReaders } from "../lib/metadata/photo_readers.ts";
import { Random } from "../tests/program/random.ts";
import { copyCorpus } from "../tests/support/corpus.ts";
import { keywords, makeSidecar, title } from "../tests/support/make_sidecar.ts";
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
  read(requests: readonly ReadRequest[]): Promise<ReadOutcome[]>;
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
    read: (requests) => withSlow ? readers.read(requests) : fast.read(requests),
    killed: () => ({ fast: fast.stats.killed, slow: slow.stats.killed }),
    close: () => readers.close(),
  };
}

async function run(
  readers: FuzzedReaders,
  sources: Sources,
  directory: string,
  first: number,
  end: number,
): Promise<number> {
  let [failures, read, slowly, inPart] = [0, 0, 0, 0];
  for (let seed = first; seed < end; seed += BATCH_FILES) {
    const seeds = Array.from({ length: Math.min(BATCH_FILES, end - seed) }, (_, at) => seed + at);
    const requests = seeds.map((one) => writeDamaged(sources, directory, one));
    const outcomes = await readers.read(requests);
    outcomes.forEach((outcome, index) => {
      const complain = ({ kind, detail }: ReadingProblem) =>
        console.log(
          `Seed ${seeds[index]}: ${kind}: ${detail} (${nameOf(requests[index]!.path)})`,
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
    for (const { path, sidecar } of requests) {
      Deno.removeSync(path);
      if (sidecar !== undefined) Deno.removeSync(sidecar);
    }
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

/** What is damaged. */
interface Sources {
  readonly photos: readonly Source[];
  readonly sidecars: readonly Source[];
}

interface Source {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A damaged photo, every fourth with a damaged sidecar. */
function writeDamaged(sources: Sources, directory: string, seed: number): ReadRequest {
  const random = new Random(seed);
  const path = writeMutated(random.pick(sources.photos), `${directory}/${seed}-`, random);
  if (seed % 4 !== 0) return { path };
  const sidecar = writeMutated(random.pick(sources.sidecars), `${directory}/${seed}-`, random);
  return { path, sidecar };
}

function writeMutated({ name, bytes }: Source, prefix: string, random: Random): string {
  const path = `${prefix}${name}`;
  Deno.writeFileSync(path, mutate(bytes, random));
  // Nobody is writing it any more.
  Deno.utimeSync(path, 0, 0);
  return path;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

const MADE_SIDECAR = makeSidecar(title("A title") + keywords("one", "two"), `xmp:Rating="4"`);

/** Real files where they are at hand, else made ones. */
function readSources(): Sources {
  const corpus = copyCorpus({ accept: (name) => isCandidate(name) || isSidecarName(name) });
  if (corpus === null) {
    console.log("There are no real photos beside the project: made ones are damaged");
  }
  const directory = corpus ?? Deno.makeTempDirSync({ prefix: "proofsheet-fuzz-" });
  if (corpus === null) makeTree(directory, { files: 50 });
  try {
    const all = list(directory).filter((path) => Deno.statSync(path).size <= SOURCE_BYTES_MAX)
      .map((path) => ({ name: nameOf(path), bytes: Deno.readFileSync(path) }));
    const made = { name: "made.xmp", bytes: new TextEncoder().encode(MADE_SIDECAR) };
    return {
      photos: all.filter(({ name }) => !isSidecarName(name)),
      sidecars: [made, ...all.filter(({ name }) => isSidecarName(name))],
    };
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
