import type { RelativePath } from "../core/entry.ts";
import type { WatchedPlace } from "../core/watched_place.ts";
import { withinTime } from "./within_time.ts";

/** Places that did not answer yet: each further look would block another thread for ever. */
const hanging = new Set<string>();

/**
 * Looks which directory is at a path, and which file systems below it, without reading any: what
 * is asked is in memory already, so that no disk wakes up. `null` when no directory is to be seen.
 *
 * @param rootPath absolute
 * @param mounts places where disks were seen, relative to it
 */
export async function lookAtPlace(
  rootPath: string,
  mounts: readonly RelativePath[],
): Promise<WatchedPlace | null> {
  const root = await look(rootPath);
  if (root?.isDirectory !== true) return null;
  const devices = await Promise.all(
    mounts.map(async (path) => [path, (await look(`${rootPath}/${path}`))?.dev ?? null] as const),
  );
  return {
    inode: root.ino,
    device: root.dev,
    bornMs: root.birthtime?.getTime() || null,
    mounts: new Map(devices),
  };
}

async function look(path: string): Promise<Deno.FileInfo | null> {
  if (hanging.has(path)) return null;
  hanging.add(path);
  const looking = Deno.lstat(path).catch(() => null).finally(() => hanging.delete(path));
  return await withinTime(looking, null);
}
