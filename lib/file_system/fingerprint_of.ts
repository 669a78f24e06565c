import type { Fingerprint } from "../core/entry.ts";

/** The fingerprint in what `Deno.lstat` gives: mtime in milliseconds, ctime in whole seconds. */
export function fingerprintOf(info: Deno.FileInfo): Fingerprint {
  return {
    size: info.size,
    mtimeMs: info.mtime?.getTime() ?? 0,
    ctimeMs: info.ctime?.getTime() ?? null,
    inode: info.ino,
  };
}
