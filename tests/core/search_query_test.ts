import assert from "node:assert/strict";
import { coverDays } from "../../lib/core/search_days.ts";
import { SearchError } from "../../lib/core/search_error.ts";
import { parseSearch } from "../../lib/core/search_query.ts";
import { formatSearchCursor, parseSearchCursor } from "../../lib/core/search_cursor.ts";

/** A search in few words: `!` for not, `*` for what may go on. */
function shown(query: string): string[] {
  return parseSearch(query).map(({ isNot, condition }) => {
    const { field } = condition;
    const value = "words" in condition
      ? `${condition.words.text}${condition.words.isPrefix ? "*" : ""}`
      : "ratings" in condition
      ? condition.ratings.join(",")
      : "from" in condition
      ? coverDays(condition.from, condition.to).map(({ digits }) => digits).join(",")
      : "fact" in condition
      ? condition.fact
      : "kind" in condition
      ? condition.kind
      : condition.value;
    return `${isNot ? "!" : ""}${field}=${value}`;
  });
}

const READ: readonly (readonly [sentence: string, query: string, expected: readonly string[]])[] = [
  ["nothing asks for everything", "  ", []],
  ["words are conditions of their own", "sea  sun", ["words=sea", "words=sun"]],
  ["quotes keep words together", '"New York" x', ["words=New York", "words=x"]],
  ["a minus excludes", 'sea -night -"old town"', ["words=sea", "!words=night", "!words=old town"]],
  ["a star lets a word go on", 'holi* "new yo"*', ["words=holi*", "words=new yo*"]],
  ["a name of a file is words", "IMG_0001.JPG", ["words=IMG_0001.JPG"]],
  ["a time of day is no field", "12:30", ["words=12:30"]],
  ["a minus within is part of the word", "24-70mm", ["words=24-70mm"]],
  ["fields take words", 'model:"EOS R5" -make:canon lens:24*', [
    "model=EOS R5",
    "!make=canon",
    "lens=24*",
  ]],
  ["names of fields may be capitals", "LABEL:Red", ["label=Red"]],
  ["a rating and ratings", "rating:4 rating:>=4 rating:<1 rating:2..3", [
    "rating=4",
    "rating=4,5",
    "rating=-1,0",
    "rating=2,3",
  ]],
  ["a year, a month, a day", "date:2024 date:2024-05 date:2024-5-1", [
    "date=2024",
    "date=202405",
    "date=20240501",
  ]],
  ["both ends of a span belong to it", "date:2024-05..2024-08", [
    "date=202405,202406,202407,202408",
  ]],
  ["a span is made of the largest parts", "date:2022-12-30..2024-02-01", [
    "date=20221230,20221231,2023,202401,20240201",
  ]],
  ["a leap day is a day", "date:2024-02-29", ["date=20240229"]],
  ["up to a day, without it", "date:<1800-01-03", ["date=18000101,18000102"]],
  ["facts", "has:gps missing:title has:keywords", ["has=gps", "missing=title", "has=keyword"]],
  ["problems of a kind, or any", "problem:damaged problem:any has:problem", [
    "problem=damaged",
    "problem=null",
    "problem=null",
  ]],
  ["formats by the extension people know", "format:jpg format:TIF", ["format=jpeg", "format=tiff"]],
  ["folders and formats", 'folder:2024/05/ folder:"/my photos/a" format:JPEG folder:/', [
    "folder=2024/05",
    "folder=/my photos/a",
    "format=jpeg",
    "folder=/",
  ]],
];

for (const [sentence, query, expected] of READ) {
  Deno.test(`search: ${sentence}`, () => assert.deepEqual(shown(query), expected));
}

const REFUSED: readonly (readonly [query: string, position: number, why: RegExp])[] = [
  ["sea raiting:4", 4, /no field 'raiting'.*rating/],
  ["sea rating:9", 11, /-1 to 5/],
  ["rating:many", 7, /-1 to 5/],
  ["rating:", 7, /value is missing/],
  ['sea "old town', 4, /quote is not closed/],
  ['model:"EOS', 6, /quote is not closed/],
  ['"a"b', 3, /space is missing/],
  ["sea -", 5, /no letter or digit/],
  ["***", 0, /no letter or digit/],
  ["date:yesterday", 5, /like 2024/],
  ["date:2024-13", 5, /twelve months/],
  ["date:2023-02-29", 5, /no such day/],
  ["date:2024-08..2024-05", 5, /ends before/],
  ["date:..", 5, /like 2024/],
  ["date:0999", 5, /1800 to 2199/],
  ["has:wings", 4, /takes gps, title/],
  ["missing:problem", 8, /takes gps.*sidecar; photos without a problem are found by -has:problem$/],
  ["has:nothing", 4, /takes gps.*sidecar or problem$/],
  ["sea rating:5..2", 11, /ends before it begins: write rating:2\.\.5/],
  ["problem:foo", 8, /no problem 'foo': there are damaged, .*, and any/],
  ["a -format:foo", 10, /no format 'foo': there are .*jpeg/],
  ["x ".repeat(600), 1_000, /longer than/],
  ["x ".repeat(60), 120, /more than 50/],
];

for (const [query, position, why] of REFUSED) {
  Deno.test(`search: '${query.slice(0, 30)}' is refused, and it is said where and why`, () => {
    assert.throws(() => parseSearch(query), (error: unknown) => {
      assert.ok(error instanceof SearchError);
      assert.equal(error.position, position);
      assert.match(error.message, why);
      assert.match(error.message, new RegExp(`at character ${position + 1}`));
      return true;
    });
  });
}

Deno.test("search: a cursor is good for the order it was made in, and for no other", () => {
  const added = { id: 7, taken: null };
  const taken = { id: 7, taken: "2024-05-01T12:00:00.5" };
  assert.deepEqual(parseSearchCursor(formatSearchCursor(added), "added"), added);
  assert.deepEqual(parseSearchCursor(formatSearchCursor(taken), "taken"), taken);
  assert.deepEqual(parseSearchCursor("~7", "taken"), { id: 7, taken: "" });
  assert.equal(parseSearchCursor("7", "taken"), null);
  assert.equal(parseSearchCursor("~7", "added"), null);
  for (const text of ["", "x", "-1", "1; DROP TABLE file", "1".repeat(30)]) {
    assert.equal(parseSearchCursor(text, "added"), null);
  }
});
