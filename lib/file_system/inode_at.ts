/** Inode of what is at the absolute path, links not followed; `null` when it cannot be looked at. */
export async function inodeAt(path: string): Promise<number | null> {
  try {
    return (await Deno.lstat(path)).ino;
  } catch {
    return null;
  }
}
