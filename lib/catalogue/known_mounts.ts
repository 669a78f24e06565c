import type { DatabaseSync } from "node:sqlite";
import { isWithin, type RelativePath } from "../core/entry.ts";

/** Where disks are known to be mounted below a root, whether they are there now or not. */
export function knownMounts(database: DatabaseSync, rootId: number): RelativePath[] {
  const rows = database
    .prepare("SELECT path FROM directory WHERE root_id = ? AND is_mount = 1").all(rootId);
  return rows.map((row) => String(row["path"]));
}

/** The innermost known mount point that holds `folder`; `""` for the root's own file system. */
export function mountOf(folder: RelativePath, mounts: readonly RelativePath[]): RelativePath {
  const holding = mounts.filter((mount) => isWithin(folder, mount));
  return holding.reduce((inner, mount) => mount.length > inner.length ? mount : inner, "");
}
