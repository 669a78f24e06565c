import { coverDays } from "../core/search_days.ts";
import { FACTS, KEYWORD_EDGE } from "../core/search_facts.ts";
import type { SearchCondition, SearchTerm } from "../core/search_query.ts";

/** A search in the language of FTS5, and what is to be looked at beside it. */
export interface CompiledSearch {
  readonly match: string;
  /** Conditions on `file` and `directory`, each with its values. */
  readonly checks: readonly {
    readonly sql: string;
    readonly values: readonly (string | number)[];
  }[];
  /** The checks begin with a list of what can be meant: it is short beside all photos. */
  readonly isFew: boolean;
}

/** A root, as folders are named in it. */
export interface SearchRoot {
  readonly id: number;
  readonly path: string;
}

const ALL = `facts : ${FACTS.photo}`;
const WORDS = "{title description keywords path}";

/**
 * Compiles a search; every condition that words can express becomes one of the index.
 *
 * @param span a year or month from which photos have to be: `2024`, `2024-05`
 */
export function compileSearch(
  terms: readonly SearchTerm[],
  roots: readonly SearchRoot[],
  span: string | null = null,
): CompiledSearch {
  const parts = [
    ...terms.map(({ isNot, condition }) =>
      // To lack something is to be without its word: what is left out is passed by, not gone through.
      condition.field === "missing"
        ? { isNot: !isNot, ...facts([FACTS.has + condition.fact]) }
        : { isNot, ...compile(condition, roots) }
    ),
    ...span === null ? [] : [{ isNot: false, ...facts([wordOf(span)]) }],
  ];
  const wanted = parts.filter(({ isNot, match }) => !isNot && match !== null);
  // What is left to a check is only narrowed by its words: not having them is no condition then.
  const unwanted = parts.filter(({ isNot, match, check }) => isNot && match !== null && !check);
  const positive = wanted.map(({ match }) => `(${match})`).join(" AND ") || `(${ALL})`;
  const match = unwanted.reduce((rest, { match }) => `(${rest}) NOT (${match})`, positive);
  const checks = parts.flatMap(({ isNot, check }) =>
    check === undefined ? [] : [isNot ? { ...check, sql: `NOT (${check.sql})` } : check]
  );
  return { match, checks, isFew: parts.some(({ isNot, isFew }) => !isNot && isFew === true) };
}

interface CompiledCondition {
  readonly match: string | null;
  readonly check?: CompiledSearch["checks"][number];
  readonly isFew?: boolean;
}

function wordOf(span: string): string {
  return (span.includes("-") ? FACTS.month : FACTS.year) + span.replace("-", "");
}

function compile(
  condition: Exclude<SearchCondition, { readonly field: "missing" }>,
  roots: readonly SearchRoot[],
): CompiledCondition {
  switch (condition.field) {
    case "words":
    case "label":
    case "make":
    case "model":
    case "lens": {
      const { text, isPrefix } = condition.words;
      const column = condition.field === "words" ? WORDS : condition.field;
      return { match: `${column} : ${quoted(text)}${isPrefix ? " *" : ""}` };
    }
    case "keyword": {
      const { text, isPrefix } = condition.words;
      const whole = isPrefix
        ? `${KEYWORD_EDGE} ${text}`
        : `${KEYWORD_EDGE} ${text} ${KEYWORD_EDGE}`;
      return { match: `keywords : ${quoted(whole)}${isPrefix ? " *" : ""}` };
    }
    case "rating":
      return facts(
        condition.ratings.map((one) => FACTS.rating + String(one).replace("-", "minus")),
      );
    case "date":
      return facts(
        coverDays(condition.from, condition.to).map(({ unit, digits }) => FACTS[unit] + digits),
      );
    case "has":
      return facts([FACTS.has + condition.fact]);
    case "format":
      return facts([FACTS.format + condition.value]);
    case "folder":
      return folder(condition.value, roots);
    case "problem":
      return { match: null, check: withProblem(condition.kind), isFew: true };
  }
}

function facts(words: readonly string[]): CompiledCondition {
  return { match: `facts : (${words.map(quoted).join(" OR ")})` };
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Words narrow it down to where such a path can begin; the folder itself decides. */
function folder(named: string, roots: readonly SearchRoot[]): CompiledCondition {
  const places = named.startsWith("/")
    ? roots.flatMap(({ id, path }) => {
      if (named === path || path.startsWith(`${named === "/" ? "" : named}/`)) {
        return [{ id, path: "" }];
      }
      return named.startsWith(`${path}/`) ? [{ id, path: named.slice(path.length + 1) }] : [];
    })
    : roots.map(({ id }) => ({ id, path: named }));
  if (places.length === 0) return { match: null, check: { sql: "FALSE", values: [] } };
  const words = places.map(({ id, path }) =>
    /[\p{L}\p{N}]/u.test(path) ? `path : ^ ${quoted(path)}` : `facts : ${FACTS.root}${id}`
  );
  const sql = places.map(() =>
    `(directory.root_id = ? AND (? = '' OR directory.path = ?
      OR substr(directory.path, 1, length(?)) = ?))`
  ).join(" OR ");
  const values = places.flatMap(({ id, path }) => [id, path, path, `${path}/`, `${path}/`]);
  return {
    match: [...new Set(words)].map((one) => `(${one})`).join(" OR "),
    check: { sql, values },
  };
}

/** Problems are few beside photos, and are looked up once; those of a sidecar are its photo's. */
function withProblem(kind: string | null): NonNullable<CompiledCondition["check"]> {
  const folderOf = "rtrim(problem.path, replace(problem.path, '/', ''))";
  // Said in this order, as SQLite would go from all files to their problems where it is free to.
  const sql = `file.id IN (
    SELECT one.id FROM problem
    CROSS JOIN directory AS place ON place.root_id = problem.root_id
      AND place.path = rtrim(${folderOf}, '/')
    CROSS JOIN file AS one ON one.directory_id = place.id AND one.missing_since_ms IS NULL
      AND one.name = substr(problem.path, length(${folderOf}) + 1)
    WHERE ${kind === null ? "TRUE" : "problem.kind = ?"}
    UNION ALL
    SELECT id FROM file INDEXED BY file_sidecar_problem
    WHERE sidecar_problem ${kind === null ? "IS NOT NULL" : "= ?"})`;
  return { sql, values: kind === null ? [] : [kind, kind] };
}
