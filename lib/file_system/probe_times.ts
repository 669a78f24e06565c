import type { TimesTrial } from "../core/doctor_measurements.ts";

/** Steps that file systems keep times in, milliseconds. */
const STEPS_MS = [1, 10, 1_000, 2_000];

/** Longer than any of them; ctime is seen in whole seconds only. */
const TICK_MS = 2_100;

/** Tries what becomes of time stamps, with a file in a directory; takes a bit more than two seconds. */
export async function probeTimes(directory: string): Promise<TimesTrial> {
  const path = `${directory}/times`;
  const beforeMs = Date.now();
  await Deno.writeTextFile(path, "before");
  const written = await Deno.lstat(path);
  const afterMs = Date.now();
  const writtenMs = written.mtime?.getTime() ?? afterMs;
  const stepMs = await stepOf(path);
  await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  const then = new Date(writtenMs);
  await Deno.writeTextFile(path, "after ");
  await Deno.utime(path, then, then);
  const changed = await Deno.lstat(path);
  await Deno.remove(path);
  return {
    stepMs,
    isPutBackSeen: (changed.ctime?.getTime() ?? 0) > (written.ctime?.getTime() ?? 0),
    aheadMs: writtenMs < beforeMs - stepMs
      ? writtenMs - beforeMs
      : Math.max(0, writtenMs - afterMs),
  };
}

/** How exactly times come back that are set: odd in every place. */
async function stepOf(path: string): Promise<number> {
  let errorMs = 0;
  for (const setMs of [1_577_836_801_999, 1_577_836_803_121, 1_577_836_805_007]) {
    await Deno.utime(path, new Date(setMs), new Date(setMs));
    const { mtime } = await Deno.lstat(path);
    errorMs = Math.max(errorMs, Math.abs(setMs - (mtime?.getTime() ?? 0)));
  }
  return STEPS_MS.find((step) => errorMs < step) ?? STEPS_MS[STEPS_MS.length - 1]!;
}
