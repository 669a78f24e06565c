import type { DatabaseSync, StatementSync } from "node:sqlite";
import { changedAtMs } from "../core/changed_at.ts";
import type { Fingerprint, RelativePath } from "../core/entry.ts";
import { joinPath } from "../core/entry.ts";
import { READER_VERSION } from "../core/reader_version.ts";
import type { FailedLook, PhotoReading } from "../core/reading.ts";
import type { FilePlace, Staged, StoredAs } from "../core/staged.ts";
import { ChangeLog } from "./change_log.ts";
import type { DirectoryStore } from "./directory_store.ts";
import { EditStore } from "./edit_store.ts";
import { PhotoStore } from "./photo_store.ts";
import { isProvenSame, lookAfterMove } from "./proven_look.ts";
import type { SearchIndex } from "./search_index.ts";
import { SidecarStore } from "./sidecar_store.ts";

/** Stands for a record that is being moved, within one transaction: not present, and not missing. */
const LIFTED_MS = -1;

/** What a record forgets when its file is found again. */
const FOUND = `missing_since_ms = NULL, missing_scan_id = NULL, missing_evidence = NULL,
  tombstone_since_ms = NULL, ignored_by = NULL, failed_size = NULL`;

/** The records of one root: every statement that changes one is here. */
export class FileStore {
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #find: StatementSync;
  readonly #place: StatementSync;
  readonly #unhold: StatementSync;
  readonly #quarantine: StatementSync;
  readonly #hide: StatementSync;
  readonly #sequence: StatementSync;
  readonly #log: ChangeLog;
  readonly #photos: PhotoStore;
  readonly #sidecars: SidecarStore;
  readonly #edits: EditStore;

  constructor(
    database: DatabaseSync,
    private readonly rootId: number,
    private readonly directories: DirectoryStore,
    private readonly search: SearchIndex,
  ) {
    this.#log = new ChangeLog(database, rootId);
    this.#photos = new PhotoStore(database);
    this.#sidecars = new SidecarStore(database);
    this.#edits = new EditStore(database);
    this.#insert = database.prepare(
      `INSERT INTO file (directory_id, name, size, mtime_ms, ctime_ms, inode, born_ms, looked_at_ms,
         format, mime, sample_hash, media_hash, added_at_ms, updated_at_ms, added_scan_id,
         reader_version)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${READER_VERSION})`,
    );
    // What is derived from all bytes is forgotten unless the file is proven to be the same.
    this.#update = database.prepare(
      `UPDATE file SET size = ?, mtime_ms = ?, ctime_ms = ?, inode = ?, born_ms = ?, looked_at_ms = ?,
         format = ?, mime = ?, sample_hash = ?, media_hash = ?, updated_at_ms = ?,
         content_hash = iif(?, content_hash, NULL), added_scan_id = coalesce(?, added_scan_id),
         content_scan_id = iif(?, NULL, coalesce(?, content_scan_id)),
         reader_version = ${READER_VERSION}, ${FOUND}
       WHERE id = ?`,
    );
    this.#find = database.prepare(
      `SELECT file.format, file.sample_hash, file.missing_since_ms, file.ignored_by, file.name,
         directory.path, directory.root_id,
         file.size, file.mtime_ms, file.ctime_ms, file.inode, file.looked_at_ms, root.file_system,
         NOT EXISTS (SELECT 1 FROM photo WHERE photo.file_id = file.id) AS is_unread
       FROM file JOIN directory ON directory.id = file.directory_id
         JOIN root ON root.id = directory.root_id WHERE file.id = ?`,
    );
    this.#place = database.prepare(
      `UPDATE file SET directory_id = ?, name = ?, ctime_ms = ?, inode = ?, born_ms = ?, looked_at_ms = ?,
         updated_at_ms = ?, ${FOUND}
       WHERE id = ?`,
    );
    this.#unhold = database.prepare("DELETE FROM held_file WHERE file_id = ?");
    this.#quarantine = database.prepare(
      `UPDATE file SET size = ?, mtime_ms = ?, ctime_ms = ?, inode = ?, born_ms = ?, looked_at_ms = ?,
         updated_at_ms = ?, content_hash = NULL, reader_version = ${READER_VERSION} WHERE id = ?`,
    );
    this.#hide = database.prepare(
      `UPDATE file SET missing_since_ms = ?, missing_scan_id = ?, missing_evidence = ?
       WHERE id = ? AND missing_since_ms IS NULL`,
    );
    this.#sequence = database.prepare("UPDATE file SET change_seq = ? WHERE id = ?");
  }

  /** Makes a record for a file that has none; the scan that found it tells its age from a copy's. */
  add(place: FilePlace, reading: PhotoReading, scanId: number, nowMs: number): StoredAs {
    const { size, mtimeMs, ctimeMs, inode, bornMs } = reading.fingerprint;
    const { lastInsertRowid } = this.#insert.run(
      this.directories.idOf(place.directory),
      place.name,
      size,
      mtimeMs,
      ctimeMs,
      inode,
      bornMs,
      reading.lookedAtMs,
      reading.format,
      reading.mime,
      reading.sampleHash,
      reading.mediaHash,
      nowMs,
      nowMs,
      scanId,
    );
    const fileId = Number(lastInsertRowid);
    // A new record has none, so there is nothing to compare with.
    if (reading.sidecar !== null) this.#sidecars.store(fileId, reading.sidecar, nowMs);
    if (reading.format === null) return "unreadable";
    this.#photos.add(fileId, reading);
    this.search.note(fileId);
    this.#record(fileId, "appeared", place, null, nowMs);
    return "appeared";
  }

  /** Whether a record is a photo that the public views show. */
  isShown(fileId: number): boolean {
    const row = this.#find.get(fileId);
    return row !== undefined && row["format"] !== null && row["missing_since_ms"] === null;
  }

  /** Whether a record, of a photo or of none, has its place. */
  isPresent(fileId: number): boolean {
    const row = this.#find.get(fileId);
    return row !== undefined && row["missing_since_ms"] === null;
  }

  /** Whether a record is still where the stage has it; another root may have taken it over. */
  standsAt(fileId: number, { directory, name }: FilePlace): boolean {
    const row = this.#find.get(fileId);
    return row?.["path"] === directory && row["name"] === name && row["root_id"] === this.rootId;
  }

  /**
   * Brings a record, present or missing, up to what was read of its file. Edits that are not written yet
   * are merged with it, and still shown.
   *
   * @param writtenTo where the program itself has just written what was read: the name of the sidecar, or
   *   `null` for the photo; absent where a scan found it
   * @param scanId the scan that found it
   */
  update(
    fileId: number,
    found: PhotoReading,
    nowMs: number,
    { writtenTo, scanId = null }: { writtenTo?: string | null; scanId?: number | null } = {},
  ): StoredAs {
    const before = this.#find.get(fileId);
    const reading = this.#sidecars.kept(fileId, found);
    if (before === undefined) throw new Error(`Cannot update record ${fileId} as it is not there`);
    const { size, mtimeMs, ctimeMs, inode, bornMs } = reading.fingerprint;
    const look = [size, mtimeMs, ctimeMs, inode, bornMs, reading.lookedAtMs];
    const kind = [reading.format, reading.mime, reading.sampleHash, reading.mediaHash];
    const isSame = isProvenSame(before, reading.fingerprint) ? 1 : 0;
    const hadOther = before["sample_hash"] !== null &&
      before["sample_hash"] !== reading.sampleHash;
    // What is a photo for the first time is as old as that: it may be one that went missing elsewhere.
    const isFirst = reading.format !== null && before["is_unread"] === 1;
    const age = [isFirst ? scanId : null, isFirst ? 1 : 0, hadOther ? scanId : null];
    this.#update.run(...look, ...kind, nowMs, isSame, ...age, fileId);
    const isBesideSame = !this.#sidecars.store(fileId, reading.sidecar, nowMs);
    this.#unhold.run(fileId);
    const wasShown = before["format"] !== null && before["missing_since_ms"] === null;
    const place = { directory: String(before["path"]), name: String(before["name"]) };
    if (reading.format === null) {
      // What was known of the photo is kept: this may be an accident, and it may come back.
      if (wasShown) this.#record(fileId, "missing", place, null, nowMs);
      return "unreadable";
    }
    this.#photos.replace(fileId, reading);
    this.search.note(fileId);
    const beside = reading.sidecar?.fingerprint ?? null;
    const changed = changedAtMs([reading.fingerprint, ...beside === null ? [] : [beside]]);
    this.#edits.merge(fileId, { changedAtMs: changed, sidecar: writtenTo ?? null }, nowMs);
    if (writtenTo !== undefined) {
      this.#record(fileId, "edited", place, null, nowMs);
      return "changed";
    }
    const storedAs = wasShown
      ? before["sample_hash"] === reading.sampleHash && isBesideSame ? "unchanged" : "changed"
      : before["format"] === null && before["missing_since_ms"] === null
      ? "appeared"
      : "revived";
    if (storedAs !== "unchanged") this.#record(fileId, storedAs, place, null, nowMs);
    return storedAs;
  }

  /**
   * Remembers the fingerprint of a file whose reader had to be killed, so that it is not tried again
   * before it changes. What was known of the photo stays: a tool that misbehaves drops nothing.
   */
  quarantine(fileId: number, look: FailedLook, nowMs: number): void {
    const { size, mtimeMs, ctimeMs, inode, bornMs } = look.fingerprint;
    this.#quarantine.run(size, mtimeMs, ctimeMs, inode, bornMs, look.lookedAtMs, nowMs, fileId);
    this.#sidecars.store(fileId, look.sidecar, nowMs);
    this.search.note(fileId);
    const row = this.#find.get(fileId);
    if (row === undefined || !this.isShown(fileId)) return;
    const place = { directory: String(row["path"]), name: String(row["name"]) };
    this.#record(fileId, "changed", place, null, nowMs);
  }

  /** Gives a record the place its file has now; nothing is read, the bytes are the same. */
  move(fileId: number, to: FilePlace, seen: Fingerprint, nowMs: number): "moved" | "revived" {
    const before = this.#find.get(fileId);
    if (before === undefined) throw new Error(`Cannot move record ${fileId} as it is not there`);
    const directory = this.directories.idOf(to.directory);
    const lookedAtMs = lookAfterMove(before, seen);
    const { ctimeMs, inode, bornMs } = seen;
    this.#place.run(directory, to.name, ctimeMs, inode, bornMs, lookedAtMs, nowMs, fileId);
    this.search.note(fileId);
    this.#unhold.run(fileId);
    const from = joinPath(String(before["path"]), String(before["name"]));
    const wasMissing = before["missing_since_ms"] !== null &&
      before["missing_since_ms"] !== LIFTED_MS;
    const kind = wasMissing ? "revived" : "moved";
    if (before["format"] !== null) this.#record(fileId, kind, to, from, nowMs);
    return kind;
  }

  /** Whether the sidecar at the new place is the one that was read; it is the record's then. */
  followSidecar(fileId: number, to: Staged): boolean {
    return this.#sidecars.follow(fileId, to);
  }

  /** Where a record is, or was when it was last seen; relative to its root. */
  pathOf(fileId: number): RelativePath | null {
    const row = this.#find.get(fileId);
    return row === undefined ? null : joinPath(String(row["path"]), String(row["name"]));
  }

  /** Frees the place of a record within a transaction that will place it elsewhere. */
  lift(fileId: number): void {
    this.#hide.run(LIFTED_MS, null, null, fileId);
  }

  /** Hides a record whose file is proven absent; the record and all that hangs on it stay. */
  hide(fileId: number, scanId: number, evidence: string, nowMs: number): boolean {
    const before = this.#find.get(fileId);
    if (before === undefined || before["missing_since_ms"] !== null) return false;
    this.#hide.run(nowMs, scanId, evidence, fileId);
    const place = { directory: String(before["path"]), name: String(before["name"]) };
    if (before["format"] === null) return false;
    this.#record(fileId, "missing", place, null, nowMs);
    return true;
  }

  #record(fileId: number, kind: string, to: FilePlace, from: string | null, nowMs: number): void {
    const path = joinPath(to.directory, to.name);
    const sequence = this.#log.append({ kind, fileId, path, oldPath: from, atMs: nowMs });
    this.#sequence.run(sequence, fileId);
  }
}
