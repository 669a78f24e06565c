import assert from "node:assert/strict";
import { type ProgramOptions, startProgram } from "../support/program.ts";
import type { RunningProgram } from "../support/running_program.ts";
import { until } from "../support/until.ts";
import { listFiles, type PhotoLibrary } from "./photo_library.ts";

/** What a watcher of the library is started with; its windows are short. */
export function watchArguments(library: PhotoLibrary): string[] {
  return [
    ...["watch", "--root", library.photos, "--db", library.database, "--no-http"],
    ...["--debounce", "200ms", "--debounce-limit", "1s"],
  ];
}

/** Starts a watcher and waits for its first scan: from then on only events can tell it anything. */
export async function startWatch(
  library: PhotoLibrary,
  scansBefore = 0,
  args: readonly string[] = [],
  options: ProgramOptions = {},
): Promise<RunningProgram> {
  const watch = startProgram([...watchArguments(library), ...args], {
    ...library.how,
    ...options,
  });
  const isReady = () => countScans(library) > scansBefore;
  await until(isReady, { what: "the first scan of the watcher" });
  return watch;
}

/** Stops a watcher, which has to end well. */
export async function stop(watch: RunningProgram): Promise<void> {
  watch.signal("SIGTERM");
  const { code, stderr } = await watch.waitForEnd(5_000);
  assert.equal(code, 0, stderr);
}

/** Waits until an audit beside the watcher finds no difference. */
export async function untilEqual(library: PhotoLibrary): Promise<void> {
  let last = "";
  const isEqual = async () => {
    // What was written a moment ago has no row yet and is no difference either.
    const paths = listFiles(library.photos);
    if (JSON.stringify(library.paths()) !== JSON.stringify(paths)) return false;
    const result = await library.run(["audit"]);
    last = result.stdout + result.stderr;
    return result.code === 0;
  };
  try {
    await until(isEqual, { what: "the catalogue to equal the disk" });
  } catch (error) {
    throw new Error(`Not equal:\n${last}`, { cause: error });
  }
}

/** Scans that have ended; none as long as there is no catalogue. */
export function countScans(library: PhotoLibrary): number {
  try {
    const sql = "SELECT count(*) AS n FROM scans WHERE finished IS NOT NULL";
    return Number(library.query(sql)[0]?.n);
  } catch (error) {
    if (/unable to open|no such table/.test(String(error))) return 0;
    throw error;
  }
}
