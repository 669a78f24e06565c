import type { Fingerprint, SeenSidecar } from "../core/entry.ts";

/** What a row of `file` or `stage` says of a sidecar's look; `null` where nobody could look at it. */
export function sidecarFingerprint(row: Readonly<Record<string, unknown>>): Fingerprint | null {
  if (row["sidecar_size"] === null) return null;
  const number = (column: string) => row[column] === null ? null : Number(row[column]);
  return {
    size: Number(row["sidecar_size"]),
    mtimeMs: Number(row["sidecar_mtime_ms"]),
    ctimeMs: number("sidecar_ctime_ms"),
    inode: number("sidecar_inode"),
    bornMs: null,
  };
}

/** Name, size, mtime, ctime and inode of a sidecar, as a row of `stage` has them. */
export function sidecarColumns(
  sidecar: SeenSidecar | null | undefined,
): (string | number | null)[] {
  const { name = null, fingerprint } = sidecar ?? {};
  const { size = null, mtimeMs = null, ctimeMs = null, inode = null } = fingerprint ?? {};
  return [name, size, mtimeMs, ctimeMs, inode];
}
