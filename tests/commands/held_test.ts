import assert from "node:assert/strict";
import { type HeldList, listHeld } from "../../lib/commands/held.ts";
import { shownTime } from "../../lib/commands/shown_time.ts";

const SINCE = "2026-05-01T10:00:00.000Z";
const LIST: HeldList = {
  ...{ id: 4, root: "/photos", since: SINCE, decision: null },
  ...{ count: 22, replaced: 0 },
};

/** The lines about lists, and the exit code. */
function told(...lists: HeldList[]): { readonly lines: readonly string[]; readonly code: number } {
  const lines: string[] = [];
  const heldPaths = () => Array.from({ length: 22 }, (_, number) => ({ path: `${number}.jpg` }));
  const code = listHeld({ heldLists: () => lists, heldPaths }, {
    json: false,
    print: (text) => lines.push(...text.split("\n")),
  });
  return { lines, code };
}

Deno.test("C-045 held shows a list with its beginning, and what can be done about it", () => {
  const { lines, code } = told(LIST);
  assert.equal(code, 5);
  assert.equal(
    lines[0],
    `List 4 of /photos: 22 files gone since ${shownTime(SINCE)}, waits for you`,
  );
  assert.deepEqual(lines.slice(20), [
    "    19.jpg",
    "    and 2 more: held --json lists all",
    "  An accident: bring them back, and the next scan ends the question",
    "  Hide them:   held approve 4",
    "  Keep them:   held reject 4",
  ]);
});

Deno.test("C-045 held says where other photos are in the places of known ones, and what rejecting means for them", () => {
  const { lines } = told({ ...LIST, replaced: 21 });
  assert.match(lines[0] ?? "", / gone since .*, other photos are in the places of 21, waits/);
  assert.equal(
    lines.at(-1),
    "  Keep them:   held reject 4   (those in their places get no records)",
  );
});

Deno.test("C-045 what was decided about is no question any more", () => {
  const { lines, code } = told({ ...LIST, decision: "rejected" });
  assert.equal(code, 0);
  assert.match(lines[0] ?? "", /, kept as you rejected hiding them$/);
  assert.match(told({ ...LIST, decision: "approved" }).lines[0] ?? "", /the next scan hides them$/);
  assert.ok(lines.every((line) => !line.includes("approve ")));
});
