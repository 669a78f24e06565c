import type { DatabaseSync } from "node:sqlite";
import {
  countEdits,
  type EditAnswer,
  editAnswer,
  editAnswers,
  type EditCounts,
  type EditQuestion,
  lastEditAt,
} from "./edit_answers.ts";
import { CatalogueQueries, type ViewRow } from "./catalogue_queries.ts";

/** Rows of one page, and where the next one begins; `null` behind the last. */
export interface RowPage {
  readonly items: readonly ViewRow[];
  readonly next: string | null;
}

/** Numbers that metrics and the page show. */
export interface CatalogueTotals {
  readonly problems: number;
  readonly held: number;
  readonly edits: EditCounts;
  /** When an edit came further last; `null` when none is kept. */
  readonly editsAt: string | null;
  /** Of the file and of its write-ahead log, bytes. */
  readonly bytes: number;
  readonly logBytes: number;
}

/** Open edits of a photo; it has one at most of each field, beside conflicts nobody has seen. */
const EDITS_MAX = 100;

/** What the HTTP interface asks of the catalogue beside searches, a page at a time. */
export class AnswerQueries {
  readonly #queries: CatalogueQueries;
  #roots: { readonly version: number; readonly answer: ReturnType<AnswerQueries["roots"]> } | null =
    null;

  constructor(private readonly database: DatabaseSync, private readonly path: string) {
    this.#queries = new CatalogueQueries(database);
  }

  /** A present photo with its lists and its history; `null` when there is none of that number. */
  photo(id: number): Readonly<Record<string, unknown>> | null {
    const photo = this.#all("SELECT * FROM photos WHERE id = ?", id)[0];
    if (photo === undefined) return null;
    const problems = this.#all(
      "SELECT kind, detail, first_seen, last_seen FROM problems WHERE root = ? AND path = ?",
      ...[String(photo["root"]), String(photo["path"])],
    );
    const history = this.#all(
      "SELECT * FROM (SELECT * FROM changes WHERE photo_id = ? ORDER BY seq DESC LIMIT 100) ORDER BY seq",
      id,
    );
    const open = { state: "open", photoId: id, sinceMs: null, before: null, limit: EDITS_MAX };
    const edits = editAnswers(this.database, open);
    return { ...photo, ...this.#queries.listsOf(id), problems, edits, history };
  }

  /** Where the picture of a photo is found, and by what its content is told. */
  preview(id: number): Readonly<Record<"root" | "path" | "format" | "sample_hash", string>> | null {
    const sql = "SELECT root, path, format, sample_hash FROM photos WHERE id = ?";
    const row = this.#all(sql, id)[0];
    return row === undefined || row["sample_hash"] === null
      ? null
      : row as unknown as ReturnType<AnswerQueries["preview"]>;
  }

  /** Open problems by root, path and kind. */
  problems(after: readonly string[] | null, limit: number): RowPage {
    const from = after === null ? "" : "WHERE (root, path, kind) > (?, ?, ?)";
    const sql = `SELECT root, path, kind, detail, first_seen, last_seen FROM problems ${from}
      ORDER BY root, path, kind LIMIT ?`;
    const rows = this.#all(sql, ...(after ?? []), limit + 1);
    return pageOf(rows, limit, ({ root, path, kind }) => JSON.stringify([root, path, kind]));
  }

  /** Scans, the latest first. */
  scans(before: number | null, limit: number): RowPage {
    const from = before === null ? "" : "WHERE id < ?";
    const sql = `SELECT * FROM scans ${from} ORDER BY id DESC LIMIT ?`;
    const rows = this.#all(sql, ...(before === null ? [] : [before]), limit + 1);
    return pageOf(rows, limit, ({ id }) => String(id));
  }

  /** Edits, the latest first. */
  edits(
    question: EditQuestion,
  ): { readonly items: readonly EditAnswer[]; readonly next: string | null } {
    const { limit } = question;
    const rows = editAnswers(this.database, { ...question, limit: limit + 1 });
    return pageOf(rows, limit, ({ id }) => String(id));
  }

  edit(id: number): EditAnswer | null {
    return editAnswer(this.database, id);
  }

  /** Lists in `held`, each with its first paths. */
  held(pathsMax: number): readonly Readonly<Record<string, unknown>>[] {
    return this.#queries.heldLists().map((list) => {
      const paths: string[] = [];
      for (const { path } of this.#queries.heldPaths(list.id)) {
        if (paths.push(path) === pathsMax) break;
      }
      return { ...list, paths };
    });
  }

  /** Roots with their counts, their last scan, and what is held of them. */
  roots(): (ReturnType<CatalogueQueries["roots"]>[number] & {
    readonly lastScan: ViewRow | null;
  })[] {
    // A million records take half a second: nobody has to count them twice while nothing is written.
    const version = Number(this.#all("PRAGMA data_version")[0]?.["data_version"]);
    if (this.#roots?.version === version) return this.#roots.answer;
    const answer = this.#queries.roots().map((root) => ({
      ...root,
      lastScan: this.#queries.lastScan(root.path),
    }));
    this.#roots = { version, answer };
    return answer;
  }

  totals(): CatalogueTotals {
    const row = this.#all(
      `SELECT (SELECT count(*) FROM open_problem) AS problems,
         (SELECT count(*) FROM held JOIN held_file ON held_file.held_id = held.id
          WHERE held.decision IS NULL) AS held`,
    )[0];
    return {
      problems: Number(row?.["problems"]),
      held: Number(row?.["held"]),
      edits: countEdits(this.database),
      editsAt: lastEditAt(this.database),
      bytes: sizeOf(this.path),
      logBytes: sizeOf(`${this.path}-wal`),
    };
  }

  #all(sql: string, ...values: (string | number)[]): ViewRow[] {
    return this.database.prepare(sql).all(...values) as unknown as ViewRow[];
  }
}

function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
): { readonly items: readonly Row[]; readonly next: string | null } {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, next: last === undefined ? null : cursorOf(last) };
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}
