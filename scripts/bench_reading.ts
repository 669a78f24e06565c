import { join } from "node:path";
import { cpuUsage } from "node:process";
import exifr from "exifr";
import { readPhoto } from "../lib/metadata/read_photo.ts";
import { copyCorpus } from "../tests/support/corpus.ts";
import { makeTree } from "../tests/support/make_tree.ts";
import { type BenchRow, median } from "./bench_table.ts";

/** What exifr is given of a file, as much as a reader begins with. */
const HEAD_BYTES = 128 * 1024;
/** All that exifr knows of what is a field here. */
const EXIFR_OPTIONS = { tiff: true, exif: true, gps: true, xmp: true, iptc: true, ifd1: false };
/** Of what is read at least in one round, so that starting counts for nothing. */
const FILES_MIN = 1_000;

/**
 * Reading JPEGs (their sample hash and fields of all standards) against exifr alone, given the heads
 * of the same files, both in one thread of this process.
 */
export async function measureReading(directory: string, rounds: number): Promise<BenchRow[]> {
  const paths = jpegsIn(directory);
  const repeats = Math.ceil(FILES_MIN / paths.length);
  const [ours, theirs]: [number[], number[]] = [[], []];
  let bytesRead = 0;
  // The first round warms up both.
  for (let round = 0; round <= rounds; round++) {
    const exifrMs = await time(() => repeat(repeats, paths, readByExifr));
    bytesRead = 0;
    const readMs = await time(() =>
      repeat(repeats, paths, async (path) => {
        const outcome = await readPhoto(path);
        if (outcome.status === "read") bytesRead += outcome.reading.bytesRead;
      })
    );
    if (round === 0) continue;
    theirs.push(exifrMs);
    ours.push(readMs);
  }
  const files = repeats * paths.length;
  const each = (ms: number) => `${(ms / files * 1000).toFixed(0)} µs a file`;
  const [our, their] = [median(ours), median(theirs)];
  return [{
    what: `reading of ${paths.length} JPEGs, ${Math.round(bytesRead / files / 1024)} KiB a file`,
    measured: each(our),
    baseline: `exifr on heads ${each(their)}`,
    value: our / their,
    unit: "×",
    budget: { must: 1.25, aim: 1, isUpperLimit: true },
  }];
}

async function readByExifr(path: string): Promise<void> {
  using file = Deno.openSync(path);
  const head = new Uint8Array(HEAD_BYTES);
  const count = file.readSync(head) ?? 0;
  try {
    await exifr.parse(head.subarray(0, count), EXIFR_OPTIONS);
  } catch {
    // What it cannot read it has tried.
  }
}

async function repeat(
  times: number,
  paths: readonly string[],
  read: (path: string) => Promise<void>,
): Promise<void> {
  for (let index = 0; index < times; index++) for (const path of paths) await read(path);
}

/** Milliseconds of the processor, which other programs do not disturb as much as the clock. */
async function time(work: () => Promise<void>): Promise<number> {
  const start = cpuUsage();
  await work();
  const { user, system } = cpuUsage(start);
  return (user + system) / 1000;
}

/** Real ones where they are at hand, else made ones. */
function jpegsIn(directory: string): string[] {
  const corpus = copyCorpus({ accept: (path) => /\.jpe?g$/i.test(path) });
  if (corpus === null) {
    return makeTree(join(directory, "photos"), { files: FILES_MIN }).map((path) =>
      join(directory, "photos", path)
    );
  }
  const target = join(directory, "corpus");
  Deno.renameSync(corpus, target);
  return list(target);
}

function list(directory: string): string[] {
  return [...Deno.readDirSync(directory)].flatMap(({ name, isDirectory }) =>
    isDirectory ? list(join(directory, name)) : [join(directory, name)]
  );
}
