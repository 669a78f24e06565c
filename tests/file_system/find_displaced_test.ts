import assert from "node:assert/strict";
import { join } from "node:path";
import type { DisplacedFile } from "../../lib/core/displaced.ts";
import { fingerprintOf } from "../../lib/core/fingerprint_of.ts";
import { findDisplaced } from "../../lib/file_system/find_displaced.ts";
import { withTempDir } from "../support/program.ts";

const HOUR_MS = 3_600_000;

/** A root with one photo in each of two folders, and an empty folder. */
function layOut(root: string): void {
  for (const folder of ["2023/spring", "2024", "archive"]) {
    Deno.mkdirSync(join(root, folder), { recursive: true });
  }
  Deno.writeTextFileSync(join(root, "2023/spring/a.jpg"), "a");
  Deno.writeTextFileSync(join(root, "2024/b.jpg"), "b");
}

function knownAt(root: string, path: string): DisplacedFile {
  const { inode, size, mtimeMs } = fingerprintOf(Deno.lstatSync(join(root, path)));
  return { path, inode: inode ?? 0, size, mtimeMs };
}

async function placesOf(
  root: string,
  file: DisplacedFile,
  scope: readonly string[] = [""],
  sinceMs = Date.now() - HOUR_MS,
): Promise<string[]> {
  const sights = await findDisplaced({ rootPath: root, scope, sinceMs, displaced: [file] });
  assert(sights.every(({ inode }) => inode === file.inode));
  return sights.map(({ path }) => path).sort();
}

Deno.test("C-054 a photo that was displaced is found wherever it was moved below the root", () =>
  withTempDir(async (root) => {
    layOut(root);
    const photo = knownAt(root, "2024/b.jpg");
    Deno.mkdirSync(join(root, "new/folder"), { recursive: true });
    for (const place of ["archive/b.jpg", "2023/spring/c.jpg", "new/folder/b.jpg", "b.jpg"]) {
      const last = (await placesOf(root, photo))[0] ?? "";
      Deno.renameSync(join(root, last), join(root, place));
      Deno.writeTextFileSync(join(root, last), "another");
      assert.deepEqual(await placesOf(root, photo), [place]);
    }
    Deno.removeSync(join(root, "b.jpg"));
    assert.deepEqual(await placesOf(root, photo), []);
  }));

Deno.test("C-054 a photo that was edited since, or a directory without a change, is not found", () =>
  withTempDir(async (root) => {
    layOut(root);
    const photo = knownAt(root, "2024/b.jpg");
    assert.deepEqual(await placesOf(root, photo, [""], Date.now() + HOUR_MS), []);
    assert.deepEqual(await placesOf(root, { ...photo, size: 7 }), []);
    assert.deepEqual(await placesOf(root, { ...photo, mtimeMs: 7 }), []);
  }));

Deno.test("C-054 a displaced photo is looked for in the scope, and beside a file of the scope", () =>
  withTempDir(async (root) => {
    layOut(root);
    const photo = knownAt(root, "2024/b.jpg");
    Deno.renameSync(join(root, "2024/b.jpg"), join(root, "2023/b.jpg"));
    assert.deepEqual(await placesOf(root, photo, ["2024/b.jpg"]), []);
    assert.deepEqual(await placesOf(root, photo, ["2023/other.jpg"]), ["2023/b.jpg"]);
    assert.deepEqual(await placesOf(root, photo, ["2023"]), ["2023/b.jpg"]);
  }));

Deno.test("C-054 links are not followed to a displaced photo", () =>
  withTempDir(async (directory) => {
    const root = join(directory, "photos");
    Deno.mkdirSync(root);
    layOut(root);
    const photo = knownAt(root, "2024/b.jpg");
    Deno.renameSync(join(root, "2024/b.jpg"), join(directory, "b.jpg"));
    Deno.symlinkSync(directory, join(root, "link"));
    Deno.symlinkSync(join(directory, "b.jpg"), join(root, "link.jpg"));
    assert.deepEqual(await placesOf(root, photo), []);
  }));
