import * as v from "valibot";
import { SearchError } from "../core/search_error.ts";
import { parseSearch } from "../core/search_query.ts";
import { HttpProblem } from "./http_problem.ts";

const ITEMS_MAX = 500;
const PATHS_MAX = 1_000;
const PATH_CHARACTERS_MAX = 4_096;

const limit = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^\d{1,4}$/, `limit is a number from 1 to ${ITEMS_MAX}`),
    v.transform(Number),
    v.minValue(1, `limit is a number from 1 to ${ITEMS_MAX}`),
    v.maxValue(ITEMS_MAX, `limit is a number from 1 to ${ITEMS_MAX}`),
  ),
  "60",
);
const after = v.optional(v.pipe(v.string(), v.maxLength(10_000, "it is too long")));
const trueOrFalse = v.optional(v.picklist(["true", "false"], "true or false is wanted"), "false");
const path = v.pipe(
  v.string("a path is text"),
  v.startsWith("/", "a path begins with a slash"),
  v.maxLength(PATH_CHARACTERS_MAX, "the path is too long"),
  v.check((text) => !text.includes("\0"), "a path has no NUL"),
);

/** Which photos. */
export const PHOTOS = v.strictObject({
  q: v.optional(v.string(), ""),
  sort: v.optional(
    v.picklist(["added", "-added", "taken", "-taken"], "sort is added, -added, taken or -taken"),
    "added",
  ),
  limit,
  after,
});
/** One page of a list. */
export const PAGE = v.strictObject({ limit, after });
/** From where on. */
export const CHANGES = v.strictObject({ since: v.optional(v.string()), limit });
/** A number in a path. */
export const ID = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,14}$/, "a number is wanted"),
  v.transform(Number),
);
/** A folder to watch. */
export const NEW_ROOT = v.strictObject({ path });
/** Whether a person really means it. */
export const REMOVAL = v.strictObject({ yes: trueOrFalse });
/** What to look at. */
export const SYNC = v.strictObject({
  paths: v.pipe(
    v.array(path, "a list of paths is wanted"),
    v.minLength(1, "at least one path is wanted"),
    v.maxLength(PATHS_MAX, `at most ${PATHS_MAX} paths are taken at once`),
  ),
});
const text = v.optional(v.pipe(v.string("a text is wanted"), v.maxLength(10_000)));
const texts = v.optional(
  v.pipe(
    v.array(v.pipe(v.string("a text is wanted"), v.maxLength(1_000)), "a list of texts is wanted"),
    v.maxLength(1_000),
  ),
);
/** What is to be changed of a photo; what the values mean is read by who edits. */
export const EDIT = v.strictObject({
  title: text,
  description: text,
  creator: text,
  rights: text,
  city: text,
  state: text,
  country: text,
  "country-code": text,
  rating: v.optional(v.union([v.number(), v.string()], "a rating is a number, -1 to 5")),
  label: text,
  gps: text,
  date: text,
  offset: text,
  "add-keyword": texts,
  "remove-keyword": texts,
  clear: texts,
  "no-gps": v.optional(v.boolean("true or false is wanted")),
});
/** Whether the answer comes when it is on the disk. */
export const WAIT = v.strictObject({ wait: trueOrFalse });
/** Which edits. */
export const EDITS = v.strictObject({
  state: v.optional(
    v.picklist(
      ["open", "all", "pending", "failed", "conflict", "written", "discarded"],
      "state is open, all, pending, failed, conflict, written or discarded",
    ),
  ),
  since: v.optional(v.pipe(
    v.string(),
    v.isoTimestamp("since is a moment as the event edits tells it: 2026-11-28T14:01:42.137Z"),
    v.transform(Date.parse),
  )),
  photo: v.optional(ID),
  limit,
  after,
});
/** What an audit is about, and what it compares beside the fingerprints. */
export const AUDIT = v.strictObject({
  root: v.optional(v.pipe(v.number("a root is named by its number"), v.integer())),
  compare: v.optional(
    v.pipe(
      v.array(v.picklist(["content", "metadata"], "what is compared is content or metadata")),
      v.maxLength(2),
    ),
    [],
  ),
});
/** Nothing. */
export const NOTHING = v.strictObject({});

/**
 * The value as the schema has it.
 *
 * @throws {HttpProblem} 400 that names what is wrong
 */
export function check<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const errors = result.issues.map((issue) => ({
    name: v.getDotPath(issue) ?? "",
    reason: reasonOf(issue, schema),
  }));
  const [first] = errors;
  const what = first?.name === "" ? "the body" : `'${first?.name}'`;
  throw new HttpProblem(400, `Cannot read ${what}: ${first?.reason}`, { errors });
}

/** In words: those of the library speak of types. */
function reasonOf(issue: v.BaseIssue<unknown>, schema: v.GenericSchema): string {
  if (issue.type !== "strict_object") return issue.message;
  const names = "entries" in schema ? Object.keys(schema.entries as object) : [];
  const known = names.length === 0 ? "none is taken here" : `there are ${names.join(", ")}`;
  if (issue.expected === "never") return `there is no such name: ${known}`;
  return issue.path === undefined ? `it has to be an object: ${known}` : "it is missing";
}

/**
 * Where a page begins that is told by a number.
 *
 * @throws {HttpProblem} 400 when it is none
 */
export function numberAfter(after: string | undefined): number | null {
  if (after === undefined) return null;
  const { success, output } = v.safeParse(ID, after);
  if (success) return output;
  throw new HttpProblem(400, "Cannot read 'after': it is what an earlier answer gave as next");
}

/**
 * Lets a search pass that can be understood.
 *
 * @throws {HttpProblem} 400 with the position of the character where it is wrong
 */
export function checkSearch(query: string): void {
  try {
    parseSearch(query);
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    const { message, position, reason } = error;
    throw new HttpProblem(400, message, { position, reason });
  }
}
