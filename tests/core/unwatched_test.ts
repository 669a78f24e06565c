import assert from "node:assert/strict";
import { isUnwatched, singlyWatched, strayFolders, unwatchedIn } from "../../lib/core/unwatched.ts";

const IN_ROOT: readonly [string, string[], string[]][] = [
  ["a folder in the root", ["/photos/archive"], ["archive"]],
  ["the same with a slash at its end", ["/photos/archive/"], ["archive"]],
  ["one named in its root", ["2019/raw"], ["2019/raw"]],
  ["another root's", ["/scans/archive"], []],
  ["C-030 a neighbour with a longer name", ["/photos_backup/archive"], []],
  ["the root itself", ["/photos"], [""]],
  ["a folder above the root", ["/"], [""]],
  ["one within another", ["a/b", "/photos/a"], ["a"]],
];

for (const [sentence, folders, expected] of IN_ROOT) {
  Deno.test(`not watched: ${sentence}`, () => {
    assert.deepEqual(unwatchedIn("/photos", folders), expected);
  });
}

const SINGLY: readonly [string, string[], string[]][] = [
  ["nothing left out: all is watched at once", [], []],
  ["a folder at the top: the root is watched by itself", ["archive"], [""]],
  ["one deep inside: every folder on the way is", ["a/b/c"], ["", "a", "a/b"]],
  ["two beside each other share the way", ["a/b", "a/c", "d"], ["", "a"]],
  ["all of it: nothing is watched", [""], []],
];

for (const [sentence, unwatched, expected] of SINGLY) {
  Deno.test(`not watched, ${sentence}`, () => {
    assert.deepEqual(singlyWatched(unwatched), expected);
  });
}

Deno.test("not watched: a folder with all below it, and no neighbour", () => {
  assert.equal(isUnwatched("archive/1.jpg", ["archive"]), true);
  assert.equal(isUnwatched("archive", ["archive"]), true);
  assert.equal(isUnwatched("archive2/1.jpg", ["archive"]), false);
});

Deno.test("unwatched: an absolute folder that has nothing to do with any root is stray", () => {
  const roots = ["/photos", "/mnt/scans"];
  const folders = ["Archive", "/photos/old", "/mnt", "/photos", "/photos2", "/etc/"];
  assert.deepEqual(strayFolders(folders, roots), ["/photos2", "/etc/"]);
});
