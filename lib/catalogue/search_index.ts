import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { FACTS, KEYWORD_EDGE } from "../core/search_facts.ts";
import { returnArrays } from "./return_arrays.ts";
import { inTransaction } from "./transaction.ts";

/** Facts a photo has or has not, each with the condition under which it has it. */
const CONDITIONS: readonly (readonly [fact: string, condition: string])[] = [
  ["gps", "photo.latitude IS NOT NULL AND photo.longitude IS NOT NULL"],
  ["title", "photo.title <> ''"],
  ["description", "photo.description <> ''"],
  ["keyword", "EXISTS (SELECT 1 FROM keyword WHERE file_id = file.id)"],
  ["face", "EXISTS (SELECT 1 FROM face WHERE file_id = file.id)"],
  ["rating", "photo.rating IS NOT NULL"],
  ["label", "photo.label <> ''"],
  ["date", "photo.taken_at IS NOT NULL AND photo.taken_source <> 'mtime'"],
  ["make", "photo.make <> ''"],
  ["model", "photo.model <> ''"],
  ["lens", "photo.lens <> ''"],
  ["sidecar", "file.sidecar IS NOT NULL"],
];

/** Keywords and levels of keyword paths between edges, so that one of them can be meant as a whole. */
const KEYWORDS = `coalesce('${KEYWORD_EDGE} ' || (
    SELECT group_concat(keyword, ' ${KEYWORD_EDGE} ') FROM keyword WHERE file_id = file.id
  ) || ' ${KEYWORD_EDGE}', '') || coalesce(' ${KEYWORD_EDGE} ' || (
    SELECT group_concat(replace(path, '|', ' ${KEYWORD_EDGE} '), ' ${KEYWORD_EDGE} ')
    FROM keyword_path WHERE file_id = file.id
  ) || ' ${KEYWORD_EDGE}', '')`;

/** `2024-05-01T12:30` as the year, the month and the day, as far as they are known. */
const TAKEN = `coalesce(' ${FACTS.year}' || substr(photo.taken_at, 1, 4), '')
  || iif(length(photo.taken_at) >= 7,
    ' ${FACTS.month}' || substr(photo.taken_at, 1, 4) || substr(photo.taken_at, 6, 2), '')
  || iif(length(photo.taken_at) >= 10,
    ' ${FACTS.day}' || replace(substr(photo.taken_at, 1, 10), '-', ''), '')`;

const DOCUMENTS = `SELECT file.id, photo.title, photo.description, ${KEYWORDS},
    iif(directory.path = '', file.name, directory.path || '/' || file.name),
    photo.label, photo.make, photo.model, photo.lens,
    '${FACTS.photo} ${FACTS.root}' || directory.root_id
    || coalesce(' ${FACTS.format}' || file.format, '')
    || coalesce(' ${FACTS.rating}' || replace(photo.rating, '-', 'minus'), '')
    || ${TAKEN}
    ${
  CONDITIONS.map(([name, when]) => `|| iif(${when}, ' ${FACTS.has}${name}', '')`).join("\n    ")
}
  FROM photo CROSS JOIN file ON file.id = photo.file_id
  CROSS JOIN directory ON directory.id = file.directory_id`;

const COLUMNS = "rowid, title, description, keywords, path, label, make, model, lens, facts";

/**
 * Keeps what is searched equal to the records, in the transactions that change them. What is due is
 * written at the end of a transaction: a statement with a savepoint of its own, as many that change
 * records are, makes FTS5 write all it has gathered, and for a row at a time that takes longer than
 * everything else.
 */
export class SearchIndex {
  readonly #due = new Set<number>();
  readonly #document: StatementSync;
  readonly #insert: StatementSync;

  constructor(database: DatabaseSync) {
    this.#document = database.prepare(`${DOCUMENTS} WHERE photo.file_id = ?`);
    returnArrays(this.#document);
    this.#insert = database.prepare(
      `INSERT OR REPLACE INTO search (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** Notes that something a photo says of itself, or its place, was written. */
  note(fileId: number): void {
    this.#due.add(fileId);
  }

  /** Writes what is due: the last act of a transaction. */
  write(): void {
    for (const fileId of this.#due) {
      const row = this.#document.get(fileId) as unknown as SQLInputValue[] | undefined;
      if (row !== undefined) this.#insert.run(...row);
    }
    this.forget();
  }

  /** Nothing is due of a transaction that was rolled back. */
  forget(): void {
    this.#due.clear();
  }
}

/** Makes all of it anew, from the records as they are now; in the transaction of the caller. */
export function rebuildSearch(database: DatabaseSync): void {
  database.exec("INSERT INTO search (search) VALUES ('delete-all')");
  database.exec(`INSERT INTO search (${COLUMNS}) ${DOCUMENTS}`);
}

const STALE = "search_behind";
/** Transactions of so many rows let others have their turn. */
const BATCH_ROWS = 100;

/**
 * Notes that photos may be in the index as they were, because the places of all of them have changed or
 * there was no index before; `finishSearch` is owed from then on, also after a kill.
 */
export function oweSearch(database: DatabaseSync): void {
  database.prepare("INSERT OR REPLACE INTO catalogue (key, value) VALUES (?, '0')").run(STALE);
}

/** Makes anew what is owed, in short transactions; it carries on where it was killed. */
export async function finishSearch(database: DatabaseSync): Promise<void> {
  const owed = database.prepare("SELECT value FROM catalogue WHERE key = ?");
  const page = database.prepare(
    "SELECT file_id FROM photo WHERE file_id > ? ORDER BY file_id LIMIT ?",
  );
  const index = new SearchIndex(database);
  for (let row = owed.get(STALE); row !== undefined; row = owed.get(STALE)) {
    const ids = page.all(Number(row["value"]), BATCH_ROWS).map(({ file_id: id }) => Number(id));
    inTransaction(database, () => {
      for (const id of ids) index.note(id);
      index.write();
      const last = ids.at(-1);
      const sql = last === undefined
        ? "DELETE FROM catalogue WHERE key = ?1"
        : "UPDATE catalogue SET value = ?2 WHERE key = ?1";
      database.prepare(sql).run(...(last === undefined ? [STALE] : [STALE, String(last)]));
    });
    await new Promise((resolve) => setTimeout(resolve));
  }
}
