import type { DatabaseSync } from "node:sqlite";
import { parentPath, type RelativePath } from "../core/entry.ts";
import { DirectoryStore } from "./directory_store.ts";
import { oweSearch } from "./search_index.ts";
import { startReadersAnew } from "./start_readers_anew.ts";
import { inTransaction } from "./transaction.ts";

/** What a root becomes when it is made wider. */
export interface WiderRoot {
  /** The root that stays, with its id. */
  readonly rootId: number;
  /** Absolute and real. */
  readonly path: string;
  /** The root itself and those that become part of it, and where each lies in the wider one. */
  readonly parts: readonly { readonly rootId: number; readonly prefix: RelativePath }[];
  /** Directories on the way to a part at which another file system is mounted. */
  readonly mounts: readonly RelativePath[];
}

/**
 * Gives the records of one or several roots a root that lies above them. Records hang on directories,
 * so only those are written: ids, dates, evidence, hashes and fingerprints stay as they are. All or
 * nothing; what is at the new place is unknown until the next check of the root.
 */
export function widenRoot(database: DatabaseSync, wider: WiderRoot): void {
  inTransaction(database, () => {
    for (const part of wider.parts) moveUnder(database, wider.rootId, part);
    for (const { table, column } of PLACED) {
      database.prepare(`UPDATE ${table} SET ${column} = substr(${column}, 2)
        WHERE root_id = ? AND substr(${column}, 1, 1) = '/'`).run(wider.rootId);
    }
    linkDirectories(database, wider);
    joinOpenLists(database, wider.rootId);
    replaceRoots(database, wider);
    startReadersAnew(database);
    oweSearch(database);
  });
}

/** Tables with a path below the root in a unique key. */
const PLACED = [
  { table: "directory", column: "path" },
  { table: "problem", column: "path" },
  { table: "ignore_rule", column: "folder" },
];

/** A path of a part, seen from the wider root. */
const under = (column: string) => `CASE ${column} WHEN '' THEN ?2 ELSE ?2 || '/' || ${column} END`;

function moveUnder(
  database: DatabaseSync,
  rootId: number,
  part: { readonly rootId: number; readonly prefix: RelativePath },
): void {
  const run = (sql: string) => database.prepare(sql).run(rootId, part.prefix, part.rootId);
  for (const { table, column } of PLACED) {
    // With a slash in front for now: `a` may have to become `a/a` before that one has moved on.
    run(`UPDATE ${table} SET root_id = ?1, ${column} = '/' || ${under(column)} WHERE root_id = ?3`);
  }
  run(
    `UPDATE change SET root_id = ?1, path = ${under("path")},
       old_path = iif(substr(old_path, 1, 1) = '/', old_path, ${under("old_path")})
     WHERE root_id = ?3`,
  );
  run(
    `UPDATE scan SET root_id = ?1, scope = (
       SELECT json_group_array(${under("one.value")}) FROM json_each(scan.scope) AS one)
     WHERE root_id = ?3`,
  );
  database.prepare("UPDATE held SET root_id = ? WHERE root_id = ?").run(rootId, part.rootId);
  // Their paths are absolute.
  database.prepare("UPDATE temporary_file SET root_id = ? WHERE root_id = ?")
    .run(rootId, part.rootId);
  // What a crash left there; the next scan observes it again.
  database.prepare("DELETE FROM stage WHERE root_id = ?").run(part.rootId);
}

function linkDirectories(database: DatabaseSync, { rootId, parts, mounts }: WiderRoot): void {
  const directories = new DirectoryStore(database, rootId);
  const find = database.prepare("SELECT id FROM directory WHERE root_id = ? AND path = ?");
  const link = database.prepare("UPDATE directory SET parent_id = ? WHERE id = ?");
  for (const { prefix } of parts) {
    const top = find.get(rootId, prefix);
    // A root in which nothing was ever found has no directory.
    if (top === undefined) continue;
    link.run(directories.idOf(parentPath(prefix)), Number(top["id"]));
  }
  for (const mount of mounts) directories.markMount(mount);
}

/** A root has at most one list without a decision. */
function joinOpenLists(database: DatabaseSync, rootId: number): void {
  const [first, ...more] = database
    .prepare("SELECT id FROM held WHERE root_id = ? AND decision IS NULL ORDER BY id").all(rootId);
  for (const { id } of first === undefined ? [] : more) {
    database.prepare("UPDATE held_file SET held_id = ? WHERE held_id = ?")
      .run(Number(first?.["id"]), Number(id));
    database.prepare("DELETE FROM held WHERE id = ?").run(Number(id));
  }
}

function replaceRoots(database: DatabaseSync, { rootId, path, parts }: WiderRoot): void {
  const ids = JSON.stringify(parts.map((part) => part.rootId));
  const row = database.prepare(
    `SELECT min(added_at_ms) AS added FROM root WHERE id IN (SELECT value FROM json_each(?))`,
  ).get(ids);
  database.prepare(
    "DELETE FROM root WHERE id <> ? AND id IN (SELECT value FROM json_each(?))",
  ).run(rootId, ids);
  database.prepare(
    `UPDATE root SET path = ?, added_at_ms = ?, inode = NULL, accepted_inode = NULL,
       file_system = NULL, offline_since_ms = NULL, offline_reason = NULL WHERE id = ?`,
  ).run(path, Number(row?.["added"]), rootId);
}
