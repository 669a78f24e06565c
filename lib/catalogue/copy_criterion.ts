import { fileSystemOfName } from "../core/file_systems.ts";
import type { CopyIdentity, CopyRecord, PictureIdentity } from "../core/copies.ts";

/** What makes two records candidates for one photo, in SQL and in the words of the core. */
export interface CopyCriterion<Identity> {
  /** Columns of `file` that make the identity; the hash, of which the beginning is indexed, is first. */
  readonly columns: readonly [hash: string, also: string];
  identity(row: Record<string, unknown>): Identity;
  /** Values of the columns, in their order. */
  values(identity: Identity): readonly [string, string | number];
}

/** Exact copies, as far as samples tell. */
export const SAME_CONTENT: CopyCriterion<CopyIdentity> = {
  columns: ["sample_hash", "size"],
  identity: (row) => ({ sampleHash: String(row["sample_hash"]), size: Number(row["size"]) }),
  values: ({ sampleHash, size }) => [sampleHash, size],
};

/** One picture with whatever metadata. */
export const SAME_PICTURE: CopyCriterion<PictureIdentity> = {
  columns: ["media_hash", "format"],
  identity: (row) => ({ mediaHash: String(row["media_hash"]), format: String(row["format"]) }),
  values: ({ mediaHash, format }) => [mediaHash, format],
};

/** Records of one identity, as the index on the beginning of the hash has it. */
export function isOfIdentity(
  { columns: [hash, also] }: Pick<CopyCriterion<never>, "columns">,
  table: string,
  hashValue: string,
  alsoValue: string,
): string {
  return `${table}.${hash} IS NOT NULL
    AND substr(${table}.${hash}, 1, 16) = substr(${hashValue}, 1, 16)
    AND ${table}.${hash} = ${hashValue} AND ${table}.${also} = ${alsoValue}
    AND ${table}.format IS NOT NULL`;
}

/** Missing, in any root, or proven to be gone from its place by the scan in hand of this one. */
export function isDeparted(table: string, rootId: string): string {
  return `iif(${table}.missing_since_ms IS NULL,
    EXISTS (SELECT 1 FROM stage WHERE stage.file_id = ${table}.id AND stage.root_id = ${rootId}
      AND stage.kind IN ('vanished', 'displaced')),
    ${table}.missing_since_ms > 0 AND ${table}.ignored_by IS NULL
      AND NOT EXISTS (SELECT 1 FROM stage WHERE stage.file_id = ${table}.id AND stage.kind <> 'gone')
      AND NOT EXISTS (SELECT 1 FROM stage WHERE stage.moved_file_id = ${table}.id))`;
}

/** Present, and no scan in hand has found it changed, moved or gone. */
export function isSettled(table: string): string {
  return `${table}.missing_since_ms IS NULL
    AND NOT EXISTS (SELECT 1 FROM stage WHERE stage.file_id = ${table}.id AND stage.kind <> 'racy')
    AND NOT EXISTS (SELECT 1 FROM stage WHERE stage.moved_file_id = ${table}.id)`;
}

/**
 * The columns `copyRecord` reads. The scan that proves a record absent is the one that hid it, or that
 * in hand of its root; the one before it that ended well has seen the file.
 */
export const COPY_RECORD =
  `SELECT one.*, gone.started_ms AS gone_started_ms, added.started_ms AS added_started_ms,
     added.finished_ms AS added_finished_ms,
     (SELECT max(id) FROM scan WHERE scan.root_id = one.root_id AND scan.id < one.gone_scan_id
        AND scan.outcome IN ('done', 'held')) AS seen_scan_id
   FROM (SELECT file.id, file.size, file.mtime_ms, file.inode, file.sample_hash, file.content_hash, file.added_scan_id,
       file.content_scan_id,
       file.missing_since_ms IS NOT NULL AS missing,
       coalesce(file.missing_scan_id,
         (SELECT max(id) FROM scan WHERE scan.root_id = directory.root_id)) AS gone_scan_id,
       directory.root_id, root.path AS root_path, root.file_system, directory.path AS directory, file.name
     FROM file CROSS JOIN directory ON directory.id = file.directory_id
     CROSS JOIN root ON root.id = directory.root_id`;

/** What ends the statement that `COPY_RECORD` begins, behind its conditions. */
export const COPY_RECORD_END = `) AS one LEFT JOIN scan AS gone ON gone.id = one.gone_scan_id
   LEFT JOIN scan AS added ON added.id = one.added_scan_id`;

/** A record as the core judges it. */
export function copyRecord(row: Record<string, unknown>): CopyRecord {
  const fileSystem = row["file_system"] === null ? null : String(row["file_system"]);
  const isStable = fileSystemOfName(fileSystem).inodesAreStable;
  return {
    fileId: Number(row["id"]),
    inode: isStable && row["inode"] !== null ? Number(row["inode"]) : null,
    size: Number(row["size"]),
    mtimeMs: Number(row["mtime_ms"]),
    sampleHash: row["sample_hash"] === null ? null : String(row["sample_hash"]),
    contentHash: row["content_hash"] === null ? null : String(row["content_hash"]),
    addedScanId: Number(row["added_scan_id"] ?? 0),
    addedUntilMs: Number(row["added_finished_ms"] ?? row["added_started_ms"] ?? 0),
    seenScanId: Number(row["seen_scan_id"] ?? 0),
    contentScanId: row["content_scan_id"] === null ? null : Number(row["content_scan_id"]),
    isMissing: row["missing"] === 1,
    goneScanId: row["gone_scan_id"] === null ? null : Number(row["gone_scan_id"]),
    goneStartedMs: row["gone_started_ms"] === null ? null : Number(row["gone_started_ms"]),
    rootId: Number(row["root_id"]),
    rootPath: String(row["root_path"]),
    directory: String(row["directory"]),
    name: String(row["name"]),
  };
}
