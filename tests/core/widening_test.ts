import assert from "node:assert/strict";
import { planWidening, type Widening } from "../../lib/core/widening.ts";

const YEAR = { id: 1, path: "/photos/2024" };
const OLD_YEAR = { id: 2, path: "/photos/old/1999" };
const NAS = { id: 3, path: "/mnt/nas" };
const ROOTS = [YEAR, OLD_YEAR, NAS];

const CASES: readonly [string, string, Widening][] = [
  ["all roots below the parent go with it", "/photos", {
    kind: "plan",
    parts: [{ root: YEAR, prefix: "2024" }, { root: OLD_YEAR, prefix: "old/1999" }],
  }],
  ["the parent of everything", "/", {
    kind: "plan",
    parts: [
      { root: YEAR, prefix: "photos/2024" },
      { root: OLD_YEAR, prefix: "photos/old/1999" },
      { root: NAS, prefix: "mnt/nas" },
    ],
  }],
  ["the root itself", "/photos/2024", { kind: "same" }],
  ["a folder beside it", "/photos/2025", { kind: "apart" }],
  ["C-030 a folder whose name its own begins with", "/photos/202", { kind: "apart" }],
  ["a folder in it", "/photos/2024/May", { kind: "apart" }],
];

for (const [sentence, parent, expected] of CASES) {
  Deno.test(`widening: ${sentence} → ${expected.kind}`, () => {
    assert.deepEqual(planWidening(YEAR, parent, ROOTS), expected);
  });
}

Deno.test("widening: a parent within another root, and roots that overlap, are refused", () => {
  const around = { id: 4, path: "/photos" };
  assert.deepEqual(planWidening({ id: 1, path: "/photos/a/b" }, "/photos/a", [around]), {
    kind: "overlap",
    root: around,
  });
  const inside = { id: 5, path: "/photos/2024/May" };
  assert.deepEqual(planWidening(YEAR, "/photos", [YEAR, inside]), {
    kind: "overlap",
    root: inside,
  });
});
