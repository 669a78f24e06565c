import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { parentPath } from "../core/entry.ts";
import { sqliteTrouble } from "../core/sqlite_trouble.ts";
import { DirectoryStore } from "./directory_store.ts";
import { readRows, type SalvageRow } from "./read_damaged.ts";
import { rebuildSearch } from "./search_index.ts";
import { startReadersAnew } from "./start_readers_anew.ts";
import { inTransaction } from "./transaction.ts";

/** What could be saved of a damaged catalogue. */
export interface Salvaged {
  /** Photos, present or missing, and candidates that were none. */
  readonly records: number;
  readonly roots: number;
  /** What could not be read, in words; `null` when everything could. */
  readonly unreadable: string | null;
}

/** Tables that are copied, with their leading key, and the table whose numbers that key has. */
const TABLES: readonly (readonly [table: string, key: string, numbersOf: string])[] = [
  ["root", "id", "root"],
  ["directory", "id", "directory"],
  ["file", "id", "file"],
  ["photo", "file_id", "file"],
  ["keyword", "file_id", "file"],
  ["keyword_path", "file_id", "file"],
  ["face", "file_id", "file"],
  ["edit", "id", "edit"],
  ["ignore_rule", "root_id", "root"],
  ["problem", "root_id", "root"],
  ["held", "id", "held"],
  ["held_file", "held_id", "held"],
  ["scan", "id", "scan"],
  ["change", "seq", "change"],
];

/** Added in a later version: an older catalogue is complete without. */
const LATER_TABLES = new Set(["ignore_rule", "edit"]);

/** Left between the highest number that can be read and the next one, where it is not known. */
const NUMBERS_LEFT_OUT = 10_000_000;

/**
 * Copies what can be read of a damaged catalogue into a new, empty one: row by row, so that a broken
 * page costs the rows on it and no others. Ids and dates stay. Nothing of the file's content is
 * believed unseen: the present files count as looked at too early, so the next scan reads them again.
 *
 * Readers of the changes are told to start anew.
 */
export function salvage(source: DatabaseSync, target: DatabaseSync): Salvaged {
  target.exec("PRAGMA foreign_keys = OFF");
  const lost = inTransaction(target, () => {
    const lost = TABLES.flatMap((table) => copyTable(source, target, table));
    copyByIndex(source, target);
    keepIdentity(source, target);
    keepNumbers(source, target);
    dropHomeless(target);
    startReadersAnew(target);
    rebuildSearch(target);
    target.exec(
      `UPDATE file SET looked_at_ms = coalesce(ctime_ms, mtime_ms) WHERE missing_since_ms IS NULL`,
    );
    return lost;
  });
  target.exec("PRAGMA foreign_keys = ON");
  const unreadable = lost.length === 0 ? null : lost.join(", ");
  return { records: count(target, "file"), roots: count(target, "root"), unreadable };
}

/** Copies one table and gives, in words, what of it was lost. */
function copyTable(
  source: DatabaseSync,
  target: DatabaseSync,
  [table, key, numbersOf]: (typeof TABLES)[number],
): string[] {
  const columns = attempt(() => commonColumns(source, target, table)) ?? [];
  if (columns.length === 0) {
    return LATER_TABLES.has(table) ? [] : [`${table}: nothing could be read`];
  }
  const list = columns.map((column) => `"${column}"`).join(", ");
  const insert = target.prepare(
    `INSERT OR IGNORE INTO ${table} (${list}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  let refused = 0;
  const take = (row: SalvageRow) => {
    try {
      insert.run(...columns.map((column) => row[column] as SQLInputValue));
    } catch {
      // What was read is no row of this table: rubbish that looked like one.
      refused++;
    }
  };
  const { brokenKeys } = readRows(source, { table, key, numbersOf, columns: list }, take);
  const lost = brokenKeys + refused;
  return lost === 0 ? [] : [`${table}: ${lost} rows could not be read`];
}

/** Columns both know: the damaged one may be of an older version. */
function commonColumns(source: DatabaseSync, target: DatabaseSync, table: string): string[] {
  const names = (database: DatabaseSync) =>
    database.prepare("SELECT name FROM pragma_table_info(?)").all(table)
      .map((row) => String(row["name"]));
  const known = new Set(names(source));
  return names(target).filter((name) => known.has(name));
}

/** Paths of roots and directories are in an index, too: what the table lost may be there. */
function copyByIndex(source: DatabaseSync, target: DatabaseSync): void {
  const nowMs = Date.now();
  attempt(() => {
    const insert = target.prepare(
      "INSERT OR IGNORE INTO root (id, path, added_at_ms) VALUES (?, ?, ?)",
    );
    const rows = source.prepare("SELECT id, path FROM root ORDER BY path").all();
    for (const { id, path } of rows) insert.run(Number(id), String(path), nowMs);
  });
  attempt(() => {
    const insert = target.prepare(
      "INSERT OR IGNORE INTO directory (id, root_id, path) VALUES (?, ?, ?)",
    );
    const sql = "SELECT id, root_id, path FROM directory ORDER BY root_id, path";
    for (const row of source.prepare(sql).all()) {
      insert.run(Number(row["id"]), Number(row["root_id"]), String(row["path"]));
    }
  });
  for (const { id, root_id, path } of orphans(target)) {
    const parent = new DirectoryStore(target, Number(root_id)).idOf(parentPath(String(path)));
    target.prepare("UPDATE directory SET parent_id = ? WHERE id = ?").run(parent, Number(id));
  }
}

function orphans(target: DatabaseSync): SalvageRow[] {
  return target.prepare(
    `SELECT id, root_id, path FROM directory
     WHERE path <> '' AND root_id IN (SELECT id FROM root)
       AND (parent_id IS NULL OR parent_id NOT IN (SELECT id FROM directory)) ORDER BY path`,
  ).all();
}

/** It is still the same catalogue. */
function keepIdentity(source: DatabaseSync, target: DatabaseSync): void {
  attempt(() => {
    const [row] = source.prepare("SELECT value FROM catalogue WHERE key = 'id'").all();
    if (typeof row?.["value"] !== "string") return;
    target.prepare("UPDATE catalogue SET value = ? WHERE key = 'id'").run(row["value"]);
  });
}

/** An id is never given twice, also not one whose row was lost. */
function keepNumbers(source: DatabaseSync, target: DatabaseSync): void {
  for (const table of ["root", "directory", "file", "change", "scan", "held", "edit"]) {
    const sequence = "SELECT seq FROM sqlite_sequence WHERE name = ?";
    const known = attempt(() => source.prepare(sequence).all(table)[0]?.["seq"]);
    const highest = Math.max(
      ...HIGHEST.filter(([of]) => of === table).map(([, sql]) =>
        Number(target.prepare(sql).get()?.["n"] ?? 0)
      ),
    );
    const next = typeof known === "number" ? known : highest + NUMBERS_LEFT_OUT;
    target.prepare("DELETE FROM sqlite_sequence WHERE name = ?").run(table);
    target.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)").run(table, next);
  }
}

/** Wherever numbers of a table are written down. */
const HIGHEST: readonly (readonly [table: string, sql: string])[] = [
  ["root", "SELECT max(id) AS n FROM root"],
  ["root", "SELECT max(root_id) AS n FROM directory"],
  ["directory", "SELECT max(id) AS n FROM directory"],
  ["directory", "SELECT max(directory_id) AS n FROM file"],
  ["file", "SELECT max(id) AS n FROM file"],
  ["file", "SELECT max(file_id) AS n FROM photo"],
  ["file", "SELECT max(file_id) AS n FROM change"],
  ["change", "SELECT max(seq) AS n FROM change"],
  ["change", "SELECT max(change_seq) AS n FROM file"],
  ["scan", "SELECT max(id) AS n FROM scan"],
  ["scan", "SELECT max(missing_scan_id) AS n FROM file"],
  ["held", "SELECT max(id) AS n FROM held"],
  ["edit", "SELECT max(id) AS n FROM edit"],
];

/** Rows whose root, directory or file was lost belong to nothing any more. */
function dropHomeless(target: DatabaseSync): void {
  target.exec(`
    DELETE FROM directory WHERE root_id NOT IN (SELECT id FROM root);
    DELETE FROM file WHERE directory_id NOT IN (SELECT id FROM directory);
    DELETE FROM photo WHERE file_id NOT IN (SELECT id FROM file);
    DELETE FROM keyword WHERE file_id NOT IN (SELECT id FROM file);
    DELETE FROM keyword_path WHERE file_id NOT IN (SELECT id FROM file);
    DELETE FROM face WHERE file_id NOT IN (SELECT id FROM file);
    DELETE FROM edit WHERE file_id NOT IN (SELECT id FROM file);
    DELETE FROM problem WHERE root_id NOT IN (SELECT id FROM root);
    DELETE FROM ignore_rule WHERE root_id NOT IN (SELECT id FROM root);
    DELETE FROM scan WHERE root_id NOT IN (SELECT id FROM root);
    DELETE FROM held WHERE root_id NOT IN (SELECT id FROM root);
    DELETE FROM held_file WHERE held_id NOT IN (SELECT id FROM held)
      OR file_id NOT IN (SELECT id FROM file);
  `);
}

function count(database: DatabaseSync, table: "file" | "root"): number {
  return Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"]);
}

/** What can be had of something that may be broken; `null` where it is. */
function attempt<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch (error) {
    if (sqliteTrouble(error) === "full") throw error;
    return null;
  }
}
