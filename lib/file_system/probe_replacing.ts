import type { ReplacingTrial } from "../core/doctor_measurements.ts";

/** Tries to replace a file in a directory as a whole, as programs do that save safely. */
export async function probeReplacing(directory: string): Promise<ReplacingTrial> {
  const path = `${directory}/replaced`;
  await Deno.writeTextFile(path, "old");
  const startMs = performance.now();
  {
    using file = await Deno.open(`${directory}/replacing`, { createNew: true, write: true });
    await file.write(new TextEncoder().encode("new"));
    await file.sync();
  }
  await Deno.rename(`${directory}/replacing`, path);
  await syncNames(directory);
  const syncMs = performance.now() - startMs;
  const isReplaced = await Deno.readTextFile(path) === "new";
  await Deno.remove(path);
  return { isReplaced, syncMs };
}

/** Not every file system lets a directory be forced to the disk, and those that do not need none. */
async function syncNames(directory: string): Promise<void> {
  using opened = await Deno.open(directory, { read: true });
  await opened.sync().catch(() => {});
}
