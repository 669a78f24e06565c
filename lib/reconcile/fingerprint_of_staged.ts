import type { Fingerprint } from "../core/entry.ts";
import type { Staged } from "../core/staged.ts";

/** The fingerprint a staged row was seen with. */
export function fingerprintOfStaged(
  { size, mtimeMs, ctimeMs, inode, bornMs }: Staged,
): Fingerprint {
  return { size: size ?? 0, mtimeMs: mtimeMs ?? 0, ctimeMs, inode, bornMs };
}
