import assert from "node:assert/strict";
import { applyEdit } from "../../lib/core/apply_edit.ts";
import { type EditableValues, type FieldValues, NO_VALUES } from "../../lib/core/editable.ts";
import { parseEdit, type TypedEdit } from "../../lib/core/parse_edit.ts";

function parsed(typed: TypedEdit) {
  const complaints: string[] = [];
  const edit = parseEdit(typed, (complaint) => complaints.push(complaint));
  return { edit, complaints };
}

const RIGHT: readonly [sentence: string, typed: TypedEdit, set: FieldValues][] = [
  ["a title without the blanks around it", { title: " Am Meer " }, { title: "Am Meer" }],
  ["lines that end as on Windows", { description: "a\r\nb\rc" }, { description: "a\nb\nc" }],
  ["several names, each once", { creator: "Ada;Bob ;; Ada;" }, { creator: "Ada; Bob" }],
  ["a rejected photo", { rating: "-1" }, { rating: -1 }],
  ["a colour in any case", { label: "red" }, { label: "Red" }],
  ["a label of one's own", { label: "To print" }, { label: "To print" }],
  ["a year alone", { date: "1987" }, { taken_at: "1987" }],
  ["a month", { date: "1987-05" }, { taken_at: "1987-05" }],
  [
    "a moment with its offset",
    { date: "2024-05-01 12:30:00.25+02:00" },
    { taken_at: "2024-05-01T12:30:00.25", taken_offset: "+02:00" },
  ],
  [
    "an offset of its own beats the one of the date",
    { date: "2024-05-01T12:30:00Z", offset: "+05:30" },
    { taken_at: "2024-05-01T12:30:00", taken_offset: "+05:30" },
  ],
  [
    "a place below the sea",
    { gps: "31.5, 35.48,-430" },
    { position: { latitude: 31.5, longitude: 35.48, altitude: -430 } },
  ],
  ["no place", { "no-gps": true }, { position: null }],
  ["keywords are cleared with their tree", { clear: ["keywords"] }, {
    keywords: [],
    keyword_paths: [],
  }],
  ["a date is cleared with its offset", { clear: ["date"] }, {
    taken_at: null,
    taken_offset: null,
  }],
  ["what is set beats what is cleared", { clear: ["title"], title: "A" }, { title: "A" }],
  ["a country code in capitals", { "country-code": "de" }, { country_code: "DE" }],
];

for (const [sentence, typed, set] of RIGHT) {
  Deno.test(`an edit is understood: ${sentence}`, () => {
    const { edit, complaints } = parsed(typed);
    assert.deepEqual(complaints, []);
    assert.deepEqual(edit.set, set);
  });
}

const WRONG: readonly [typed: TypedEdit, complaint: RegExp][] = [
  [{ rating: "6" }, /Cannot read '6' as a rating: write -1 for rejected, or 0 to 5.*\(--rating\)/],
  [{ rating: "2.5" }, /Cannot read '2.5' as a rating/],
  [{ date: "2024-02-30" }, /Cannot read '2024-02-30' as a date: write it like/],
  [{ date: "yesterday" }, /Cannot read 'yesterday' as a date/],
  [{ date: "2024+02:00" }, /Cannot read '2024\+02:00' as a date/],
  [{ offset: "+25:00" }, /Cannot read '\+25:00' as an offset: write it like \+02:00/],
  [{ gps: "91,0" }, /Cannot read '91,0' as a position: write latitude \(-90 to 90\)/],
  [{ gps: "52.5" }, /Cannot read '52.5' as a position/],
  [{ gps: "1,2", "no-gps": true }, /Cannot set and remove the position at once/],
  [{ label: "two\nlines" }, /Cannot write "two\\nlines": write it in one line/],
  [{ title: "bell \u0007" }, /Cannot write "bell \\u0007": it holds control characters/],
  [{ creator: " ; " }, /Cannot read ' ; ' as names: write them like 'Ada; Bob'/],
  [{ title: "  " }, /Cannot set an empty text: use --clear FIELD/],
  [{ title: "x".repeat(10_001) }, /Cannot write 10001 characters/],
  [{ "add-keyword": ["a||b"] }, /Cannot read 'a\|\|b' as a keyword/],
  [{ "add-keyword": ["a"], "remove-keyword": ["a"] }, /Cannot add and remove 'a' at once/],
  [{ "country-code": "Germany" }, /Cannot read 'Germany' as a country code/],
  [{ clear: ["colour"] }, /Cannot clear 'colour': write one of title, description/],
];

for (const [typed, complaint] of WRONG) {
  Deno.test(`an edit is refused with the value and the cure: ${JSON.stringify(typed).slice(0, 60)}`, () => {
    const { complaints } = parsed(typed);
    assert.equal(complaints.length, 1, complaints.join("\n"));
    assert.match(complaints[0]!, complaint);
  });
}

const now: EditableValues = {
  ...NO_VALUES,
  title: "Old",
  keywords: ["sea", "Berlin"],
  keyword_paths: ["Places|Berlin"],
};

const APPLIED: readonly [sentence: string, typed: TypedEdit, changed: FieldValues][] = [
  ["C-106 what is so already changes nothing", { title: "Old", "add-keyword": ["sea"] }, {}],
  ["a keyword is added at the end", { "add-keyword": ["sun"] }, {
    keywords: ["sea", "Berlin", "sun"],
  }],
  ["a path brings its last level", { "add-keyword": ["Places|Rome"] }, {
    keywords: ["sea", "Berlin", "Rome"],
    keyword_paths: ["Places|Berlin", "Places|Rome"],
  }],
  ["a path goes with its last level", { "remove-keyword": ["Places|Berlin"] }, {
    keywords: ["sea"],
    keyword_paths: [],
  }],
  ["a keyword goes with the paths that end in it", { "remove-keyword": ["Berlin"] }, {
    keywords: ["sea"],
    keyword_paths: [],
  }],
  ["what is not there cannot go", { "remove-keyword": ["moon"] }, {}],
  ["all keywords go", { clear: ["keywords"] }, { keywords: [], keyword_paths: [] }],
];

for (const [sentence, typed, changed] of APPLIED) {
  Deno.test(`an edit is applied: ${sentence}`, () => {
    assert.deepEqual(applyEdit(parsed(typed).edit, now), changed);
  });
}
