import type { IdentityTrial } from "../core/doctor_measurements.ts";

/** Tries what stays of a file in a directory that is renamed there. */
export async function probeIdentity(directory: string): Promise<IdentityTrial> {
  const path = `${directory}/identity`;
  await Deno.writeTextFile(path, "identity");
  const before = await Deno.lstat(path);
  await Deno.rename(path, `${path}-renamed`);
  const after = await Deno.lstat(`${path}-renamed`);
  await Deno.remove(`${path}-renamed`);
  // Where nobody keeps it, some systems say 1970.
  const born = before.birthtime?.getTime() || null;
  return {
    isInodeKept: before.ino !== null && before.ino === after.ino,
    isBirthKept: born === null ? null : born === after.birthtime?.getTime(),
  };
}
