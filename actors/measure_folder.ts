import type { FolderMeasurements, ScratchMeasurements } from "../lib/core/doctor_measurements.ts";
import { fileSystemOfName } from "../lib/core/file_systems.ts";
import { isMeasured, type Measured } from "../lib/core/finding.ts";
import { whyPolled } from "../lib/core/watchable.ts";
import { fileSystemOf } from "../lib/file_system/file_system_of.ts";
import { measure } from "../lib/file_system/measure.ts";
import { probeHearing, type StartWatcher } from "../lib/file_system/probe_hearing.ts";
import { probeIdentity } from "../lib/file_system/probe_identity.ts";
import { probeNames } from "../lib/file_system/probe_names.ts";
import { probeReplacing } from "../lib/file_system/probe_replacing.ts";
import { probeTimes } from "../lib/file_system/probe_times.ts";
import { probeWatch } from "../lib/file_system/probe_watch.ts";
import { takeCensus } from "../lib/file_system/take_census.ts";
import type { ScratchPlaces } from "./scratch_places.ts";
import { type PhotoReader, tryReading } from "./try_reading.ts";

/** How long each may take, milliseconds; what bounds itself has some grace. */
const LOOK_LIMIT_MS = 5_000;
const CENSUS_MS = 10_000;
const WATCH_LIMIT_MS = 20_000;
const PROBE_LIMIT_MS = 15_000;
const READING_MS = 5_000;
const GRACE_MS = 25_000;

/** More than can be read in the time. */
const SAMPLE_MAX = 20_000;

/** What measuring folders needs. */
export interface FolderMeans {
  readonly watch: StartWatcher;
  readonly reader: PhotoReader;
  readonly scratches: ScratchPlaces;
  readonly signal: AbortSignal;
}

/** Measures a folder of photos, which is only read; what has to be written is written elsewhere. */
export async function measureFolder(path: string, means: FolderMeans): Promise<FolderMeasurements> {
  const { signal } = means;
  const there = await measure(() => lookAt(path), { limitMs: LOOK_LIMIT_MS, signal });
  if (!isMeasured(there)) return { there, ...nothing("The folder cannot be read") };
  const fileSystem = await measure(() => fileSystemOf(path), { limitMs: LOOK_LIMIT_MS, signal });
  const counted = await measure(
    () => takeCensus(path, { limitMs: CENSUS_MS, sampleMax: SAMPLE_MAX, signal }),
    { limitMs: CENSUS_MS + GRACE_MS, signal },
  );
  // Whatever is asked of a mount that does not answer hangs, too.
  if (counted.status === "silent") {
    return { ...nothing("The folder does not answer"), there, fileSystem, census: counted };
  }
  const known = isMeasured(fileSystem) ? fileSystem.value : null;
  const polled = whyPolled(known ?? fileSystemOfName(null));
  const sample = isMeasured(counted) ? counted.value.sample : [];
  return {
    there,
    fileSystem,
    census: isMeasured(counted) ? { ...counted, value: counted.value.census } : counted,
    watch: polled !== null
      ? untried("It is not watched, as it is on a network share")
      : await measure(() => probeWatch(path, means.watch), { limitMs: WATCH_LIMIT_MS, signal }),
    ...await tryDisk(path, means, polled === null),
    reading: await measure(
      () => tryReading(means.reader, sample, { limitMs: READING_MS, signal }),
      { limitMs: READING_MS + GRACE_MS, signal },
    ),
  };
}

async function lookAt(path: string): Promise<null> {
  const info = await Deno.stat(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) throw new Error("Nothing is there");
    throw error;
  });
  if (!info.isDirectory) throw new Error("It is no directory");
  for await (const _ of Deno.readDir(path)) break;
  return null;
}

/** Tries what has to be written for, in a directory on the same disk that may be written to. */
async function tryDisk(
  folder: string,
  { scratches, signal, watch }: FolderMeans,
  isWatched: boolean,
): Promise<ScratchMeasurements> {
  const parent = await scratches.parentFor(folder);
  if (parent === null) return noDisk(untried("No directory to write to was named on its disk"));
  const scratch = await scratches.in(parent);
  if (scratch.status === "silent") return noDisk(scratch);
  if (!isMeasured(scratch)) {
    return noDisk(untried(`Nothing can be made in '${parent}': ${scratch.reason}`));
  }
  const { path } = scratch.value;
  const limits = { limitMs: PROBE_LIMIT_MS, signal };
  return {
    hearing: isWatched
      ? await measure(() => probeHearing(path, watch), limits)
      : untried("It is not watched, as it is on a network share"),
    times: await measure(() => probeTimes(path), limits),
    identity: await measure(() => probeIdentity(path), limits),
    names: await measure(() => probeNames(path), limits),
    replacing: await measure(() => probeReplacing(path), limits),
  };
}

function untried(reason: string): Measured<never> {
  return { status: "untried", reason };
}

function noDisk(none: Measured<never>): ScratchMeasurements {
  return { hearing: none, times: none, identity: none, names: none, replacing: none };
}

function nothing(reason: string): Omit<FolderMeasurements, "there"> {
  const none = untried(reason);
  return { ...noDisk(none), fileSystem: none, census: none, watch: none, reading: none };
}
