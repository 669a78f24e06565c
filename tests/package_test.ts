import assert from "node:assert/strict";
import { join } from "node:path";
import { childEnvironment } from "../scripts/child_environment.ts";
import { playMainCases } from "./program/main_cases.ts";
import { playMemoryLimit, playReaderLimits } from "./program/reader_limits.ts";
import { listPhotos, queryCatalogue } from "./support/catalogue.ts";
import { assertNotices } from "./support/assert_notices.ts";
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
    const cache = join(directory, "cache");
    const places = { HOME: home, XDG_CACHE_HOME: cache, PATH: linkTools(join(directory, "tools")) };
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
        // Beside it lies what Deno keeps for itself, and nothing half unpacked.
        const unpacked = listFolder(join(cache, "proofsheet")).filter((name) =>
          name !== "deno-dir"
        );
        assert.equal(unpacked.length, 1);
        assertNotices(Deno.readTextFileSync(join(cache, "proofsheet", unpacked[0]!, "NOTICES")));
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
        const other = join(directory, "other-cache");
        const result = await run(damaged, ["--version"], { ...places, XDG_CACHE_HOME: other });
        assert.equal(result.code, 1);
        assert.match(result.stderr, /is damaged .*: get it again/);
        assert.deepEqual([...Deno.readDirSync(join(other, "proofsheet"))], []);
      },
    );

    await t.step(
      "holds the main cases without network, Deno or Node, and its readers have their limits",
      async () => {
        // `DENO_DIR` of this machine is no more at hand there than Deno itself.
        const env = { ...places, DENO_DIR: join(directory, "none") };
        const how = { program: PACKED, env, through: await offlineWords() };
        const limited = join(directory, "limited-cache");
        Deno.mkdirSync(limited);
        await run("cp", ["-rl", join(cache, "proofsheet"), limited], places);
        const unpacked = listFolder(join(limited, "proofsheet"));
        const name = unpacked.find((one) => /^[0-9a-f]{16}$/.test(one));
        const runtime = join(limited, "proofsheet", name!);
        await Promise.all([
          playMainCases(how),
          playReaderLimits(how),
          playMemoryLimit({ ...how, env: { ...env, XDG_CACHE_HOME: limited } }, runtime),
        ]);
        assert.deepEqual(listFolder(home), [], "the program writes only where it is told to");
      },
    );

    await t.step("without a home the error names what to set", async () => {
      const result = await run(PACKED, ["--version"], { PATH: "/usr/bin:/bin" });
      assert.equal(result.code, 1);
      assert.match(result.stderr, /neither XDG_CACHE_HOME nor HOME is set/);
    });
  });
});

/** What the starter and this test need of a machine, and neither Deno nor Node. */
const TOOLS = "cp gzip mkdir mktemp mv rm sh sha256sum sync tail tar uname unshare".split(" ");

/** Fills a folder that is all of PATH to the package. */
function linkTools(folder: string): string {
  Deno.mkdirSync(folder);
  for (const tool of TOOLS) {
    const place = ["/usr/bin", "/bin"].find((one) => exists(join(one, tool)));
    if (place !== undefined) Deno.symlinkSync(join(place, tool), join(folder, tool));
  }
  return folder;
}

/** The words before a command that take the network from it; none where that is not allowed. */
async function offlineWords(): Promise<string[]> {
  const words = ["unshare", "--map-root-user", "--net"];
  const [unshare = "", ...args] = words;
  const result = await run(unshare, [...args, "true"], {}).catch(() => null);
  if (result?.code === 0) return words;
  console.log("skipped: taking the network from the package, as unshare is not allowed here");
  return [];
}

/** Names in a folder; none where there is no such folder. */
function listFolder(folder: string): string[] {
  return exists(folder) ? [...Deno.readDirSync(folder)].map(({ name }) => name) : [];
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

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
