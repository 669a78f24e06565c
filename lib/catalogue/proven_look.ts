import type { Fingerprint } from "../core/entry.ts";
import { fileSystemOfName } from "../core/file_systems.ts";
import { isRacilyClean } from "../core/fingerprint.ts";

/**
 * What a look proved it still proves after a rename, and one that proved nothing still proves
 * nothing: then the new ctime stands for the look, and the next scan looks again.
 */
export function lookAfterMove(before: Record<string, unknown>, seen: Fingerprint): number {
  return didProve(before) ? Number(before["looked_at_ms"]) : seen.ctimeMs ?? seen.mtimeMs;
}

/** Whether the last look at a record was far enough from its file's last change to prove anything. */
function didProve(before: Record<string, unknown>): boolean {
  const ctimeMs = before["ctime_ms"] === null ? null : Number(before["ctime_ms"]);
  const known = {
    size: 0,
    mtimeMs: Number(before["mtime_ms"]),
    ctimeMs,
    inode: null,
    bornMs: null,
  };
  const name = before["file_system"] === null ? null : String(before["file_system"]);
  return !isRacilyClean(known, Number(before["looked_at_ms"]), fileSystemOfName(name));
}

/** Whether a file was read again although it is the one it was: hashes of all its bytes still hold. */
export function isProvenSame(before: Record<string, unknown>, seen: Fingerprint): boolean {
  return before["size"] === seen.size && before["mtime_ms"] === seen.mtimeMs &&
    before["ctime_ms"] === seen.ctimeMs && before["inode"] === seen.inode && didProve(before);
}
