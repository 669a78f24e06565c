import assert from "node:assert/strict";
import { join } from "node:path";
import { bundle } from "../scripts/bundle.ts";
import { listPhotos, queryCatalogue } from "./support/catalogue.ts";
import { makeX3f } from "./support/make_raw.ts";
import { makeTree } from "./support/make_tree.ts";
import { playMainCases } from "./program/main_cases.ts";
import { playMemoryLimit, playReaderLimits } from "./program/reader_limits.ts";
import { runProgram, withTempDir } from "./support/program.ts";

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

    await t.step({
      name: "holds the main cases, and its readers have their limits",
      // The package holds this very bundle, and its test plays them.
      ignore: Deno.build.os === "linux" && Deno.build.arch === "x86_64",
      fn: async () => {
        const runtime = join(directory, "runtime");
        Deno.mkdirSync(runtime);
        Deno.symlinkSync(Deno.execPath(), join(runtime, "deno"));
        const env = { PATH: `${runtime}:${Deno.env.get("PATH")}` };
        await Promise.all([
          playMainCases({ script }),
          playReaderLimits({ script }),
          playMemoryLimit({ script, env }, runtime),
        ]);
      },
    });
  });
});
