import assert from "node:assert/strict";
import type { Resolved } from "../../lib/commands/directories.ts";
import { placeFolders } from "../../lib/commands/place_folders.ts";
import { CommandError } from "../../lib/core/command_error.ts";
import { EXIT } from "../../lib/core/exit_code.ts";

const ROOTS = [
  { id: 1, path: "/share/dead", inode: 2 },
  { id: 2, path: "/photos", inode: 7 },
];

/** Places folders where `/share` answers every look with an error, as a stale mount does. */
function placeThere(folders: readonly string[]): readonly unknown[] {
  const resolve = (path: string): Resolved => {
    if (path.startsWith("/share")) {
      throw new CommandError(`Cannot look at '${path}': Stale file handle`, EXIT.failed);
    }
    return { path, isDirectory: true, inode: 7, device: 1 };
  };
  const placed = placeFolders(folders, {
    roots: ROOTS,
    directories: { resolve, names: () => [] },
    knows: () => true,
  });
  return placed.map(({ rootId, path, scope }) => [rootId, path, scope]);
}

Deno.test("C-043 a root that cannot be looked at is placed beside the others, and left to its scan", () => {
  assert.deepEqual(placeThere(["/share/dead", "/photos"]), [
    [1, "/share/dead", [""]],
    [2, "/photos", [""]],
  ]);
});

Deno.test("C-043 a root is placed without a look at it: a dead disk may never answer", () => {
  const resolve = () => assert.fail("it was looked at");
  const ports = { roots: ROOTS, directories: { resolve, names: () => [] }, knows: () => true };
  const placed = placeFolders(["/share/dead", "/photos"], ports);
  assert.deepEqual(placed.map(({ rootId }) => rootId), [1, 2]);
});

Deno.test("C-044 a part of a root that cannot be looked at is a part of that root", () => {
  assert.deepEqual(placeThere(["/share/dead/2024", "/photos/2024"]), [
    [1, "/share/dead", ["2024"]],
    [2, "/photos", ["2024"]],
  ]);
});

Deno.test("C-001 a folder in no root that cannot be looked at is refused with the reason", () => {
  assert.throws(() => placeThere(["/share/new"]), {
    name: "CommandError",
    message: "Cannot look at '/share/new': Stale file handle",
  });
});

Deno.test("C-029 what is typed with a name that is not UTF-8 is told as that, and not as a slip", () => {
  const root: Resolved = { path: "/photos", isDirectory: true, inode: 7, device: 1 };
  const resolve = (path: string) => path === root.path ? root : null;
  const ports = { roots: ROOTS, directories: { resolve, names: () => [] }, knows: () => false };
  assert.throws(() => placeFolders(["/photos/bad\uFFFD.jpg"], ports), {
    message: "Not found: '/photos/bad\uFFFD.jpg' is neither on disk nor in the catalogue: " +
      "a name that is not UTF-8 cannot be looked up, rename it",
  });
});
