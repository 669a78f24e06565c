import { ACCEPTED_MOUNT } from "./accepted_mount.ts";
import type { DatabaseSync } from "node:sqlite";
import { isSilence } from "../core/root_silence.ts";
import { joinPath, type RelativePath } from "../core/entry.ts";
import { startReadersAnew } from "./start_readers_anew.ts";
import { inTransaction } from "./transaction.ts";

/** One watched directory as the catalogue knows it. */
export interface RootRow {
  readonly id: number;
  /** Absolute and real. */
  readonly path: string;
  readonly inode: number | null;
  readonly device: number | null;
  /** When the directory itself was made; `null` where the file system does not keep that. */
  readonly bornMs: number | null;
  /** Name of the file system it was on when it was last believed; `null` where nobody could tell. */
  readonly fileSystem: string | null;
  /** Inode of the directory a person accepted as the root, until the root was reconciled. */
  readonly acceptedInode: number | null;
  /** A person wants nothing to be done with it until it is resumed. */
  readonly isPaused: boolean;
}

/** What was seen of a directory that is believed to be the root. */
export type RootSight = Pick<RootRow, "inode" | "device" | "bornMs" | "fileSystem">;

const COLUMNS = "id, path, inode, device, born_ms, file_system, accepted_inode, paused_since_ms";

/** The roots of a catalogue. */
export class RootStore {
  constructor(private readonly database: DatabaseSync) {}

  /** All roots, in the order they were added. */
  all(): RootRow[] {
    return this.database.prepare(`SELECT ${COLUMNS} FROM root ORDER BY id`).all().map(rootRow);
  }

  /** One root, which must be there. */
  get(rootId: number): RootRow {
    const row = this.database.prepare(`SELECT ${COLUMNS} FROM root WHERE id = ?`).get(rootId);
    if (row === undefined) throw new Error(`Cannot find root ${rootId} in the catalogue`);
    return rootRow(row);
  }

  /** Makes a root of an absolute, real path and returns its id. */
  add(path: string, nowMs: number): number {
    const row = this.database
      .prepare("INSERT INTO root (path, added_at_ms) VALUES (?, ?) RETURNING id")
      .get(path, nowMs);
    return Number(row?.["id"]);
  }

  /** Remembers what was believed to be the root; writes only news, and `null` is none. */
  believe(rootId: number, seen: RootSight): void {
    const known = this.get(rootId);
    const inode = seen.inode ?? known.inode;
    const device = seen.device ?? known.device;
    const bornMs = seen.bornMs ?? known.bornMs;
    const fileSystem = seen.fileSystem ?? known.fileSystem;
    const isNews = inode !== known.inode || device !== known.device ||
      bornMs !== known.bornMs || fileSystem !== known.fileSystem;
    if (!isNews) return;
    this.database.prepare(
      "UPDATE root SET inode = ?, device = ?, born_ms = ?, file_system = ? WHERE id = ?",
    ).run(inode, device, bornMs, fileSystem, rootId);
  }

  /** An acceptance is used up once the whole root was reconciled. */
  settle(rootId: number): void {
    if (this.get(rootId).acceptedInode === null) return;
    this.database.prepare("UPDATE root SET accepted_inode = NULL WHERE id = ?").run(rootId);
  }

  /**
   * A person says that the root is at another path now; what is there is unknown until the next check.
   *
   * @param acceptedInode of a directory the person insists on, or `null`
   */
  relocate(rootId: number, path: string, acceptedInode: number | null): void {
    inTransaction(this.database, () => {
      this.database.prepare(
        `UPDATE root SET path = ?, inode = NULL, accepted_inode = ?, file_system = NULL,
           offline_since_ms = NULL, offline_reason = NULL WHERE id = ?`,
      ).run(path, acceptedInode, rootId);
      startReadersAnew(this.database);
    });
  }

  /** A person says that the directory of this inode, at the path now, is the root. */
  accept(rootId: number, inode: number): void {
    this.database.prepare("UPDATE root SET accepted_inode = ? WHERE id = ?").run(inode, rootId);
  }

  /** A person wants nothing to be done with the root from now on, and after a restart too. */
  pause(rootId: number, nowMs: number): void {
    this.database.prepare(
      "UPDATE root SET paused_since_ms = coalesce(paused_since_ms, ?) WHERE id = ?",
    ).run(nowMs, rootId);
  }

  /** The root is worked on again. */
  resume(rootId: number): void {
    this.database.prepare("UPDATE root SET paused_since_ms = NULL WHERE id = ?").run(rootId);
  }

  /**
   * A person says that what is at a path now stays there, and the disk that was known there does not
   * come back; `false` when none was known there, and none covers it.
   */
  acceptMount(rootId: number, path: RelativePath): boolean {
    const done = this.database.prepare(
      `UPDATE directory SET is_mount = ${ACCEPTED_MOUNT}
       WHERE root_id = ?1 AND path = ?2 AND (is_mount = 1 OR EXISTS (
         SELECT 1 FROM problem WHERE root_id = ?1 AND path = ?2 AND kind = 'mount-away'))`,
    ).run(rootId, path);
    return done.changes > 0;
  }

  /** What a person said of mounts is used up once the whole root was reconciled. */
  settleMounts(rootId: number): void {
    this.database.prepare(
      `UPDATE directory SET is_mount = 0 WHERE root_id = ? AND is_mount = ${ACCEPTED_MOUNT}`,
    ).run(rootId);
  }

  /** Remembers why the root is not there, or with `null` that it is; writes only what is news. */
  noteOffline(rootId: number, reason: string | null, nowMs: number): void {
    const row = this.database.prepare("SELECT offline_reason FROM root WHERE id = ?").get(rootId);
    if (row?.["offline_reason"] === reason) return;
    this.database.prepare(
      `UPDATE root SET offline_reason = ?1,
         offline_since_ms = iif(?1 IS NULL, NULL, coalesce(offline_since_ms, ?2)) WHERE id = ?3`,
    ).run(reason, nowMs, rootId);
  }

  /** Paths of roots that answered no question when they were looked at last. */
  silent(): string[] {
    const rows = this.database.prepare(
      "SELECT path, offline_reason FROM root WHERE offline_reason IS NOT NULL",
    ).all();
    return rows.filter((row) => isSilence(String(row["offline_reason"])))
      .map((row) => String(row["path"]));
  }

  /** Where disks were seen below the root, whether they are there now or not. */
  mounts(rootId: number): string[] {
    return this.database.prepare(
      "SELECT path FROM directory WHERE root_id = ? AND is_mount = 1 ORDER BY path",
    ).all(rootId).map((row) => String(row["path"]));
  }

  /** Photos the catalogue shows below the root, counted up to `limit`. */
  photoCount(rootId: number, limit: number): number {
    const row = this.database.prepare(
      `SELECT count(*) AS n FROM (
         SELECT 1 FROM directory CROSS JOIN file ON file.directory_id = directory.id
         WHERE directory.root_id = ? AND file.missing_since_ms IS NULL AND file.format IS NOT NULL
         LIMIT ?)`,
    ).get(rootId, limit);
    return Number(row?.["n"]);
  }

  /** Paths of about `limit` directories of a root, or of all, taken evenly from the order they came. */
  someDirectories(rootId: number, limit: number): RelativePath[] {
    const count = this.database.prepare("SELECT count(*) AS n FROM directory WHERE root_id = ?")
      .get(rootId)?.["n"];
    const step = Math.max(1, Math.ceil(Number(count) / limit));
    return this.database.prepare("SELECT path FROM directory WHERE root_id = ? AND id % ? = 0")
      .all(rootId, step).map((row) => String(row["path"]));
  }

  /** Photos with a record of the root, by whether they are there. */
  recordCounts(rootId: number): { present: number; missing: number; tombstones: number } {
    const row = this.database.prepare(
      `SELECT count(*) FILTER (WHERE missing_since_ms IS NULL AND format IS NOT NULL) AS present,
              count(*) FILTER (WHERE missing_since_ms IS NOT NULL OR format IS NULL) AS missing,
              count(tombstone_since_ms) AS tombstones
       FROM directory CROSS JOIN file ON file.directory_id = directory.id
       WHERE directory.root_id = ? AND EXISTS (SELECT 1 FROM photo WHERE photo.file_id = file.id)`,
    ).get(rootId);
    const count = (name: string) => Number(row?.[name]);
    return {
      present: count("present"),
      missing: count("missing"),
      tombstones: count("tombstones"),
    };
  }

  /**
   * A few names at the top of the root below which the catalogue knows files to be: up to `limit` files
   * and as many folders, since whoever clears out one of the two mostly leaves the other.
   */
  topNames(rootId: number, limit: number): string[] {
    // All paths below `a` sort from `a/` up to, not including, `a0`: `0` is the character after `/`.
    const rows = this.database.prepare(
      `SELECT name FROM (
         SELECT file.name FROM directory JOIN file ON file.directory_id = directory.id
         WHERE directory.root_id = ?1 AND directory.path = '' AND file.missing_since_ms IS NULL
         LIMIT ?2)
       UNION ALL
       SELECT path FROM (
         SELECT path FROM directory AS top
         WHERE parent_id = (SELECT id FROM directory WHERE root_id = ?1 AND path = '') AND (
           EXISTS (SELECT 1 FROM file WHERE directory_id = top.id AND missing_since_ms IS NULL)
           OR EXISTS (
             SELECT 1 FROM directory AS below CROSS JOIN file ON file.directory_id = below.id
             WHERE below.root_id = ?1 AND file.missing_since_ms IS NULL
               AND below.path > top.path || '/' AND below.path < top.path || '0'))
         LIMIT ?2)`,
    ).all(rootId, limit);
    return rows.map((row) => String(row["name"]));
  }

  /**
   * Paths of a few known photos, one each of up to twice `limit` folders: of the first and of the last
   * ones by name. Tools like to make a folder with a known name; they seldom bring its photos.
   */
  photoSample(rootId: number, limit: number): RelativePath[] {
    const some = (order: "ASC" | "DESC") =>
      `SELECT * FROM (
         SELECT path, (SELECT min(name) FROM file
           WHERE directory_id = directory.id AND missing_since_ms IS NULL AND format IS NOT NULL) AS name
         FROM directory WHERE root_id = ?1 AND name IS NOT NULL ORDER BY path ${order} LIMIT ?2)`;
    const rows = this.database.prepare(`${some("ASC")} UNION ${some("DESC")}`).all(rootId, limit);
    return rows.map((row) => joinPath(String(row["path"]), String(row["name"])));
  }
}

function rootRow(row: Record<string, unknown>): RootRow {
  const number = (name: string) => row[name] === null ? null : Number(row[name]);
  return {
    id: Number(row["id"]),
    path: String(row["path"]),
    inode: number("inode"),
    device: number("device"),
    bornMs: number("born_ms"),
    fileSystem: row["file_system"] === null ? null : String(row["file_system"]),
    acceptedInode: number("accepted_inode"),
    isPaused: row["paused_since_ms"] !== null,
  };
}
