import assert from "node:assert/strict";
import { join } from "node:path";
import { absence } from "../../lib/file_system/absence.ts";
import { withTempDir } from "../support/program.ts";

Deno.test("C-043 a photo is absent only while its root is there", () =>
  withTempDir(async (directory) => {
    const root = join(directory, "photos");
    Deno.mkdirSync(join(root, "2024"), { recursive: true });
    Deno.writeTextFileSync(join(root, "2024/a.jpg"), "a");
    assert.equal(await absence(root, "2024/a.jpg"), null);
    assert.equal(await absence(root, "2024/b.jpg"), "not-found");
    assert.equal(await absence(root, "2024/a.jpg/b.jpg"), "not-a-directory");
    assert.equal(await absence(root, "2024"), "not-a-file");
    Deno.renameSync(root, join(directory, "away"));
    assert.equal(await absence(root, "2024/a.jpg"), "unreachable");
    Deno.writeTextFileSync(root, "a file in the place of the root");
    assert.equal(await absence(root, "2024/a.jpg"), "unreachable");
  }));

Deno.test("C-043 a photo that is only reached through a link is not at its path", () =>
  withTempDir(async (root) => {
    Deno.mkdirSync(join(root, "real"));
    Deno.writeTextFileSync(join(root, "real/a.jpg"), "a");
    Deno.symlinkSync(join(root, "real"), join(root, "link"));
    assert.equal(await absence(root, "link/a.jpg"), "not-a-file");
  }));
