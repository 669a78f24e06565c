import assert from "node:assert/strict";
import {
  hasOtherContent,
  isLeftover,
  keptName,
  leftName,
  temporaryName,
} from "../../lib/core/temporary_name.ts";

const TOKEN = "0123456789abcdef";
const WAS = { size: 12, mtimeMs: 1_714_566_600_123 };
const MADE = temporaryName(TOKEN), KEPT = keptName(TOKEN, WAS);

Deno.test("C-102 the names that a write gives are known again, and no others", () => {
  assert.deepEqual(leftName(MADE), { kind: "made" });
  assert.deepEqual(leftName(KEPT), { kind: "kept", was: WAS });
  const before1970 = { size: 0, mtimeMs: -5 };
  assert.deepEqual(leftName(keptName(TOKEN, before1970)), { kind: "kept", was: before1970 });
  const others = [
    ...["a.jpg", ".a.tmp", ".proofsheet.tmp", `.proofsheet-${TOKEN}.tmp.jpg`, `x${MADE}`],
    ...[`.proofsheet-${TOKEN.slice(1)}.tmp`, `.proofsheet-${TOKEN}-1.old.tmp`, ".proofsheetignore"],
  ];
  for (const name of others) assert.equal(leftName(name), null, name);
});

const CASES: readonly [
  sentence: string,
  name: string,
  size: number,
  links: number,
  goes: boolean,
][] = [
  ["a file that was being made", MADE, 7, 1, true],
  ["a second name of a photo", KEPT, WAS.size, 2, true],
  ["a second name of a photo that was changed since", KEPT, 99, 2, true],
  ["the only name of what a photo was before", KEPT, WAS.size, 1, true],
  ["the only name of what somebody wrote to a photo in the last moment", KEPT, 99, 1, false],
  ["a file of somebody else", ".proofsheet-mine.tmp", 7, 1, false],
];

for (const [sentence, name, size, links, goes] of CASES) {
  Deno.test(`C-102 ${sentence} ${goes ? "goes" : "stays"}`, () => {
    assert.equal(isLeftover(name, { fingerprint: { ...WAS, size }, links }), goes);
  });
}

Deno.test("another time of change is other content, another name is not", () => {
  assert.ok(hasOtherContent(WAS, { ...WAS, mtimeMs: WAS.mtimeMs + 1 }));
  assert.ok(!hasOtherContent(WAS, { ...WAS }));
});
