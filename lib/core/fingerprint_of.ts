import type { Fingerprint } from "./entry.ts";

/** What a platform's `lstat` gives, as far as a fingerprint needs it. */
export interface FileLook {
  readonly size: number;
  readonly mtime: Date | null;
  readonly ctime: Date | null;
  readonly birthtime: Date | null;
  readonly ino: number | null;
}

/** The fingerprint in a look; on Linux Deno knows mtime in milliseconds, ctime in whole seconds. */
export function fingerprintOf(look: FileLook): Fingerprint {
  return {
    size: look.size,
    mtimeMs: look.mtime?.getTime() ?? 0,
    ctimeMs: look.ctime?.getTime() ?? null,
    inode: look.ino,
    // Where it is not kept some systems say 0.
    bornMs: look.birthtime?.getTime() || null,
  };
}
