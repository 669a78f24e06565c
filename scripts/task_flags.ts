/**
 * What every task that runs the program may do, and what its engine is told, by command, from the text of
 * `deno.json`: the one place where they are written.
 *
 * @throws {Error} when no task runs the program
 */
export function taskFlags(denoJson: string): ReadonlyMap<string, readonly string[]> {
  const tasks: Record<string, string> = JSON.parse(denoJson).tasks;
  const found = new Map<string, readonly string[]>();
  for (const task of Object.values(tasks)) {
    const [, flags, command] = /^deno run ([^&]*?) main\.ts (\S+)$/.exec(task) ?? [];
    if (flags === undefined || command === undefined) continue;
    found.set(command, flags.split(" ").filter((flag) => /^--(allow-|v8-flags=)/.test(flag)));
  }
  if (found.size === 0) throw new Error("Cannot find a task in deno.json that runs main.ts");
  return found;
}
