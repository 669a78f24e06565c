import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Difference } from "../core/diff.ts";
import type { DisplacedPage } from "../core/displaced.ts";
import type { MoveCandidates, MovePair } from "../core/moves.ts";
import type { PhotoReading } from "../core/reading.ts";
import type { FilePlace, Staged, StagedKind, StagedTwin } from "../core/staged.ts";
import type { WalkStep } from "../core/walk_step.ts";
import { knownMounts, mountOf } from "./known_mounts.ts";
import { moveGroups } from "./move_groups.ts";
import { sidecarColumns } from "./sidecar_fingerprint.ts";
import {
  STAGED_COLUMNS,
  stagedDisplacement,
  stagedRow,
  stagedTwin,
  TO_HIDE,
} from "./staged_row.ts";

/** What a record and an arrival must share to be one file. */
const ONE_FILE = `f.inode = a.inode AND f.size = a.size AND f.mtime_ms = a.mtime_ms
  AND (f.born_ms = a.born_ms OR f.born_ms IS NULL OR a.born_ms IS NULL)`;

/** Something stands where nothing was, or where another file was. */
const ARRIVAL = "a.kind IN ('appeared', 'returned') OR (a.kind = 'changed' AND a.replaced = 1)";

/** A record that is not where it was: gone, out of sight, or another file has its place. */
const DEPARTURE = `d.kind IN ('vanished', 'unseen', 'released')
  OR (d.kind IN ('changed', 'moved') AND d.replaced = 1)`;

/** What arrived on a disk that covers another is a known file moved, or is left alone. */
const COVERED = "Another disk covers what was known here";

/** Candidates of some inodes; `null` when there are no more. */
export interface MovePage {
  readonly lastInode: number | null;
  readonly groups: readonly MoveCandidates[];
}

/** The change set of the scan in hand of one root. */
export class StageStore {
  readonly #insert: StatementSync;
  readonly #empty: StatementSync;
  readonly #page: StatementSync;
  readonly #remove: StatementSync;
  readonly #arrive: StatementSync;
  readonly #depart: StatementSync;
  readonly #leave: StatementSync;
  readonly #unhide: StatementSync;
  readonly #postpone: StatementSync;

  constructor(private readonly database: DatabaseSync, private readonly rootId: number) {
    this.#insert = database.prepare(
      `INSERT INTO stage
       (root_id, kind, directory, name, file_id, replaced, mount, size, mtime_ms, ctime_ms, inode,
        born_ms, reason, sidecar, sidecar_size, sidecar_mtime_ms, sidecar_ctime_ms, sidecar_inode)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#empty = database.prepare(
      `INSERT INTO stage
       (root_id, kind, directory, name, file_id, mount, size, mtime_ms, ctime_ms, inode, born_ms,
        looked_at_ms, sidecar, sidecar_size, sidecar_mtime_ms, sidecar_ctime_ms, sidecar_inode)
       VALUES (?, 'emptied', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#page = database.prepare(
      `SELECT ${STAGED_COLUMNS} FROM stage WHERE root_id = ? AND kind = ? AND id > ? ORDER BY id LIMIT ?`,
    );
    this.#remove = database.prepare("DELETE FROM stage WHERE id = ?");
    // Only a present record (kind 'changed') stands in the way; a missing one stays missing.
    this.#arrive = database.prepare(
      `UPDATE stage SET moved_file_id = ?, file_id = iif(kind = 'changed', file_id, NULL),
         kind = 'moved', reason = NULL WHERE id = ?`,
    );
    // The record leaves its old place: either nothing is there now, or something new that is nobody's.
    this.#depart = database.prepare(
      "DELETE FROM stage WHERE root_id = ? AND file_id = ? AND kind IN ('vanished', 'unseen', 'released', 'gone')",
    );
    this.#unhide = database.prepare(
      "UPDATE stage SET kind = 'unseen' WHERE root_id = ? AND file_id = ? AND kind = 'ignored'",
    );
    this.#postpone = database.prepare(
      `UPDATE stage SET kind = 'unseen', replaced = 0
       WHERE id = ? AND (kind = 'unseen' OR kind = 'changed' AND replaced = 1)`,
    );
    this.#leave = database.prepare(
      `UPDATE stage SET file_id = NULL, kind = CASE kind WHEN 'changed' THEN 'appeared' ELSE kind END
       WHERE root_id = ? AND file_id = ? AND kind IN ('changed', 'moved')`,
    );
  }

  /** Forgets what an earlier scan of the root left behind. */
  clear(): void {
    this.database.prepare("DELETE FROM stage WHERE root_id = ?").run(this.rootId);
  }

  /** Keeps the differences of one directory. */
  add(step: WalkStep): void {
    for (const difference of step.differences) this.#add(step, difference);
  }

  #add(step: WalkStep, difference: Difference): void {
    const seen = "fingerprint" in difference ? difference.fingerprint : null;
    const sidecar = "fingerprint" in difference ? difference.sidecar : undefined;
    this.#insert.run(
      this.rootId,
      difference.kind,
      step.directory,
      difference.name,
      "fileId" in difference ? difference.fileId : null,
      difference.kind === "changed" && difference.replaced ? 1 : 0,
      step.mount,
      seen?.size ?? null,
      seen?.mtimeMs ?? null,
      seen?.ctimeMs ?? null,
      seen?.inode ?? null,
      seen?.bornMs ?? null,
      difference.kind === "ignored" ? difference.reason : step.isCovered ? COVERED : null,
      ...sidecarColumns(sidecar),
    );
  }

  /** Up to `limit` rows of a kind after row `afterId`, in the order they were found. */
  page(kind: StagedKind, afterId: number, limit: number): Staged[] {
    return this.#page.all(this.rootId, kind, afterId, limit).map(stagedRow);
  }

  /** Marks a row as dealt with. */
  remove(id: number): void {
    this.#remove.run(id);
  }

  /** Forgets what arrived on disks that cover others and is no known file; gives how many those were. */
  dropStrangers(): number {
    const dropped = this.database.prepare(
      `DELETE FROM stage WHERE root_id = ? AND kind IN ('appeared', 'returned')
         AND reason IS NOT NULL`,
    ).run(this.rootId);
    return Number(dropped.changes);
  }

  /** Rows per kind. */
  counts(): Map<StagedKind, number> {
    const rows = this.database
      .prepare("SELECT kind, count(*) AS n FROM stage WHERE root_id = ? GROUP BY kind")
      .all(this.rootId);
    return new Map(rows.map((row) => [row["kind"] as StagedKind, Number(row["n"])]));
  }

  /**
   * Groups of records and places that one inode, size, mtime and mount could explain, whole groups
   * only: of the next `limit` inodes after `afterInode` that something arrived with. What is marked
   * in between changes none of the groups to come.
   */
  moveCandidates(afterInode: number, limit: number): MovePage {
    const last = this.database.prepare(
      `SELECT max(inode) AS inode FROM (SELECT DISTINCT inode FROM stage INDEXED BY stage_inode
         WHERE root_id = ? AND inode > ? ORDER BY inode LIMIT ?)`,
    ).get(this.rootId, afterInode, limit)?.["inode"] ?? null;
    if (last === null) return { lastInode: null, groups: [] };
    const rows = this.database.prepare(
      `SELECT f.inode, f.size, f.mtime_ms, a.mount, f.id AS file_id, fd.path AS folder, f.name AS file,
              f.missing_since_ms IS NOT NULL AND f.ignored_by IS NULL AS missing, f.sample_hash,
              a.id AS stage_id, a.directory, a.name, a.kind = 'changed' AS is_over
       FROM stage a
       CROSS JOIN file f ON ${ONE_FILE}
       CROSS JOIN directory fd ON fd.id = f.directory_id AND fd.root_id = a.root_id
       WHERE a.root_id = ?1 AND a.inode > ?2 AND a.inode <= ?3 AND (${ARRIVAL})
         AND iif(f.missing_since_ms IS NULL OR f.ignored_by IS NOT NULL, EXISTS (
               SELECT 1 FROM stage d WHERE d.file_id = f.id AND d.id <> a.id AND (${DEPARTURE})),
             a.file_id IS NOT f.id)
       ORDER BY 1, 2, 3, 4`,
    ).all(this.rootId, afterInode, last);
    const mounts = knownMounts(this.database, this.rootId);
    const onSameMount = rows.filter((row) =>
      mountOf(String(row["folder"]), mounts) === row["mount"] &&
      // Where a disk is away nothing of it is hidden for what was put under the name.
      (row["is_over"] === 0 || mountOf(String(row["directory"]), mounts) === row["mount"])
    );
    return { lastInode: Number(last), groups: [...moveGroups(onSameMount)] };
  }

  /** Whether any record of the root is somewhere else, for all this scan or an earlier one knows. */
  hasDepartures(): boolean {
    const row = this.database.prepare(
      `SELECT EXISTS (SELECT 1 FROM stage d WHERE d.root_id = ?1 AND (${DEPARTURE}))
           OR EXISTS (SELECT 1 FROM file CROSS JOIN directory ON directory.id = file.directory_id
                AND directory.root_id = ?1 WHERE file.missing_since_ms IS NOT NULL) AS has_any`,
    ).get(this.rootId);
    return row?.["has_any"] === 1;
  }

  /**
   * Records, present or hidden by a rule, that have the inode, size and mtime of something that
   * arrived, and that the scan found in their places or did not look at: for up to `limit` staged rows
   * after row `afterId`.
   */
  twins(afterId: number, limit: number): { lastId: number | null; twins: StagedTwin[] } {
    const last = this.database.prepare(
      `SELECT max(id) AS id FROM (
         SELECT id FROM stage WHERE root_id = ? AND id > ? ORDER BY id LIMIT ?)`,
    ).get(this.rootId, afterId, limit)?.["id"] ?? null;
    if (last === null) return { lastId: null, twins: [] };
    const rows = this.database.prepare(
      `SELECT a.id AS stage_id, a.directory AS to_directory, a.name AS to_name,
              f.id AS file_id, f.inode, fd.path AS directory, f.name,
              f.ignored_by IS NOT NULL OR EXISTS (
                SELECT 1 FROM stage s WHERE s.file_id = f.id AND s.kind = 'ignored') AS is_hidden
       FROM stage a
       CROSS JOIN file f ON ${ONE_FILE}
         AND (f.missing_since_ms IS NULL OR f.ignored_by IS NOT NULL)
       CROSS JOIN directory fd ON fd.id = f.directory_id AND fd.root_id = a.root_id
       WHERE a.root_id = ?1 AND a.id > ?2 AND a.id <= ?3 AND (${ARRIVAL})
         AND f.id IS NOT a.file_id
         AND NOT EXISTS (SELECT 1 FROM stage d WHERE d.file_id = f.id AND (${DEPARTURE}))`,
    ).all(this.rootId, afterId, last);
    return { lastId: Number(last), twins: rows.map(stagedTwin) };
  }

  /**
   * Records in whose places something else was found and whose own files the scan has not met anywhere:
   * for up to `limit` of these rows after row `afterId`.
   */
  displaced(afterId: number, limit: number): DisplacedPage {
    const rows = this.database.prepare(
      `SELECT s.id AS stage_id, s.directory, s.name, s.ctime_ms AS taken_ms,
              f.inode, f.size, f.mtime_ms
       FROM stage s CROSS JOIN file f ON f.id = s.file_id
       WHERE s.root_id = ?1 AND s.id > ?2 AND s.kind = 'changed' AND s.replaced = 1
         AND f.inode IS NOT NULL AND f.format IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM stage a INDEXED BY stage_inode
           WHERE a.root_id = ?1 AND a.inode = f.inode AND (${ARRIVAL}) AND ${ONE_FILE})
       ORDER BY s.id LIMIT ?3`,
    ).all(this.rootId, afterId, limit);
    const lastId = rows.length < limit ? null : Number(rows.at(-1)?.["stage_id"]);
    return { lastId, displaced: rows.map(stagedDisplacement) };
  }

  /** Whether the record of a place has this inode: another name of the file, which it always had. */
  isKnownAt({ directory, name }: FilePlace, inode: number): boolean {
    return this.database.prepare(
      `SELECT 1 FROM file JOIN directory ON directory.id = file.directory_id
       WHERE directory.root_id = ? AND directory.path = ? AND file.name = ? AND file.inode = ?
         AND file.missing_since_ms IS NULL`,
    ).get(this.rootId, directory, name, inode) !== undefined;
  }

  /** Notes a record that may be what arrived; it can be paired, and is never hidden for it. */
  addUnseen(fileId: number, { directory, name }: FilePlace): void {
    if (Number(this.#unhide.run(this.rootId, fileId).changes) > 0) return;
    const nothing = [0, "", ...new Array<null>(11).fill(null)];
    this.#insert.run(this.rootId, "unseen", directory, name, fileId, ...nothing);
  }

  /**
   * Leaves an arrival for a later scan. The record in whose place it stands is not there all the same,
   * so it can be paired with what arrived elsewhere.
   */
  postpone(id: number): void {
    if (Number(this.#postpone.run(id).changes) === 0) this.#remove.run(id);
  }

  /** Notes that a known photo is none any more; whether it is hidden for that is decided later. */
  addEmptied({ directory, name, fileId, mount }: Staged, found: PhotoReading): void {
    const { size, mtimeMs, ctimeMs, inode, bornMs } = found.fingerprint;
    const look = [size, mtimeMs, ctimeMs, inode, bornMs, found.lookedAtMs];
    const beside = sidecarColumns(found.sidecar);
    this.#empty.run(this.rootId, directory, name, fileId, mount, ...look, ...beside);
  }

  /** Notes that an arrival is the file of a record that stood elsewhere. */
  markMoved({ departure, arrival }: MovePair): void {
    this.#arrive.run(departure.fileId, arrival.stageId);
    this.#depart.run(this.rootId, departure.fileId);
    this.#leave.run(this.rootId, departure.fileId);
  }

  /**
   * Photos among the records that would be hidden, but those whose bytes were found under the name of
   * another one: their files have only changed places, and their records follow when they can.
   */
  photosToHide(): number {
    const row = this.database.prepare(
      `SELECT count(*) AS n FROM stage JOIN file ON file.id = stage.file_id
       WHERE stage.root_id = ? AND ${TO_HIDE} AND file.format IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM stage AS found WHERE found.sample_hash = file.sample_hash
           AND found.size = file.size AND found.root_id = stage.root_id)`,
    ).get(this.rootId);
    return Number(row?.["n"]);
  }

  /** Sets aside everything that would be hidden. */
  keepVanished(): void {
    this.database.prepare(`UPDATE stage SET kind = 'kept' WHERE root_id = ? AND ${TO_HIDE}`)
      .run(this.rootId);
  }
}
