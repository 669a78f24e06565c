import { withinTime } from "./within_time.ts";

/** Inode of what is at the absolute path, links not followed; `null` when it cannot be looked at. */
export async function inodeAt(path: string): Promise<number | null> {
  return await withinTime(Deno.lstat(path).then(({ ino }) => ino, () => null), null);
}
