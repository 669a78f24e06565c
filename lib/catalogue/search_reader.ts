import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { SearchCursor, SearchSort } from "../core/search_cursor.ts";
import type { SearchTerm } from "../core/search_query.ts";
import type { ViewRow } from "./catalogue_queries.ts";
import { type CompiledSearch, compileSearch, type SearchRoot } from "./search_match.ts";

/** Which photos, and which of them. */
export interface SearchPage {
  readonly terms: readonly SearchTerm[];
  readonly sort: SearchSort;
  /** The newest first, or last. */
  readonly isDescending: boolean;
  /** Where the page before ended; `null` for the first one. */
  readonly after: SearchCursor | null;
  readonly limit: number;
}

/** One page of photos. */
export interface FoundPhotos {
  readonly photos: readonly ViewRow[];
  /** Where it ends; `null` when no photo is behind it. */
  readonly next: SearchCursor | null;
}

/** What is asked of SQLite. */
export interface SearchStatement {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** Where so many are found a page of them is met soon, mostly: a set of all is made only after that. */
const WALKED_FROM = 300_000;
/** So many are met, and looked up one by one, before it is made: a look takes up to a millisecond. */
const WALKED_MAX = 150;
/** So many are sorted sooner than they are met where photos are walked through in their order. */
const SORTED_MAX = 20_000;

/** How photos are looked for in the order of their time. */
export interface SearchReaderOptions {
  /** Photos that are found and sorted, rather than met in their order. */
  readonly sortedMax?: number;
  /** Photos that are found from which on a page of them is mostly met soon. */
  readonly walkedFrom?: number;
  /** Photos that are met in their order before a set is made of all that is found. */
  readonly walkedMax?: number;
}

/** Finds photos, one page at a time; a page costs the same wherever it is. */
export class SearchReader {
  readonly #sortedMax: number;
  readonly #walkedFrom: number;
  readonly #walkedMax: number;

  constructor(private readonly database: DatabaseSync, options: SearchReaderOptions = {}) {
    this.#sortedMax = options.sortedMax ?? SORTED_MAX;
    this.#walkedFrom = options.walkedFrom ?? WALKED_FROM;
    this.#walkedMax = options.walkedMax ?? WALKED_MAX;
  }

  /** One page. */
  page(page: SearchPage): FoundPhotos {
    let rows: Readonly<Record<string, unknown>>[] = [];
    for (const { sql, values } of this.statements(page)) {
      rows = this.database.prepare(sql).all(...values);
      if (rows.length > page.limit) break;
    }
    const shown = rows.slice(0, page.limit);
    const last = rows.length > page.limit ? shown.at(-1) : undefined;
    const isTaken = page.sort === "taken";
    const photo = this.database.prepare("SELECT * FROM photos WHERE id = ?");
    return {
      photos: shown.map(({ id }) => photo.get(Number(id)) as unknown as ViewRow),
      next: last === undefined
        ? null
        : { id: Number(last["id"]), taken: isTaken ? String(last["taken"]) : null },
    };
  }

  /** Ids of one page and of one photo more: by the first statement that gives so many, or by the last. */
  statements(page: SearchPage): readonly SearchStatement[] {
    const compiled = compileSearch(page.terms, this.#roots());
    if (page.sort === "added") return [byId(page, compiled)];
    if (page.terms.length === 0) return [byTaken(page, null)];
    const found = compiled.isFew ? 0 : this.#found(compiled);
    if (found < this.#sortedMax || compiled.isFew) return [sorted(page, compiled)];
    if (found < this.#walkedFrom) return [byTaken(page, compiled)];
    const until = this.#walkEnd(page);
    // What is found may lie together, and far away.
    return [walked(page, compiled, until), ...until === null ? [] : [byTaken(page, compiled)]];
  }

  /** The photo up to which is walked; `null` for all, where no more are left. */
  #walkEnd(page: SearchPage): SearchPage["after"] {
    const order = orderOf({ ...page, limit: 0 });
    const sql = `SELECT photo.file_id AS id, ${TAKEN} AS taken FROM photo INDEXED BY photo_taken
      WHERE TRUE ${order.sql} OFFSET ?`;
    const row = this.database.prepare(sql).get(...order.values, this.#walkedMax);
    return row === undefined ? null : { id: Number(row["id"]), taken: String(row["taken"]) };
  }

  /** How many are found by words alone, counted as far as it matters. */
  #found({ match }: CompiledSearch): number {
    const sql = "SELECT count(*) AS n FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)";
    const enough = Math.max(this.#sortedMax, this.#walkedFrom);
    return Number(this.database.prepare(sql).get(match, enough)?.["n"]);
  }

  #roots(): readonly SearchRoot[] {
    return this.database.prepare("SELECT id, path FROM root").all()
      .map(({ id, path }) => ({ id: Number(id), path: String(path) }));
  }
}

const PRESENT = "file.missing_since_ms IS NULL AND file.format IS NOT NULL";
const TAKEN = "coalesce(photo.taken_at, '')";
const FOUND = `search CROSS JOIN file ON file.id = search.rowid AND ${PRESENT}
  CROSS JOIN directory ON directory.id = file.directory_id`;
/** From the list in a check to what is found, not the other way round. */
const FEW_FOUND = `file CROSS JOIN search ON search.rowid = file.id AND ${PRESENT}
  CROSS JOIN directory ON directory.id = file.directory_id`;

/** The index gives its rows in the order of ids, one after the other. */
function byId(
  { after, isDescending, limit }: SearchPage,
  { match, checks, isFew }: CompiledSearch,
): SearchStatement {
  const [operator, order] = isDescending ? ["<", "DESC"] : [">", "ASC"];
  const id = isFew ? "file.id" : "search.rowid";
  const sql = `SELECT ${id} AS id FROM ${isFew ? FEW_FOUND : FOUND}
    WHERE search MATCH ?${checks.map((check) => ` AND (${check.sql})`).join("")}
      ${after === null ? "" : `AND ${id} ${operator} ?`}
    ORDER BY ${id} ${order} LIMIT ?`;
  const values = [match, ...checks.flatMap((check) => check.values)];
  return { sql, values: [...values, ...(after === null ? [] : [after.id]), limit + 1] };
}

function sorted(page: SearchPage, { match, checks, isFew }: CompiledSearch): SearchStatement {
  const order = orderOf(page);
  const sql = `SELECT search.rowid AS id, ${TAKEN} AS taken
    FROM ${isFew ? FEW_FOUND : FOUND} CROSS JOIN photo ON photo.file_id = file.id
    WHERE search MATCH ?${checks.map((check) => ` AND (${check.sql})`).join("")} ${order.sql}`;
  return { sql, values: [match, ...checks.flatMap((check) => check.values), ...order.values] };
}

/** Through photos in their order, up to one of them; each is looked up in what is found. */
function walked(
  page: SearchPage,
  { match, checks }: CompiledSearch,
  until: SearchPage["after"],
): SearchStatement {
  const order = orderOf(page);
  const end = until === null ? null : bound(page.isDescending ? ">=" : "<=", until);
  const sql = `SELECT photo.file_id AS id, ${TAKEN} AS taken
    FROM photo INDEXED BY photo_taken CROSS JOIN file ON file.id = photo.file_id AND ${PRESENT}
      CROSS JOIN directory ON directory.id = file.directory_id
    WHERE EXISTS (SELECT 1 FROM search WHERE search MATCH ? AND search.rowid = photo.file_id)
      ${checks.map((check) => ` AND (${check.sql})`).join("")} ${end?.sql ?? ""} ${order.sql}`;
  const values = [match, ...checks.flatMap((check) => check.values), ...end?.values ?? []];
  return { sql, values: [...values, ...order.values] };
}

/** Through all photos in their order; of those that are found a set is made before. */
function byTaken(page: SearchPage, compiled: CompiledSearch | null): SearchStatement {
  const order = orderOf(page);
  const checks = compiled?.checks ?? [];
  const found = compiled === null ? "" : `AND photo.file_id IN (
    SELECT search.rowid FROM search WHERE search MATCH ?)`;
  const sql = `SELECT photo.file_id AS id, ${TAKEN} AS taken
    FROM photo INDEXED BY photo_taken CROSS JOIN file ON file.id = photo.file_id AND ${PRESENT}
      CROSS JOIN directory ON directory.id = file.directory_id
    WHERE TRUE ${found}${checks.map((check) => ` AND (${check.sql})`).join("")} ${order.sql}`;
  const match = compiled === null ? [] : [compiled.match];
  return { sql, values: [...match, ...checks.flatMap((check) => check.values), ...order.values] };
}

function orderOf({ after, isDescending, limit }: SearchPage): SearchStatement {
  const [operator, order] = isDescending ? ["<", "DESC"] : [">", "ASC"];
  const from = after === null ? null : bound(operator, after);
  return {
    sql: `${from?.sql ?? ""} ORDER BY ${TAKEN} ${order}, photo.file_id ${order} LIMIT ?`,
    values: [...from?.values ?? [], limit + 1],
  };
}

/** Where a walk begins or ends; said twice, as SQLite takes the pair for nothing to look up in the index. */
function bound(
  operator: string,
  { id, taken }: NonNullable<SearchPage["after"]>,
): SearchStatement {
  const sql = `AND ${TAKEN} ${
    operator.slice(0, 1)
  }= ? AND (${TAKEN}, photo.file_id) ${operator} (?, ?)`;
  return { sql, values: [taken ?? "", taken ?? "", id] };
}
