import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { copyCorpus } from "../tests/support/corpus.ts";
import { makeTree } from "../tests/support/make_tree.ts";
import { runProgram } from "../tests/support/program.ts";
import { median } from "./bench_table.ts";
import type { BenchRow } from "./bench_table.ts";

/** What `sync --json` says of one root; the rest of it is not needed here. */
interface RootSummary {
  readonly scanMs: number;
  readonly filesRead: number;
  readonly bytesRead: number;
  readonly unchanged: number;
}

interface SyncRun extends RootSummary {
  /** From the start of the process to its end. */
  readonly wholeMs: number;
}

const SYNC_TIMEOUT_MS = 30 * 60_000;
/** Younger files could have changed unseen since they were read and are looked at again. */
const RACY_PAUSE_MS = 3_000;
const REAL_PHOTO_BYTES = 5_000_000;
const REAL_PHOTOS = 40;
const HASHED_PHOTOS = 200;
/** Of a made photo in the first index: bigger than any read of its head, small enough for 2,000. */
const MADE_PHOTO_BYTES = 300_000;

/** How a comparison is made. */
export interface BenchOptions {
  /** Interleaved runs of each side. */
  readonly rounds: number;
  /** Empty the page cache before every run; needs root on Linux. */
  readonly isCold: boolean;
}

/** A scan that finds nothing to do, against `find` that prints the same facts. */
export async function measureNoChange(
  directory: string,
  files: number,
  { rounds, isCold }: BenchOptions,
): Promise<BenchRow[]> {
  const photos = join(directory, "photos");
  const database = join(directory, "catalogue.db");
  makeTree(photos, { files, perDirectory: 200 });
  await sleep(RACY_PAUSE_MS);
  await sync(photos, database);
  await sync(photos, database);
  const finds: number[] = [];
  const wholes: number[] = [];
  const scans: number[] = [];
  for (let round = 0; round < rounds; round++) {
    if (isCold) await dropCaches();
    finds.push(await time("find", [photos, "-printf", "%p %s %T@ %i\\n"]));
    if (isCold) await dropCaches();
    const run = await sync(photos, database);
    if (run.unchanged < files) {
      throw new Error(`Cannot compare: only ${run.unchanged} of ${files} photos were unchanged`);
    }
    wholes.push(run.wholeMs);
    scans.push(run.scanMs);
  }
  const findMs = median(finds);
  const budget = { must: 3, aim: 2, isUpperLimit: true };
  return [["process", median(wholes)] as const, ["scan", median(scans)] as const].map((
    [part, ms],
  ) => ({
    what: `no-change scan of ${files} photos, ${part}`,
    measured: formatMs(ms),
    baseline: `find ${formatMs(findMs)}`,
    value: ms / findMs,
    unit: "×",
    budget,
  }));
}

/** A first sync with metadata, against one ExifTool that reads the same photos. */
export async function measureFirstIndex(
  directory: string,
  jpegs: number,
  { rounds, isCold }: BenchOptions,
): Promise<BenchRow[]> {
  const photos = join(directory, "photos");
  fillWithJpegs(photos, jpegs);
  await sleep(RACY_PAUSE_MS);
  const exifTool = await findExifTool(directory);
  const tools: number[] = [];
  const runs: SyncRun[] = [];
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    if (isCold) await dropCaches();
    runs.push(await sync(photos, join(directory, `catalogue-${round}.db`)));
    if (isCold) await dropCaches();
    tools.push(await time(exifTool, ["-r", "-fast2", "-json", photos]));
  }
  const toolMs = median(tools);
  const wholeMs = median(runs.map((run) => run.wholeMs));
  return [{
    what: `first index of ${jpegs} JPEGs, process`,
    measured: formatMs(wholeMs),
    baseline: `exiftool ${formatMs(toolMs)}`,
    value: toolMs / wholeMs,
    unit: "×",
    budget: { must: 10, aim: 40, isUpperLimit: false },
  }, bytesRow("bytes read per JPEG at first index", runs[0]!)];
}

/** Bytes read of photos as big as cameras make them. */
export async function measureRealSize(directory: string): Promise<BenchRow[]> {
  const photos = join(directory, "photos");
  makeTree(photos, { files: REAL_PHOTOS, sizeBytes: REAL_PHOTO_BYTES });
  await sleep(RACY_PAUSE_MS);
  const run = await sync(photos, join(directory, "catalogue.db"));
  return [bytesRow("bytes read per 5 MB JPEG at first index", run)];
}

/** An audit that reads all bytes of photos as big as cameras make them, against `sha256sum`. */
export async function measureContent(
  directory: string,
  { rounds, isCold }: BenchOptions,
): Promise<BenchRow[]> {
  const photos = join(directory, "photos");
  const database = join(directory, "catalogue.db");
  const paths = makeTree(photos, { files: HASHED_PHOTOS, sizeBytes: REAL_PHOTO_BYTES });
  await sleep(RACY_PAUSE_MS);
  await sync(photos, database);
  const sums: number[] = [];
  const audits: number[] = [];
  for (let round = 0; round < rounds; round++) {
    if (isCold) await dropCaches();
    sums.push(await time("sha256sum", paths.map((path) => join(photos, path))));
    if (isCold) await dropCaches();
    const startMs = performance.now();
    const { code, stderr } = await runProgram(["audit", "--content", "--db", database]);
    audits.push(performance.now() - startMs);
    if (code !== 0) throw new Error(`Cannot measure: audit ended with ${code}\n${stderr}`);
  }
  return [{
    what: `audit --content of ${HASHED_PHOTOS} 5 MB JPEGs, process`,
    measured: formatMs(median(audits)),
    baseline: `sha256sum ${formatMs(median(sums))}`,
    value: median(audits) / median(sums),
    unit: "×",
    budget: { must: 2, aim: 1.2, isUpperLimit: true },
  }];
}

function bytesRow(what: string, { bytesRead, filesRead }: RootSummary): BenchRow {
  const kibibytes = bytesRead / filesRead / 1024;
  return {
    what,
    measured: `${filesRead} files, ${(bytesRead / 1024 ** 2).toFixed(1)} MiB`,
    baseline: "",
    value: kibibytes,
    unit: "KiB",
    budget: { must: 256, aim: 192, isUpperLimit: true },
  };
}

async function sync(folder: string, database: string): Promise<SyncRun> {
  const startMs = performance.now();
  const args = ["sync", "--folder", folder, "--db", database, "--json"];
  const { code, stdout, stderr } = await runProgram(args, { timeoutMs: SYNC_TIMEOUT_MS });
  const wholeMs = performance.now() - startMs;
  if (code !== 0) throw new Error(`Cannot measure: sync ended with ${code}\n${stderr}`);
  const { roots: [root] } = JSON.parse(stdout) as { roots: [RootSummary] };
  return { ...root, wholeMs };
}

async function time(command: string, args: readonly string[]): Promise<number> {
  const startMs = performance.now();
  // ExifTool ends with 1 where a single photo is damaged: that is no reason not to compare.
  await new Deno.Command(command, { args: [...args], stdout: "null", stderr: "null" }).output();
  return performance.now() - startMs;
}

async function dropCaches(): Promise<void> {
  const args = ["-c", "sync && echo 3 > /proc/sys/vm/drop_caches"];
  const { success } = await new Deno.Command("sh", { args, stderr: "null" }).output();
  if (!success) throw new Error("Cannot measure with a cold cache: only root can empty it");
}

/** Real photos over and over where they are at hand, else made ones. */
function fillWithJpegs(directory: string, count: number): void {
  const isJpeg = (path: string) => /\.jpe?g$/i.test(path);
  const corpus = copyCorpus({ accept: isJpeg });
  if (corpus === null) {
    makeTree(directory, { files: count, sizeBytes: MADE_PHOTO_BYTES });
    return;
  }
  const sources = [...walk(corpus)];
  for (let index = 0; index < count; index++) {
    const folder = join(directory, String(Math.floor(index / sources.length)));
    if (index % sources.length === 0) Deno.mkdirSync(folder, { recursive: true });
    const source = sources[index % sources.length]!;
    const copy = join(folder, `${index}.jpg`);
    Deno.copyFileSync(source, copy);
    // Of what was written a moment ago all that is cut off is waited for, as it may still be growing.
    const { mtime } = Deno.statSync(source);
    Deno.utimeSync(copy, mtime!, mtime!);
  }
  Deno.removeSync(corpus, { recursive: true });
}

function* walk(directory: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(directory)) {
    if (isDirectory) yield* walk(join(directory, name));
    else yield join(directory, name);
  }
}

/** ExifTool of this machine, or the one that npm has. */
async function findExifTool(directory: string): Promise<string> {
  const probe = await new Deno.Command("sh", { args: ["-c", "command -v exiftool"] }).output();
  if (probe.success) return new TextDecoder().decode(probe.stdout).trim();
  const args = ["install", "--silent", "--prefix", directory, "exiftool-vendored.pl"];
  const { success } = await new Deno.Command("npm", { args }).output();
  if (!success) throw new Error("Cannot compare: there is no exiftool in PATH nor from npm");
  return join(directory, "node_modules", "exiftool-vendored.pl", "bin", "exiftool");
}

function formatMs(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
