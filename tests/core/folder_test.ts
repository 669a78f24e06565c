import assert from "node:assert/strict";
import { type FolderVerdict, placeFolder } from "../../lib/core/folder.ts";

const PHOTOS = { id: 1, path: "/photos" };
const SCANS = { id: 2, path: "/mnt/nas/scans" };
const ALL = { id: 3, path: "/" };
const ROOTS = [PHOTOS, SCANS];

const CASES: readonly [string, string, FolderVerdict][] = [
  ["C-004 a root again", "/photos", { kind: "within", root: PHOTOS, path: "" }],
  ["C-003 a folder of a root", "/photos/2024", { kind: "within", root: PHOTOS, path: "2024" }],
  [
    "C-003 a folder deep in a root",
    "/mnt/nas/scans/1999/05",
    { kind: "within", root: SCANS, path: "1999/05" },
  ],
  ["C-030 a folder whose name begins like a root's", "/photos2", { kind: "new" }],
  ["C-030 a folder beside a root", "/mnt/nas/scans-raw/1", { kind: "new" }],
  ["C-004 the parent of a root", "/mnt", { kind: "contains", roots: [SCANS] }],
  ["C-004 the parent of everything", "/", { kind: "contains", roots: ROOTS }],
  ["a folder somewhere else", "/home/me/pictures", { kind: "new" }],
];

for (const [what, path, expected] of CASES) {
  Deno.test(`folder: ${what} → ${expected.kind}`, () => {
    assert.deepEqual(placeFolder(path, ROOTS), expected);
  });
}

Deno.test("folder: the first folder of all is a new root", () => {
  assert.deepEqual(placeFolder("/photos", []), { kind: "new" });
});

Deno.test("folder: below the file system's root as a root everything has its path", () => {
  assert.deepEqual(placeFolder("/", [ALL]), { kind: "within", root: ALL, path: "" });
  assert.deepEqual(placeFolder("/photos/2024", [ALL]), {
    kind: "within",
    root: ALL,
    path: "photos/2024",
  });
});
