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

/** So many are sorted sooner than they are met from one month to the next. */
const SORTED_MAX = 20_000;

/** How photos are looked for in the order of their time. */
export interface SearchReaderOptions {
  /** Photos that are found and sorted as a whole. */
  readonly sortedMax?: number;
}

/** Finds photos, one page at a time; a page costs the same wherever it is. */
export class SearchReader {
  readonly #sortedMax: number;

  constructor(private readonly database: DatabaseSync, options: SearchReaderOptions = {}) {
    this.#sortedMax = options.sortedMax ?? SORTED_MAX;
  }

  /** One page. */
  page(page: SearchPage): FoundPhotos {
    const rows: Readonly<Record<string, unknown>>[] = [];
    for (const { sql, values } of this.statements(page)) {
      rows.push(...this.database.prepare(sql).all(...values));
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

  /** Give the ids of one page and of one photo more, one behind the other, until there are so many. */
  *statements(page: SearchPage): Generator<SearchStatement> {
    const roots = this.#roots();
    const compiled = compileSearch(page.terms, roots);
    if (page.sort === "added") yield byId(page, compiled);
    else if (page.terms.length === 0) yield walked(page);
    else if (compiled.isFew || this.#found(compiled) < this.#sortedMax) {
      yield sorted(page, compiled);
    } else yield* this.#byMonths(page, roots);
  }

  /** From month to month, past years in which nothing is found. */
  *#byMonths(page: SearchPage, roots: readonly SearchRoot[]): Generator<SearchStatement> {
    const within = (span: string | null) => compileSearch(page.terms, roots, span);
    const probe = this.database.prepare("SELECT 1 FROM search WHERE search MATCH ? LIMIT 1");
    let edge: string | null = null;
    let known = "";
    for (;;) {
      const first = firstTaken(page, edge);
      const taken = this.database.prepare(first.sql).get(...first.values)?.["taken"];
      if (taken === undefined) return;
      const span = String(taken).slice(0, MONTH_LENGTH);
      const year = span.slice(0, YEAR_LENGTH);
      const isEmpty = year !== known && year !== "" &&
        probe.get(within(year).match) === undefined;
      if (isEmpty) edge = page.isDescending ? year : `${year}${BEHIND}`;
      else {
        known = year;
        yield year === "" ? undated(page, within(null)) : inSpan(page, within(span), span);
        // A year of which no more is known stands before its months.
        edge = page.isDescending || span.length < MONTH_LENGTH ? span : `${span}${BEHIND}`;
      }
    }
  }

  /** How many are found by words alone, counted as far as it matters. */
  #found({ match }: CompiledSearch): number {
    const sql = "SELECT count(*) AS n FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)";
    return Number(this.database.prepare(sql).get(match, this.#sortedMax)?.["n"]);
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

/** Through all photos in their order. */
function walked(page: SearchPage): SearchStatement {
  const order = orderOf(page);
  const sql = `SELECT photo.file_id AS id, ${TAKEN} AS taken
    FROM photo INDEXED BY photo_taken CROSS JOIN file ON file.id = photo.file_id AND ${PRESENT}
    WHERE TRUE ${order.sql}`;
  return { sql, values: order.values };
}

/** What is found in a month; in a year, where no more is known of when in it. */
function inSpan(page: SearchPage, compiled: CompiledSearch, span: string): SearchStatement {
  if (span.length === MONTH_LENGTH) return sorted(page, compiled);
  const check = { sql: `${TAKEN} = ?`, values: [span] };
  return sorted(page, { ...compiled, checks: [...compiled.checks, check] });
}

/** Of those that are found, the ones of no time: few, as a file has a time of its own. */
function undated(page: SearchPage, { match, checks }: CompiledSearch): SearchStatement {
  const order = orderOf(page);
  const sql = `SELECT photo.file_id AS id, ${TAKEN} AS taken
    FROM photo INDEXED BY photo_taken CROSS JOIN file ON file.id = photo.file_id AND ${PRESENT}
      CROSS JOIN directory ON directory.id = file.directory_id
    WHERE ${TAKEN} = '' AND photo.file_id IN (SELECT search.rowid FROM search WHERE search MATCH ?)
      ${checks.map((check) => ` AND (${check.sql})`).join("")} ${order.sql}`;
  const values = [match, ...checks.flatMap((check) => check.values), ...order.values];
  return { sql, values };
}

const YEAR_LENGTH = "2024".length;
const MONTH_LENGTH = "2024-05".length;
/** Sorts behind all that a time is written with. */
const BEHIND = "~";

/**
 * The time of the first photo of a page that is beyond an edge, whether it is found or not.
 *
 * @public a test asks how SQLite would answer it
 */
export function firstTaken(
  { after, isDescending }: Pick<SearchPage, "after" | "isDescending">,
  edge: string | null,
): SearchStatement {
  const { sql, values } = orderOf({ after: edge === null ? after : null, isDescending, limit: 0 });
  const beyond = edge === null ? "" : `AND ${TAKEN} ${isDescending ? "<" : ">"} ?`;
  return {
    sql: `SELECT ${TAKEN} AS taken FROM photo INDEXED BY photo_taken WHERE TRUE ${beyond} ${sql}`,
    values: [...edge === null ? [] : [edge], ...values],
  };
}

function orderOf(
  { after, isDescending, limit }: Pick<SearchPage, "after" | "isDescending" | "limit">,
): SearchStatement {
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
