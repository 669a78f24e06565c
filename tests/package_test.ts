import assert from "node:assert/strict";
import { join } from "node:path";
import { childEnvironment } from "../scripts/child_environment.ts";
import { listPhotos, queryCatalogue } from "./support/catalogue.ts";
import { makeX3f } from "./support/make_raw.ts";
import { makeTree } from "./support/make_tree.ts";
import { withTempDir } from "./support/program.ts";

const PACKED = new URL("../dist/proofsheet", import.meta.url).pathname;

Deno.test("package: one executable file is all a machine needs", {
  ignore: Deno.build.os !== "linux" || Deno.build.arch !== "x86_64",
}, async (t) => {
  const built = await run("deno", ["task", "package", "x86_64", "--fast"], {});
  assert.equal(built.code, 0, built.stderr);
  await withTempDir(async (directory) => {
    const home = join(directory, "home");
    const places = { HOME: home, XDG_CACHE_HOME: join(directory, "cache"), PATH: "/usr/bin:/bin" };
    const photos = join(directory, "photos");
    const database = join(directory, "catalogue.db");
    const paths = makeTree(photos, { files: 12, perDirectory: 5 });

    await t.step(
      "three first starts at once unpack it once, and each of them answers",
      async () => {
        const starts = await Promise.all([1, 2, 3].map(() => run(PACKED, ["--version"], places)));
        for (const { code, stdout, stderr } of starts) {
          assert.equal(code, 0, stderr);
          assert.match(
            stdout,
            /^proofsheet \d+\.\d+\.\d+ \((?:[0-9a-f]{7,}(?:-dirty)?|unknown)\)\n$/,
          );
        }
        const unpacked = [...Deno.readDirSync(join(directory, "cache", "proofsheet"))];
        assert.equal(unpacked.length, 1);
      },
    );

    await t.step("sync gives every photo one row, without Deno on the PATH", async () => {
      Deno.writeFileSync(join(photos, "old.x3f"), makeX3f({ CAMMODEL: "SIGMA SD9" }));
      Deno.utimeSync(join(photos, "old.x3f"), 1_700_000_000, 1_700_000_000);
      const result = await run(PACKED, ["sync", "--folder", photos, "--db", database], places);
      assert.equal(result.code, 0, result.stderr);
      assert.deepEqual(listPhotos(database), [...paths, "old.x3f"]);
      const sql = "SELECT model FROM photos WHERE path = 'old.x3f'";
      assert.equal(queryCatalogue(database, sql)[0]?.model, "SIGMA SD9");
      assert.equal((await run(PACKED, ["audit", "--db", database], places)).code, 0);
    });

    await t.step("a wrong command line is told with exit code 2", async () => {
      const result = await run(PACKED, ["sink"], places);
      assert.equal(result.code, 2);
      assert.match(result.stderr, /Unknown command 'sink'/);
    });

    await t.step(
      "a file that was damaged on its way is refused, and leaves nothing behind",
      async () => {
        const damaged = join(directory, "damaged");
        Deno.copyFileSync(PACKED, damaged);
        Deno.truncateSync(damaged, Deno.statSync(damaged).size - 1_000);
        const cache = join(directory, "other-cache");
        const result = await run(damaged, ["--version"], { ...places, XDG_CACHE_HOME: cache });
        assert.equal(result.code, 1);
        assert.match(result.stderr, /is damaged .*: get it again/);
        assert.deepEqual([...Deno.readDirSync(join(cache, "proofsheet"))], []);
      },
    );

    await t.step("without a home the error names what to set", async () => {
      const result = await run(PACKED, ["--version"], { PATH: "/usr/bin:/bin" });
      assert.equal(result.code, 1);
      assert.match(result.stderr, /neither XDG_CACHE_HOME nor HOME is set/);
    });
  });
});

async function run(program: string, args: readonly string[], env: Record<string, string>) {
  const own = Object.keys(env).length > 0 ? { clearEnv: true, env } : childEnvironment();
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    ...own,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
