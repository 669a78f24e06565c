import type { StagedDisplacement } from "../core/displaced.ts";
import { joinPath } from "../core/entry.ts";
import type { Staged, StagedKind, StagedTwin } from "../core/staged.ts";
import { sidecarFingerprint } from "./sidecar_fingerprint.ts";

/** Columns of the stage that `stagedRow` needs. */
export const STAGED_COLUMNS =
  "id, kind, directory, name, file_id, moved_file_id, replaced, mount, size, mtime_ms, ctime_ms, inode, " +
  "born_ms, reason, looked_at_ms, sidecar, sidecar_size, sidecar_mtime_ms, sidecar_ctime_ms, sidecar_inode";

/**
 * Rows of the stage whose records are to be hidden. Where another record has taken over the one that was
 * displaced, what is there is nobody's and hides none.
 */
export const TO_HIDE =
  "stage.kind IN ('vanished', 'emptied', 'displaced') AND stage.file_id IS NOT NULL";

/** A row of the stage with `STAGED_COLUMNS`. */
export function stagedRow(row: Record<string, unknown>): Staged {
  const number = (name: string) => row[name] === null ? null : Number(row[name]);
  return {
    id: Number(row["id"]),
    kind: row["kind"] as StagedKind,
    directory: String(row["directory"]),
    name: String(row["name"]),
    fileId: number("file_id"),
    movedFileId: number("moved_file_id"),
    replaced: row["replaced"] === 1,
    mount: String(row["mount"]),
    size: number("size"),
    mtimeMs: number("mtime_ms"),
    ctimeMs: number("ctime_ms"),
    inode: number("inode"),
    bornMs: number("born_ms"),
    lookedAtMs: number("looked_at_ms"),
    sidecar: row["sidecar"] === null
      ? null
      : { name: String(row["sidecar"]), fingerprint: sidecarFingerprint(row) },
    reason: row["reason"] === null ? null : String(row["reason"]),
  };
}

/** A row of the query for twins. */
export function stagedTwin(row: Record<string, unknown>): StagedTwin {
  return {
    stageId: Number(row["stage_id"]),
    arrival: joinPath(String(row["to_directory"]), String(row["to_name"])),
    fileId: Number(row["file_id"]),
    inode: Number(row["inode"]),
    directory: String(row["directory"]),
    name: String(row["name"]),
    isHidden: row["is_hidden"] === 1,
  };
}

/** A row of the query for displaced files. */
export function stagedDisplacement(row: Record<string, unknown>): StagedDisplacement {
  return {
    stageId: Number(row["stage_id"]),
    path: joinPath(String(row["directory"]), String(row["name"])),
    takenMs: row["taken_ms"] === null ? null : Number(row["taken_ms"]),
    inode: Number(row["inode"]),
    size: Number(row["size"]),
    mtimeMs: Number(row["mtime_ms"]),
  };
}
