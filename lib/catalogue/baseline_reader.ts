import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { KnownFile, KnownSidecar } from "../core/diff.ts";
import { isOutdated } from "../core/reader_version.ts";
import type { Baseline, KnownDirectory } from "../core/walk_ports.ts";
import { sidecarFingerprint } from "./sidecar_fingerprint.ts";

type FileRow = [
  number,
  string,
  number,
  number,
  number | null,
  number | null,
  number | null,
  number,
  number,
  number,
  string | null,
  number | null,
];

/** What the catalogue holds of one root, read directory by directory while it is walked. */
export class BaselineReader implements Baseline {
  readonly #directory: StatementSync;
  readonly #subdirectories: StatementSync;
  readonly #files: StatementSync;
  readonly #sidecars: StatementSync;

  /** @param secondLookBeforeMs records missing since before that await a second look */
  constructor(
    database: DatabaseSync,
    private readonly rootId: number,
    private readonly secondLookBeforeMs: number,
  ) {
    this.#directory = database.prepare(
      "SELECT id, path, is_mount FROM directory WHERE root_id = ? AND path = ?",
    );
    this.#subdirectories = database.prepare(
      "SELECT id, path, is_mount FROM directory WHERE parent_id = ?",
    );
    // Each part by its own index: that of the whole directory would read everything twice.
    this.#files = database.prepare(
      `SELECT id, name, size, mtime_ms, ctime_ms, inode, born_ms, looked_at_ms, 0, 0, format,
         reader_version FROM file INDEXED BY file_present
       WHERE directory_id = ?1 AND missing_since_ms IS NULL
       UNION ALL
       SELECT id, name, size, mtime_ms, ctime_ms, inode, born_ms, looked_at_ms,
         iif(ignored_by IS NULL, 1, 2),
         missing_since_ms < ?2 AND tombstone_since_ms IS NULL AND ignored_by IS NULL, NULL, NULL
       FROM file INDEXED BY file_missing
       WHERE directory_id = ?1 AND missing_since_ms IS NOT NULL`,
    );
    returnArrays(this.#files);
    this.#sidecars = database.prepare(
      `SELECT id, sidecar, sidecar_size, sidecar_mtime_ms, sidecar_ctime_ms, sidecar_inode,
         sidecar_looked_at_ms FROM file INDEXED BY file_sidecar
       WHERE directory_id = ? AND sidecar IS NOT NULL`,
    );
  }

  /** @inheritdoc */
  directory(path: string): KnownDirectory | null {
    const row = this.#directory.get(this.rootId, path);
    return row === undefined ? null : knownDirectory(row);
  }

  /** @inheritdoc */
  subdirectories(directoryId: number): KnownDirectory[] {
    return this.#subdirectories.all(directoryId).map(knownDirectory);
  }

  /** @inheritdoc */
  files(directoryId: number): KnownFile[] {
    const rows = this.#files.all(directoryId, this.secondLookBeforeMs) as unknown as FileRow[];
    const sidecars = this.#sidecars.all(directoryId);
    if (sidecars.length === 0) return rows.map(knownFile);
    const byFile = new Map(sidecars.map((row) => [Number(row["id"]), knownSidecar(row)]));
    return rows.map((row) => {
      const sidecar = byFile.get(row[0]);
      return sidecar === undefined ? knownFile(row) : { ...knownFile(row), sidecar };
    });
  }
}

/** Rows as arrays are made faster than rows as objects; Deno has the method, its types not yet. */
function returnArrays(statement: StatementSync): void {
  (statement as StatementSync & { setReturnArrays(on: boolean): void }).setReturnArrays(true);
}

function knownFile(row: FileRow): KnownFile {
  const [
    id,
    name,
    size,
    mtimeMs,
    ctimeMs,
    inode,
    bornMs,
    lookedAtMs,
    missing,
    isDue,
    format,
    version,
  ] = row;
  return {
    id,
    name,
    fingerprint: { size, mtimeMs, ctimeMs, inode, bornMs },
    lookedAtMs,
    missing: missing !== 0,
    ignored: missing === 2,
    awaitsSecondLook: isDue === 1,
    outdated: missing === 0 && isOutdated(version, format),
  };
}

function knownSidecar(row: Record<string, unknown>): KnownSidecar {
  return {
    name: String(row["sidecar"]),
    fingerprint: sidecarFingerprint(row),
    lookedAtMs: Number(row["sidecar_looked_at_ms"]),
  };
}

function knownDirectory(row: Record<string, unknown>): KnownDirectory {
  return { id: Number(row["id"]), path: String(row["path"]), isMount: row["is_mount"] === 1 };
}
