import assert from "node:assert/strict";
import { parseEditLine } from "../../lib/core/parse_edit_line.ts";

function read(line: unknown) {
  const complaints: string[] = [];
  const text = typeof line === "string" ? line : JSON.stringify(line);
  const request = parseEditLine(text, (complaint) => complaints.push(complaint));
  return { request, complaints };
}

Deno.test("a line of edits holds a path and the options by their names", () => {
  const { request, complaints } = read({
    ...{ path: "a.jpg", rating: 4, "add-keyword": ["sea", 2024], "remove-keyword": "lake" },
    ...{ clear: ["title"], "no-gps": true, label: null },
  });
  assert.deepEqual(complaints, []);
  assert.deepEqual(request, {
    path: "a.jpg",
    edit: {
      set: { rating: 4, title: null, position: null },
      addKeywords: ["sea", "2024"],
      removeKeywords: ["lake"],
    },
  });
});

const WRONG: readonly (readonly [string, unknown, string])[] = [
  ["no JSON", "rating 4", `Cannot read 'rating 4': write an object like`],
  ["no path", { rating: 4 }, `Cannot read '{"rating":4}': write an object like`],
  ["a path that is no text", { path: 5, rating: 4 }, "write an object like"],
  ["an unknown name", { path: "a.jpg", stars: 4 }, "Unknown field 'stars'"],
  ["a name that every object has", { path: "a.jpg", constructor: "x" }, "Unknown field"],
  [
    "an object for a text",
    { path: "a.jpg", title: { de: "x" } },
    `'{"de":"x"}' as title: write a text`,
  ],
  ["a switch for a text", { path: "a.jpg", title: true }, "'true' as title: write a text"],
  ["a text for a switch", { path: "a.jpg", "no-gps": "yes" }, "as no-gps: write true or false"],
  [
    "nothing in a list",
    { path: "a.jpg", "add-keyword": ["sea", null] },
    `'["sea",null]' as add-keyword: write a text, or a list of texts`,
  ],
  ["nothing to change", { path: "a.jpg", title: null }, "Nothing to change for 'a.jpg'"],
];

for (const [what, line, complaint] of WRONG) {
  Deno.test(`a line of edits with ${what} is told once`, () => {
    const { complaints } = read(line);
    assert.equal(complaints.length, 1, complaints.join("\n"));
    assert.ok(complaints[0]?.includes(complaint), complaints[0]);
  });
}
