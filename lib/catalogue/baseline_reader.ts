import { ACCEPTED_MOUNT } from "./accepted_mount.ts";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { KnownFile, KnownSidecar } from "../core/diff.ts";
import type { Fingerprint } from "../core/entry.ts";
import { isOutdated, READER_VERSION } from "../core/reader_version.ts";
import type { Baseline, KnownDirectory } from "../core/walk_ports.ts";
import { returnArrays } from "./return_arrays.ts";
import { sidecarFingerprint } from "./sidecar_fingerprint.ts";

/** Id, name, size, mtime, ctime, inode, birth, when it was looked at. */
type LookColumns = [
  number,
  string,
  number,
  number,
  number | null,
  number | null,
  number | null,
  number,
];
/** Then the version of the reader, and the format where that version is not the present one. */
type PresentRow = [...LookColumns, number | null, string | null];
/** Then whether a rule hides it, and whether its absence is due for a second look. */
type MissingRow = [...LookColumns, number, number];

/** What the catalogue holds of one root, read directory by directory while it is walked. */
export class BaselineReader implements Baseline {
  readonly #directory: StatementSync;
  readonly #subdirectories: StatementSync;
  readonly #present: StatementSync;
  readonly #missing: StatementSync;
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
    // Records of one directory mostly have ids in a row, and reading rows in the order of their ids,
    // as this index has them, spares a search of the table for each: with two walkers every page that
    // is touched is a lock of all connections of the process. A string is the dearest column, and the
    // format is hardly ever asked for.
    this.#present = database.prepare(
      `SELECT id, name, size, mtime_ms, ctime_ms, inode, born_ms, looked_at_ms, reader_version,
         iif(reader_version = ?2, NULL, format) FROM file INDEXED BY file_directory
       WHERE directory_id = ?1 AND missing_since_ms IS NULL`,
    );
    this.#missing = database.prepare(
      `SELECT id, name, size, mtime_ms, ctime_ms, inode, born_ms, looked_at_ms,
         ignored_by IS NOT NULL,
         missing_since_ms < ?2 AND tombstone_since_ms IS NULL AND ignored_by IS NULL
       FROM file INDEXED BY file_missing
       WHERE directory_id = ?1 AND missing_since_ms IS NOT NULL`,
    );
    returnArrays(this.#present);
    returnArrays(this.#missing);
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
    const present = rows<PresentRow>(this.#present.all(directoryId, READER_VERSION));
    const missing = rows<MissingRow>(this.#missing.all(directoryId, this.secondLookBeforeMs));
    const sidecars = this.#sidecars.all(directoryId);
    const files = present.map(presentFile);
    if (missing.length > 0) files.push(...missing.map(missingFile));
    if (sidecars.length === 0) return files;
    const byFile = new Map(sidecars.map((row) => [Number(row["id"]), knownSidecar(row)]));
    return files.map((file) => {
      const sidecar = byFile.get(file.id);
      return sidecar === undefined ? file : { ...file, sidecar };
    });
  }
}

function rows<Row>(rows: unknown): readonly Row[] {
  return rows as readonly Row[];
}

function presentFile(row: PresentRow): KnownFile {
  return {
    id: row[0],
    name: row[1],
    fingerprint: fingerprint(row),
    lookedAtMs: row[7],
    missing: false,
    outdated: isOutdated(row[8], row[9]),
  };
}

function knownSidecar(row: Record<string, unknown>): KnownSidecar {
  return {
    name: String(row["sidecar"]),
    fingerprint: sidecarFingerprint(row),
    lookedAtMs: Number(row["sidecar_looked_at_ms"]),
  };
}

function missingFile(row: MissingRow): KnownFile {
  return {
    id: row[0],
    name: row[1],
    fingerprint: fingerprint(row),
    lookedAtMs: row[7],
    missing: true,
    ignored: row[8] === 1,
    awaitsSecondLook: row[9] === 1,
  };
}

function fingerprint(row: PresentRow | MissingRow): Fingerprint {
  return { size: row[2], mtimeMs: row[3], ctimeMs: row[4], inode: row[5], bornMs: row[6] };
}

function knownDirectory(row: Record<string, unknown>): KnownDirectory {
  return {
    id: Number(row["id"]),
    path: String(row["path"]),
    isMount: row["is_mount"] === 1,
    isAccepted: row["is_mount"] === ACCEPTED_MOUNT,
  };
}
