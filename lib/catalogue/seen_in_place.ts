import type { RelativePath } from "../core/entry.ts";
import { OUT_OF_SIGHT_KINDS } from "../core/problem_kinds.ts";

/** What a scan has looked at. */
export interface ScanLook {
  readonly scope: readonly RelativePath[];
  readonly scanId: number;
  /** Paths in the scope that changed under it: what is there, and below, was not looked at. */
  readonly again: readonly RelativePath[];
}

/** Kinds of problems of places into which a scan could not look; all else in a folder was seen. */
const OUT_OF_SIGHT = JSON.stringify(
  OUT_OF_SIGHT_KINDS.filter((kind) => kind !== "unreadable-name" && kind !== "unusable-rules"),
);

/**
 * Whether the scan in hand found a record where and as it was known to be: nothing of it is staged, it is
 * of this root and in the scope, and the scan could look there. To be asked before anything that is staged is dealt with,
 * with `?1` to `?5` from `lookValues`.
 *
 * @param fileId column with the number of the record
 */
export function isSeenInPlace(fileId: string): string {
  return `${fileId} NOT IN (SELECT file_id FROM stage WHERE root_id = ?1 AND file_id IS NOT NULL)
    AND EXISTS (SELECT 1 FROM record, json_each(?2) AS top
      WHERE record.id = ${fileId} AND record.root_id = ?1 AND ${isWithin("top.value")})
    AND NOT EXISTS (SELECT 1 FROM record, json_each(?3) AS unseen
      WHERE record.id = ${fileId} AND ${isWithin("unseen.value")})
    AND NOT EXISTS (SELECT 1 FROM record, problem
      WHERE record.id = ${fileId} AND problem.root_id = ?1 AND problem.source = 'scan'
        AND problem.scan_id = ?4 AND problem.kind IN (SELECT value FROM json_each(?5))
        AND ${isWithin("problem.path")})`;
}

/** Values of `isSeenInPlace`, in their order. */
export function lookValues(
  rootId: number,
  { scope, scanId, again }: ScanLook,
): [number, string, string, number, string] {
  return [rootId, JSON.stringify(scope), JSON.stringify(again), scanId, OUT_OF_SIGHT];
}

/** Whether a record is at a path, or below it; `''` is the root. */
function isWithin(path: string): string {
  return `(${path} IN ('', record.path)
    OR substr(record.path, 1, length(${path}) + 1) = ${path} || '/')`;
}
