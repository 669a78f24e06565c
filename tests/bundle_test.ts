import assert from "node:assert/strict";
import { join } from "node:path";
import { bundle } from "../scripts/bundle.ts";
import { listPhotos, queryCatalogue } from "./support/catalogue.ts";
import { makeJpeg } from "./support/make_jpeg.ts";
import { makeX3f } from "./support/make_raw.ts";
import { makeTree } from "./support/make_tree.ts";
import { runProgram, startProgram, withTempDir } from "./support/program.ts";
import type { RunningProgram } from "./support/running_program.ts";
import { until } from "./support/until.ts";

Deno.test("bundle: one file, with ExifTool beside it, syncs, audits and watches a folder of photos", async (t) => {
  await withTempDir(async (directory) => {
    // A blank and an umlaut, as homes have them.
    const script = join(directory, "my büro", "proofsheet.js");
    await bundle(script);
    const photos = join(directory, "photos");
    const database = join(directory, "catalogue.db");
    const paths = makeTree(photos, { files: 12, perDirectory: 5 });

    await t.step("sync gives every photo one row with what the photo says", async () => {
      const result = await runProgram(["sync", "--folder", photos, "--db", database], { script });
      assert.equal(result.code, 0, result.stderr);
      assert.deepEqual(listPhotos(database), paths);
      const sql = "SELECT make, model, title, rating FROM photos WHERE path = ?";
      const [row] = queryCatalogue(database, sql, "0000/IMG_000001.jpg");
      assert.deepEqual({ ...row }, { make: "NIKON", model: "Z 6", title: "Photo 1", rating: 1 });
    });

    await t.step("a RAW that only ExifTool knows has its camera", async () => {
      Deno.writeFileSync(join(photos, "old.x3f"), makeX3f({ CAMMODEL: "SIGMA SD9" }));
      Deno.utimeSync(join(photos, "old.x3f"), 1_700_000_000, 1_700_000_000);
      const result = await runProgram(["sync", "--folder", photos, "--db", database], { script });
      assert.match(result.stdout, /Read 1 file, 1 of them by ExifTool/);
      const sql = "SELECT model FROM photos WHERE path = 'old.x3f'";
      assert.equal(queryCatalogue(database, sql)[0]?.model, "SIGMA SD9");
    });

    await t.step("audit finds no difference", async () => {
      const result = await runProgram(["audit", "--db", database], { script });
      assert.equal(result.code, 0, result.stdout + result.stderr);
    });

    await t.step("watch notices a new photo and ends cleanly when asked to", async () => {
      const args = [
        "watch",
        "--root",
        photos,
        "--db",
        database,
        "--debounce",
        "200ms",
        "--no-http",
      ];
      const scansBefore = countScans(database);
      await using program = startProgram(args, { script });
      // The watcher listens before the first scan looks, so from here on only an event can tell.
      await waitWhileRunning(program, () => countScans(database) > scansBefore, "the first scan");
      Deno.writeFileSync(join(photos, "0001", "new.jpg"), makeJpeg({ seed: 999 }));
      const hasNew = () => listPhotos(database).includes("0001/new.jpg");
      await waitWhileRunning(program, hasNew, "the new photo in the catalogue");
      program.signal("SIGTERM");
      const { code, stderr } = await program.waitForEnd();
      assert.equal(code, 0, stderr);
    });
  });
});

function countScans(database: string): number {
  const sql = "SELECT count(*) AS scans FROM scans WHERE finished IS NOT NULL";
  return Number(queryCatalogue(database, sql)[0]?.scans);
}

/** Waits for a condition and fails at once, with the reason, if the program ends before. */
async function waitWhileRunning(
  program: RunningProgram,
  predicate: () => boolean,
  what: string,
): Promise<void> {
  let hasEnded = false;
  program.ended.then(() => hasEnded = true);
  try {
    await until(() => hasEnded || predicate(), { timeoutMs: 30_000, what });
  } catch (error) {
    throw new Error(`The program said:\n${program.stderr()}`, { cause: error });
  }
  assert.equal(hasEnded, false, program.stderr());
}
