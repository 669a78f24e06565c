import assert from "node:assert/strict";
import { join } from "node:path";
import { childEnvironment } from "../scripts/child_environment.ts";
import { listPhotos } from "./support/catalogue.ts";
import { assertNotices } from "./support/assert_notices.ts";
import { makeTree } from "./support/make_tree.ts";
import { withTempDir } from "./support/program.ts";

const PROJECT = new URL("../", import.meta.url).pathname;

/** Why the package cannot be built and installed here; `null` when it can. */
const OBSTACLE = Deno.build.os !== "linux" || Deno.build.arch !== "x86_64"
  ? "it is made for Linux on x86-64"
  : !has("dpkg-deb")
  ? "there is no dpkg-deb"
  : null;

Deno.test("deb: the package of the system", {
  ignore: OBSTACLE !== null,
}, async (t) => {
  const { version } = JSON.parse(Deno.readTextFileSync(join(PROJECT, "deno.json")));
  const file = join(PROJECT, `dist/proofsheet_${version}_amd64.deb`);
  await succeed("deno", ["task", "deb", "x86_64", "--fast"]);

  await t.step(
    "holds the program, its runtime, its manual, its service and the licences",
    async () => {
      const list = await succeed("dpkg-deb", ["-c", file]);
      for (
        const path of [
          "usr/bin/proofsheet",
          "usr/lib/proofsheet/deno",
          "usr/lib/proofsheet/proofsheet.js",
          "usr/lib/systemd/system/proofsheet.service",
          "usr/lib/systemd/system/proofsheet-sync.timer",
          "usr/share/man/man1/proofsheet.1.gz",
          "usr/share/bash-completion/completions/proofsheet",
          "usr/share/doc/proofsheet/copyright",
          "etc/proofsheet/config.toml",
        ]
      ) {
        assert.ok(list.includes(` ./${path}\n`), path);
      }
      // Nobody's name from the machine that built it.
      for (const line of list.trim().split("\n")) assert.match(line, / root\/root /);
    },
  );

  await t.step("its notices have the text of every licence", async () => {
    await withTempDir(async (directory) => {
      await succeed("dpkg-deb", ["-x", file, directory]);
      assertNotices(Deno.readTextFileSync(join(directory, "usr/share/doc/proofsheet/copyright")));
    });
  });

  await t.step({
    name: "its units are right",
    ignore: !has("systemd-analyze"),
    fn: async () => {
      await withTempDir(async (directory) => {
        await succeed("dpkg-deb", ["-x", file, directory]);
        const units = join(directory, "usr/lib/systemd/system");
        const names = [...Deno.readDirSync(units)].map(({ name }) => join(units, name));
        const { stderr } = await run("systemd-analyze", ["--man=no", "verify", ...names]);
        // That the program is not installed here is no fault of the units.
        const faults = stderr.split("\n").filter((line) =>
          line !== "" && !line.includes("/bin/proofsheet is not executable")
        );
        assert.deepEqual(faults, []);
      });
    },
  });

  const mayInstall = Deno.uid() === 0 && has("dpkg") && !exists("/usr/bin/proofsheet");
  await t.step({
    name: "is installed, works without Deno, and goes without taking the catalogue",
    ignore: !mayInstall,
    fn: async () => {
      try {
        await succeed("dpkg", ["-i", file]);
        await use();
      } finally {
        await run("dpkg", ["-P", "proofsheet"]);
      }
      assert.equal(exists("/usr/lib/proofsheet"), false);
      assert.equal(exists("/usr/bin/proofsheet"), false);
    },
  });
  if (!mayInstall) console.log("skipped: installing needs root, dpkg, and no proofsheet installed");
});
if (OBSTACLE !== null) console.log(`deb: skipped, as ${OBSTACLE}`);

async function use(): Promise<void> {
  await withTempDir(async (directory) => {
    const photos = join(directory, "photos");
    const database = join(directory, "catalogue.db");
    const paths = makeTree(photos, { files: 8, perDirectory: 3 });
    const env = { HOME: directory, PATH: "/usr/bin:/bin" };
    const sync = ["sync", "--folder", photos, "--db", database];
    const { code, stderr } = await run("/usr/bin/proofsheet", sync, env);
    assert.equal(code, 0, stderr);
    assert.deepEqual(listPhotos(database), paths);
  });
}

async function succeed(program: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(program, args);
  assert.equal(code, 0, `${program} ${args.join(" ")}: ${stdout}${stderr}`);
  return stdout;
}

async function run(program: string, args: readonly string[], env?: Record<string, string>) {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd: PROJECT,
    stdin: "null",
    ...(env === undefined ? childEnvironment() : { clearEnv: true, env }),
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

function has(program: string): boolean {
  const path = Deno.env.get("PATH") ?? "";
  return path.split(":").some((folder) => exists(join(folder, program)));
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
