import type { DatabaseSync } from "node:sqlite";
import { baseName, parentPath, type RelativePath } from "../core/entry.ts";
import { OUT_OF_SIGHT_KINDS } from "../core/problem_kinds.ts";
import { reduceScope } from "../core/scope.ts";

/** Where something is wrong, and what. */
interface Trouble {
  readonly path: RelativePath;
  readonly kind: string;
}

/**
 * How many photos of a root are shown although nobody can look at them now, as the folder or disk they
 * are on cannot be read. A name that cannot be read is told at its folder, whose photos are in sight.
 */
export function countOutOfSight(
  database: DatabaseSync,
  rootId: number,
  troubles: readonly Trouble[],
): number {
  const paths = troubles.filter(({ kind }) => KINDS.has(kind)).map(({ path }) => path);
  // All below `a` sorts from `a/` up to, not including, `a0`.
  const count = database.prepare(
    `SELECT count(*) AS n FROM directory CROSS JOIN file ON file.directory_id = directory.id
     WHERE directory.root_id = ?1 AND file.missing_since_ms IS NULL AND file.format IS NOT NULL
       AND (directory.path = ?2 OR directory.path = ?3 AND file.name = ?4
         OR directory.path > ?2 || '/' AND directory.path < ?2 || '0')`,
  );
  return reduceScope(paths).reduce(
    (sum, path) => sum + Number(count.get(rootId, path, parentPath(path), baseName(path))?.["n"]),
    0,
  );
}

/** The same by the problems that the last scans left. */
export function countOutOfSightNow(database: DatabaseSync, rootId: number): number {
  const rows = database.prepare(
    "SELECT path, kind FROM problem WHERE root_id = ? AND source = 'scan'",
  ).all(rootId);
  const troubles = rows.map(({ path, kind }) => ({ path: String(path), kind: String(kind) }));
  return countOutOfSight(database, rootId, troubles);
}

const KINDS: ReadonlySet<string> = new Set(
  OUT_OF_SIGHT_KINDS.filter((kind) => kind !== "unreadable-name"),
);
