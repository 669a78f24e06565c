import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { makeOldTree, PhotoLibrary } from "../tests/program/photo_library.ts";
import { serve } from "../tests/program/serving_library.ts";
import { countScans, startWatch, stop } from "../tests/program/watching_library.ts";
import { makeJpeg } from "../tests/support/make_jpeg.ts";
import type { RunningProgram } from "../tests/support/running_program.ts";
import { median } from "./bench_table.ts";
import type { BenchRow } from "./bench_table.ts";
import { processUsage } from "./process_usage.ts";

/** Logged when nothing more has come for as long as the window is. */
const WINDOW_ENDED = /debouncing\.\w+ -> scanning/;
const POLL_MS = 2;
const EVENTS = 10_000;
/** 2017-07-14T02:40:00Z, which no made photo has. */
const NEW_TIME = 1_500_000_000;
const WAIT_MS = 600_000;
/** Nothing but events may find anything, and no hashing goes on beside. */
const ARGUMENTS = ["--rescan-interval", "12h", "--no-content-hash"];
/** What a watcher does after its first scan, before it is idle. */
const SETTLE_MS = 5_000;
/** Connections of a page that was loaded are closed after a while without another request. */
const PAGE_SETTLE_MS = 30_000;

/** From the end of the window to the row of one photo moved into a big library. */
export async function measureLatency(
  directory: string,
  files: number,
  rounds: number,
): Promise<BenchRow[]> {
  const library = new PhotoLibrary(directory);
  await using watch = await watchLibrary(library, files, ["--log-level", "debug"]);
  const latencies: number[] = [];
  const wholes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const lastId = Number(library.query("SELECT max(id) AS id FROM photos")[0]?.id);
    const elsewhere = `${directory}/new.jpg`;
    Deno.writeFileSync(elsewhere, makeJpeg({ seed: 1_000_000 + round }));
    // Younger ones are left alone for a while, as they may still be written.
    Deno.utimeSync(elsewhere, 1_600_000_000, 1_600_000_000);
    const startMs = performance.now();
    Deno.renameSync(elsewhere, library.path(`0000/new${round}.jpg`));
    await watch.waitForLine(WINDOW_ENDED);
    const endMs = performance.now();
    await untilCount(library, `SELECT count(*) AS n FROM photos WHERE id > ${lastId}`, 1);
    latencies.push(performance.now() - endMs);
    wholes.push(performance.now() - startMs);
    await sleep(1_500);
  }
  await stop(watch);
  const ms = median(latencies);
  return [{
    what: `end of the window to the row of one photo in ${files}`,
    measured: `${median(wholes).toFixed(0)} ms with the window`,
    baseline: "",
    value: ms,
    unit: "ms",
    budget: { must: 250, aim: 100, isUpperLimit: true },
  }];
}

/** CPU that a watcher and its readers take until 10,000 events are in the catalogue. */
export async function measureEvents(directory: string): Promise<BenchRow[]> {
  const library = new PhotoLibrary(directory);
  await using watch = await watchLibrary(library, EVENTS);
  const before = await processUsage(watch.pid);
  for (const { name } of Deno.readDirSync(library.photos)) {
    for (const photo of Deno.readDirSync(library.path(name))) {
      Deno.utimeSync(library.path(`${name}/${photo.name}`), NEW_TIME, NEW_TIME);
    }
  }
  const sql = "SELECT count(*) AS n FROM photos WHERE mtime = '2017-07-14T02:40:00.000Z'";
  await untilCount(library, sql, EVENTS, 200);
  await sleep(SETTLE_MS);
  const after = await processUsage(watch.pid);
  await stop(watch);
  const seconds = after.cpuSeconds - before.cpuSeconds;
  return [{
    what: `CPU for ${EVENTS} events, each a photo read anew`,
    measured: `${(seconds / EVENTS * 1e6).toFixed(0)} µs an event`,
    baseline: "",
    value: seconds,
    unit: "s",
    budget: null,
  }];
}

/** What a watcher takes while nothing happens: alone, and with its page open in a browser. */
export async function measureIdle(directory: string, seconds: number): Promise<BenchRow[]> {
  const library = new PhotoLibrary(directory);
  await using watch = await watchLibrary(library, 1_000);
  const usage = await idleUsage(watch, seconds);
  await stop(watch);
  return [
    ...idleRows("an idle watcher", usage, seconds),
    ...idleRows("one with an open page", await servingUsage(library, seconds), seconds),
  ];
}

/** The page holds one stream of events, and asks for nothing while nothing happens. */
async function servingUsage(library: PhotoLibrary, seconds: number): Promise<IdleUsage> {
  const { watch, url } = await serve(library, ["--port", "0", ...ARGUMENTS]);
  await using _watch = watch;
  const page = await fetch(`${url}/api/v1/events`);
  const reading = page.body?.pipeTo(new WritableStream()).catch(() => {});
  for (const path of ["roots", "photos?q=", "problems", "edits", "audits"]) {
    await (await fetch(`${url}/api/v1/${path}`)).text();
  }
  await sleep(PAGE_SETTLE_MS);
  const usage = await idleUsage(watch, seconds);
  await stop(watch);
  await reading;
  return usage;
}

interface IdleUsage {
  readonly cpuSeconds: number;
  readonly bytesWritten: number;
}

async function idleUsage(watch: RunningProgram, seconds: number): Promise<IdleUsage> {
  // Readers wait a minute for more work, looking at their memory: a watcher is idle without them.
  while ((await processUsage(watch.pid)).readers > 0) await sleep(1_000);
  const before = await processUsage(watch.pid);
  await sleep(seconds * 1_000);
  const after = await processUsage(watch.pid);
  return {
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    bytesWritten: after.bytesWritten - before.bytesWritten,
  };
}

function idleRows(
  who: string,
  { cpuSeconds, bytesWritten }: IdleUsage,
  seconds: number,
): BenchRow[] {
  return [{
    what: `CPU of ${who} over ${seconds} s`,
    measured: `${cpuSeconds.toFixed(2)} s`,
    baseline: "",
    value: cpuSeconds / seconds * 100,
    unit: "%",
    budget: { must: 0.1, aim: 0.1, isUpperLimit: true },
  }, {
    what: `written by ${who} over ${seconds} s`,
    measured: "",
    baseline: "",
    value: bytesWritten / 1024,
    unit: "KiB",
    budget: { must: 0, aim: 0, isUpperLimit: true },
  }];
}

async function watchLibrary(
  library: PhotoLibrary,
  files: number,
  args: readonly string[] = [],
): Promise<RunningProgram> {
  makeOldTree(library.photos, { files, perDirectory: 200 });
  const { code, stderr } = await library.run(["sync", "--folder", library.photos], {
    timeoutMs: WAIT_MS,
  });
  if (code !== 0) throw new Error(`Cannot measure: sync ended with ${code}\n${stderr}`);
  const watch = await startWatch(library, countScans(library), [...ARGUMENTS, ...args]);
  await sleep(SETTLE_MS);
  return watch;
}

/** Asks one connection that stays open: opening takes longer than what is measured. */
async function untilCount(
  library: PhotoLibrary,
  sql: string,
  count: number,
  pauseMs = POLL_MS,
): Promise<void> {
  using catalogue = new DatabaseSync(library.database, { readOnly: true, timeout: 5_000 });
  const statement = catalogue.prepare(sql);
  const deadlineMs = performance.now() + WAIT_MS;
  while (Number(statement.get()?.n) < count) {
    if (performance.now() > deadlineMs) throw new Error(`Cannot measure: '${sql}' is not ${count}`);
    await sleep(pauseMs);
  }
}
