import type { DatabaseSync, StatementSync } from "node:sqlite";
import { changedAtMs, type ChangeTimes } from "../core/changed_at.ts";
import type { CopyCursor, CopyGroup, CopyPage, CopyPair, DepartedKind } from "../core/copies.ts";
import { joinPath } from "../core/entry.ts";
import { SECOND_LOOK_AFTER_MS } from "../core/retention.ts";
import { ChangeLog } from "./change_log.ts";
import {
  COPY_RECORD,
  COPY_RECORD_END,
  type CopyCriterion,
  copyRecord,
  isDeparted,
  isOfIdentity,
  isSettled,
} from "./copy_criterion.ts";
import { EditStore } from "./edit_store.ts";
import type { SearchIndex } from "./search_index.ts";
import { sidecarFingerprint } from "./sidecar_fingerprint.ts";

/** More records of one identity than this are not told apart, and not even read. */
const GROUP_ROWS_MAX = 64;

/** Records of one identity, in whatever root: an original that is gone and the copy that stays. */
export class CopyStore<Identity> {
  readonly #departed: StatementSync;
  readonly #present: StatementSync;
  readonly #all: StatementSync;
  readonly #content: StatementSync;
  readonly #details: readonly { readonly drop: StatementSync; readonly give: StatementSync }[];
  readonly #unhold: StatementSync;
  readonly #free: StatementSync;
  readonly #unstage: StatementSync;
  readonly #delete: StatementSync;
  readonly #replace: StatementSync;
  readonly #edits: EditStore;
  readonly #logs = new Map<number, ChangeLog>();

  constructor(
    private readonly database: DatabaseSync,
    private readonly rootId: number,
    private readonly search: SearchIndex,
    private readonly criterion: CopyCriterion<Identity>,
  ) {
    this.#edits = new EditStore(database);
    const ofIdentity = isOfIdentity(criterion, "file", "?1", "?2");
    this.#all = database.prepare(
      `SELECT count(*) AS n FROM (SELECT 1 FROM file WHERE ${ofIdentity} LIMIT ${
        2 * GROUP_ROWS_MAX
      })`,
    );
    this.#departed = database.prepare(
      `${COPY_RECORD} WHERE ${ofIdentity} AND (${isDeparted("file", "?3")})
       LIMIT ${GROUP_ROWS_MAX} ${COPY_RECORD_END}`,
    );
    this.#present = database.prepare(
      `${COPY_RECORD} WHERE ${ofIdentity} AND ${isSettled("file")} AND ${NOTHING_ATTACHED}
         AND ${hasNoOwnSidecar(criterion)}
       LIMIT ${GROUP_ROWS_MAX} ${COPY_RECORD_END}`,
    );
    this.#content = database.prepare(`SELECT ${CONTENT} FROM file WHERE id = ?`);
    this.#details = ["photo", "keyword", "keyword_path", "face"].map((table) => ({
      drop: database.prepare(`DELETE FROM ${table} WHERE file_id = ?`),
      give: database.prepare(`UPDATE ${table} SET file_id = ? WHERE file_id = ?`),
    }));
    this.#unhold = database.prepare("DELETE FROM held_file WHERE file_id IN (?, ?)");
    // What stands in its place is a new photo then.
    this.#free = database.prepare(
      "UPDATE stage SET file_id = NULL WHERE file_id = ? AND kind = 'displaced'",
    );
    this.#unstage = database.prepare("DELETE FROM stage WHERE file_id = ?");
    this.#delete = database.prepare("DELETE FROM file WHERE id = ?");
    this.#replace = database.prepare(
      `UPDATE file SET (${CONTENT}) = (${CONTENT.replace(/\w+/g, "?")}), updated_at_ms = ?,
         change_seq = ?, missing_since_ms = NULL, missing_scan_id = NULL, missing_evidence = NULL,
         tombstone_since_ms = NULL, failed_size = NULL WHERE id = ?`,
    );
  }

  get #hash(): string {
    return this.criterion.columns[0];
  }

  get #columns(): string {
    return this.criterion.columns.map((column) => `f.${column}`).join(", ");
  }

  /** A record `file` of the identity of the record `f`. */
  get #sameAs(): string {
    const [hash, also] = this.criterion.columns;
    return isOfIdentity(this.criterion, "file", `f.${hash}`, `f.${also}`);
  }

  /** Whether there is any record whose file is gone, and so anything to take over. */
  hasDeparted(): boolean {
    const row = this.database.prepare(
      `SELECT EXISTS (SELECT 1 FROM stage WHERE root_id = ? AND kind IN ('vanished', 'displaced'))
           OR EXISTS (SELECT 1 FROM file WHERE missing_since_ms IS NOT NULL
                AND ignored_by IS NULL AND format IS NOT NULL) AS has_any`,
    ).get(this.rootId);
    return row?.["has_any"] === 1;
  }

  /**
   * Photos that vanished or were displaced in this scan, or were looked for a second time, and whose
   * content is known elsewhere, page by page.
   */
  departed(kind: DepartedKind, after: CopyCursor, limit: number): CopyPage<Identity> {
    const last = this.database.prepare(
      `SELECT max(id) AS id FROM (SELECT id FROM stage
         WHERE root_id = ? AND kind = ? AND id > ? ORDER BY id LIMIT ?)`,
    ).get(this.rootId, kind, after.id, limit)?.["id"] ?? null;
    if (last === null) return { next: null, identities: [] };
    const rows = this.database.prepare(
      `SELECT DISTINCT ${this.#columns} FROM stage CROSS JOIN file f ON f.id = stage.file_id
       WHERE stage.root_id = ? AND stage.kind = ? AND stage.id > ? AND stage.id <= ?
         AND f.format IS NOT NULL AND f.${this.#hash} IS NOT NULL AND EXISTS (
           SELECT 1 FROM file WHERE ${this.#sameAs}
             AND missing_since_ms IS NULL AND id <> f.id
             AND coalesce(added_scan_id, 0) > coalesce(f.added_scan_id, 0))`,
    ).all(this.rootId, kind, after.id, last);
    return { next: { key: 0, id: Number(last) }, identities: rows.map(this.criterion.identity) };
  }

  /** Photos of the root that recent scans added and whose content is missing elsewhere. */
  added(after: CopyCursor, limit: number): CopyPage<Identity> {
    const last = this.database.prepare(
      `SELECT added_scan_id, id FROM (SELECT added_scan_id, id FROM file
         WHERE added_scan_id IS NOT NULL AND (added_scan_id, id) > (?, ?) ORDER BY added_scan_id, id LIMIT ?)
       ORDER BY added_scan_id DESC, id DESC LIMIT 1`,
    ).get(after.key, after.id, limit);
    if (last === undefined) return { next: null, identities: [] };
    const next = { key: Number(last["added_scan_id"]), id: Number(last["id"]) };
    const rows = this.database.prepare(
      `SELECT DISTINCT ${this.#columns} FROM file f
       CROSS JOIN directory d ON d.id = f.directory_id AND d.root_id = ?
       WHERE f.added_scan_id IS NOT NULL AND (f.added_scan_id, f.id) > (?, ?) AND (f.added_scan_id, f.id) <= (?, ?)
         AND f.missing_since_ms IS NULL AND f.format IS NOT NULL AND f.${this.#hash} IS NOT NULL
         AND EXISTS (SELECT 1 FROM file WHERE ${this.#sameAs}
           AND missing_since_ms IS NOT NULL AND ignored_by IS NULL)`,
    ).all(this.rootId, after.key, after.id, next.key, next.id);
    return { next, identities: rows.map(this.criterion.identity) };
  }

  /**
   * Where the walk through what was added begins: behind the last scan of the root that ended well,
   * so that what a scan added that was killed is paired by the next.
   */
  addedSince(scanId: number): CopyCursor {
    const row = this.database.prepare(
      `SELECT max(id) AS id FROM scan
       WHERE root_id = ? AND id < ? AND outcome IN ('done', 'held')`,
    ).get(this.rootId, scanId);
    return { key: Number(row?.["id"] ?? 0), id: Number.MAX_SAFE_INTEGER };
  }

  /**
   * Photos of any root that went missing lately and whose content is known, the one or the other in this
   * root. A copy that was not where it was known to be, or whose disk was away, may be there now.
   */
  missing(after: CopyCursor, limit: number): CopyPage<Identity> {
    const last = this.database.prepare(
      `SELECT missing_since_ms, id FROM (SELECT missing_since_ms, id FROM file
         WHERE missing_since_ms IS NOT NULL AND (missing_since_ms, id) > (?, ?)
         ORDER BY missing_since_ms, id LIMIT ?)
       ORDER BY missing_since_ms DESC, id DESC LIMIT 1`,
    ).get(after.key, after.id, limit);
    if (last === undefined) return { next: null, identities: [] };
    const next = { key: Number(last["missing_since_ms"]), id: Number(last["id"]) };
    const rows = this.database.prepare(
      `SELECT DISTINCT ${this.#columns} FROM file f
       CROSS JOIN directory d ON d.id = f.directory_id
       WHERE f.missing_since_ms IS NOT NULL
         AND (f.missing_since_ms, f.id) > (?1, ?2) AND (f.missing_since_ms, f.id) <= (?3, ?4)
         AND f.ignored_by IS NULL AND f.format IS NOT NULL AND f.${this.#hash} IS NOT NULL
         AND EXISTS (SELECT 1 FROM file CROSS JOIN directory ON directory.id = file.directory_id
           WHERE ${this.#sameAs} AND file.missing_since_ms IS NULL
             AND coalesce(file.added_scan_id, 0) > coalesce(f.added_scan_id, 0)
             AND ?5 IN (d.root_id, directory.root_id))`,
    ).all(after.key, after.id, next.key, next.id, this.rootId);
    return { next, identities: rows.map(this.criterion.identity) };
  }

  /**
   * Where the walk through what is missing begins: before the last scan that ended well of all the root,
   * where this one is of all of it, and in any case so early that the second look at each comes before
   * it is passed over.
   */
  missingSince(scanId: number, isWholeRoot: boolean, nowMs: number): CopyCursor {
    const row = this.database.prepare(
      `SELECT started_ms FROM scan
       WHERE root_id = ? AND id < ? AND outcome IN ('done', 'held') AND (NOT ? OR scope = '[""]')
       ORDER BY id DESC LIMIT 1`,
    ).get(this.rootId, scanId, isWholeRoot ? 1 : 0);
    const startedMs = Number(row?.["started_ms"] ?? 0);
    return { key: Math.min(startedMs, nowMs - SECOND_LOOK_AFTER_MS), id: 0 };
  }

  /** All records of one identity, as far as they can be an original or a copy. */
  group(identity: Identity): CopyGroup {
    const values = this.criterion.values(identity);
    const departed = this.#departed.all(...values, this.rootId).map(copyRecord);
    const present = this.#present.all(...values).map(copyRecord);
    const all = Number(this.#all.get(...values)?.["n"]);
    const isCut = Math.max(departed.length, present.length) === GROUP_ROWS_MAX;
    if (isCut) return { departed: [], present: [], others: 0 };
    return { departed, present, others: all - departed.length - present.length };
  }

  /**
   * Gives the original's record the place, the fingerprint and what the copy says of itself; the id,
   * the date added and everything attached stay, edits that wait among it. The copy's record goes.
   */
  takeOver({ original, copy }: CopyPair, nowMs: number): void {
    const content = this.#content.get(copy.fileId);
    if (content === undefined) throw new Error(`Cannot merge record ${copy.fileId}: it is gone`);
    for (const { drop, give } of this.#details) {
      drop.run(original.fileId);
      give.run(original.fileId, copy.fileId);
    }
    this.#unhold.run(original.fileId, copy.fileId);
    this.#free.run(original.fileId);
    this.#unstage.run(original.fileId);
    this.#delete.run(copy.fileId);
    const sequence = this.#logOf(copy.rootId).append({
      kind: "merged",
      fileId: original.fileId,
      path: joinPath(copy.directory, copy.name),
      oldPath: joinPath(original.directory, original.name),
      oldFileId: copy.fileId,
      atMs: nowMs,
    });
    const values = Object.values(content) as (number | string | null)[];
    this.#replace.run(...values, nowMs, sequence, original.fileId);
    // Edits of the original that are not written yet go into the copy, which may say something else.
    const sidecar = sidecarFingerprint(content);
    const changed = changedAtMs([timesIn(content), ...sidecar === null ? [] : [sidecar]]);
    this.#edits.merge(original.fileId, { changedAtMs: changed, sidecar: null }, nowMs);
    this.search.note(original.fileId);
  }

  #logOf(rootId: number): ChangeLog {
    const log = this.#logs.get(rootId) ?? new ChangeLog(this.database, rootId);
    this.#logs.set(rootId, log);
    return log;
  }
}

function timesIn({ mtime_ms, ctime_ms }: Readonly<Record<string, unknown>>): ChangeTimes {
  return { mtimeMs: Number(mtime_ms), ctimeMs: ctime_ms === null ? null : Number(ctime_ms) };
}

/** What a record takes over from a copy, besides what the photo says of itself. */
const CONTENT =
  "directory_id, name, size, mtime_ms, ctime_ms, inode, born_ms, looked_at_ms, format, mime, " +
  "sample_hash, content_hash, media_hash, reader_version, sidecar, sidecar_size, sidecar_mtime_ms, " +
  "sidecar_ctime_ms, sidecar_inode, sidecar_looked_at_ms, sidecar_hash, sidecar_fields, " +
  "sidecar_problem, sidecar_problem_detail, sidecar_problem_since_ms";

/** A copy with something of its own attached stays its own: somebody edited it. */
const NOTHING_ATTACHED =
  "NOT EXISTS (SELECT 1 FROM edit WHERE edit.file_id = file.id AND edit.state <> 'discarded')";

/** So does one with a sidecar that no other record of the identity has: that, too, is an edit of it. */
function hasNoOwnSidecar(criterion: Pick<CopyCriterion<never>, "columns">): string {
  return `(file.sidecar_hash IS NULL OR EXISTS (SELECT 1 FROM file AS other
    WHERE ${isOfIdentity(criterion, "other", "?1", "?2")}
      AND other.id <> file.id AND other.sidecar_hash = file.sidecar_hash))`;
}
