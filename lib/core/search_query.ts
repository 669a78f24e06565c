import { FORMAT_OF_EXTENSION, FORMATS } from "./formats.ts";
import { PROBLEM_KINDS } from "./problem_kinds.ts";
import { type Day, parseDays } from "./search_days.ts";
import { SearchError } from "./search_error.ts";

/** Text that is looked for as whole words in a row; case and accents do not count. */
export interface SearchText {
  readonly text: string;
  /** The last word may go on. */
  readonly isPrefix: boolean;
}

/** What a photo has to be like. */
export type SearchCondition =
  | { readonly field: "words" | TextField; readonly words: SearchText }
  | { readonly field: "rating"; readonly ratings: readonly number[] }
  | { readonly field: "date"; readonly from: Day; readonly to: Day }
  | { readonly field: "has"; readonly fact: SearchFact }
  | { readonly field: "missing"; readonly fact: SearchFact }
  | { readonly field: "format" | "folder"; readonly value: string }
  /** Of that kind; any when `null`. */
  | { readonly field: "problem"; readonly kind: string | null };

/** Fields of a photo that are looked through alone. */
export type TextField = "keyword" | "label" | "make" | "model" | "lens";
/** What a photo can have or lack. */
export type SearchFact = (typeof SEARCH_FACTS)[number];

/** One condition of a search; all of them have to hold. */
export interface SearchTerm {
  readonly isNot: boolean;
  readonly condition: SearchCondition;
}

/** What `has:` and `missing:` take, beside `problem`. */
const SEARCH_FACTS = [
  "gps",
  "title",
  "description",
  "keyword",
  "face",
  "rating",
  "label",
  "date",
  "make",
  "model",
  "lens",
  "sidecar",
] as const;

const TEXT_FIELDS: readonly string[] = ["keyword", "label", "make", "model", "lens"];
const FIELDS = [...TEXT_FIELDS, "rating", "date", "has", "missing", "format", "folder", "problem"];
const CHARACTERS_MAX = 1_000;
const TERMS_MAX = 50;
const RATINGS = [-1, 0, 1, 2, 3, 4, 5];

/**
 * Reads a search: words, `"words in a row"`, `begin*`, `field:value`, each with `-` in front for not.
 *
 * @throws {SearchError} that says where it is wrong and why
 */
export function parseSearch(text: string): readonly SearchTerm[] {
  if (text.length > CHARACTERS_MAX) {
    throw new SearchError(text, CHARACTERS_MAX, `it is longer than ${CHARACTERS_MAX} characters`);
  }
  const terms = [...partsOf(text)].map((part) => termOf(text, part));
  if (terms.length > TERMS_MAX) {
    throw new SearchError(text, text.length, `it has more than ${TERMS_MAX} conditions`);
  }
  return terms;
}

interface Part {
  readonly position: number;
  readonly isNot: boolean;
  /** Before the colon; `null` where there is none. */
  readonly name: string | null;
  readonly value: string;
  readonly valueAt: number;
  /** A star stands behind it. */
  readonly isPrefix: boolean;
}

const SPACE = /[\s\0]/;
const PART = /(-?)(?:([A-Za-z]+):)?(?:"([^"]*)"|([^\s\0"]*))(\*?)/y;

function* partsOf(text: string): Generator<Part> {
  for (let at = 0; at < text.length;) {
    if (SPACE.test(text[at] ?? "")) {
      at++;
      continue;
    }
    PART.lastIndex = at;
    const [whole = "", minus = "", name, quoted, bare = "", star = ""] = PART.exec(text) ?? [];
    const end = at + whole.length;
    const next = text[end];
    if (next === '"') {
      throw new SearchError(text, end, "a quote is not closed, or has no space before it");
    }
    if (next !== undefined && !SPACE.test(next)) {
      throw new SearchError(text, end, "a space is missing behind the quote");
    }
    const value = quoted ?? bare;
    const isPrefix = star !== "" || (quoted === undefined && value.endsWith("*"));
    yield {
      position: at,
      isNot: minus !== "",
      name: name ?? null,
      value: quoted === undefined ? value.replace(/\*+$/, "") : value,
      valueAt: end - star.length - value.length - (quoted === undefined ? 0 : 1),
      isPrefix,
    };
    at = end;
  }
}

function termOf(text: string, part: Part): SearchTerm {
  return { isNot: part.isNot, condition: conditionOf(text, part) };
}

function conditionOf(text: string, part: Part): SearchCondition {
  const { name, value, valueAt, position } = part;
  if (name === null) return { field: "words", words: wordsOf(text, part) };
  const field = name.toLowerCase();
  if (!FIELDS.includes(field)) {
    throw new SearchError(
      text,
      position,
      `there is no field '${name}': there are ${FIELDS.join(", ")}; ` +
        "write words with a colon in quotes",
    );
  }
  if (value === "") throw new SearchError(text, valueAt, `a value is missing behind '${name}:'`);
  if (isTextField(field)) return { field, words: wordsOf(text, part) };
  if (field === "rating") return { field, ratings: ratingsOf(text, part) };
  if (field === "date") return { field, ...parseDays(value, (why) => fail(text, part, why)) };
  if (field === "has" || field === "missing") return factOf(text, part, field);
  if (field === "problem") return { field, kind: problemOf(text, part) };
  if (field === "format") return { field, value: formatOf(text, part) };
  return { field: "folder", value: value.replace(/(.)\/+$/, "$1") };
}

function isTextField(field: string): field is TextField {
  return TEXT_FIELDS.includes(field);
}

/** Only letters and digits are in the index; all else parts words. */
function wordsOf(text: string, { value, valueAt, isPrefix }: Part): SearchText {
  if (!/[\p{L}\p{N}]/u.test(value)) {
    throw new SearchError(text, valueAt, "there is no letter or digit to look for");
  }
  return { text: value, isPrefix };
}

function ratingsOf(text: string, part: Part): number[] {
  const match = /^(?:(>=|<=|>|<|=?)(-?\d+)|(-?\d+)\.\.(-?\d+))$/.exec(part.value);
  const [, operator = "", limit, low, high] = match ?? [];
  const isMeant = (rating: number) => {
    if (low !== undefined) return rating >= Number(low) && rating <= Number(high);
    const one = Number(limit);
    if (operator === ">=") return rating >= one;
    if (operator === "<=") return rating <= one;
    if (operator === ">") return rating > one;
    if (operator === "<") return rating < one;
    return rating === one;
  };
  if (low !== undefined && Number(low) > Number(high)) {
    return fail(text, part, `it ends before it begins: write rating:${high}..${low}`);
  }
  const ratings = match === null ? [] : RATINGS.filter(isMeant);
  if (ratings.length > 0) return ratings;
  return fail(text, part, "a rating is -1 to 5, like rating:4, rating:>=3 or rating:2..4");
}

function factOf(text: string, part: Part, field: "has" | "missing"): SearchCondition {
  const named = part.value.toLowerCase().replace(/^(keyword|face|problem)s$/, "$1");
  const fact = SEARCH_FACTS.find((one) => one === named);
  if (fact !== undefined) return { field, fact };
  if (named === "problem" && field === "has") return { field: "problem", kind: null };
  const known = SEARCH_FACTS.join(", ");
  const rest = field === "has"
    ? " or problem"
    : "; photos without a problem are found by -has:problem";
  return fail(text, part, `'${field}:' takes ${known}${rest}`);
}

function formatOf(text: string, part: Part): string {
  const named = part.value.toLowerCase();
  const format = FORMAT_OF_EXTENSION[named] ?? named;
  if (FORMATS.includes(format)) return format;
  return fail(text, part, `there is no format '${part.value}': there are ${FORMATS.join(", ")}`);
}

function problemOf(text: string, part: Part): string | null {
  const named = part.value.toLowerCase();
  if (named === "any" || PROBLEM_KINDS.some((kind) => kind === named)) {
    return named === "any" ? null : named;
  }
  const known = PROBLEM_KINDS.join(", ");
  return fail(text, part, `there is no problem '${part.value}': there are ${known}, and any`);
}

function fail(text: string, { valueAt }: Part, why: string): never {
  throw new SearchError(text, valueAt, why);
}
