import { join } from "node:path";
import { runTool } from "./run_tool.ts";

/** Packages that only the tests use. */
const TESTS_ONLY: ReadonlySet<string> = new Set(["fast-check", "pure-rand"]);

/** The licences of all software that is packed with the program, with their texts. */
export async function notices(runtimeFolder: string): Promise<string> {
  const lock = JSON.parse(Deno.readTextFileSync("deno.lock"));
  const { npmCache } = JSON.parse(await runTool("deno", ["info", "--json"]));
  const packages = Object.keys(lock.npm).map((id) => {
    // `name@version`, with `_` and the versions of peers behind it.
    const [, name = "", version = ""] = /^(@?[^@]+)@([^_]+)/.exec(id) ?? [];
    return { name, version };
  }).filter(({ name }) => !TESTS_ONLY.has(name));
  const parts = packages.map(({ name, version }) => {
    const folder = folderOf(npmCache, name, version);
    const { license } = JSON.parse(Deno.readTextFileSync(join(folder, "package.json")));
    return `${name} ${version}, licence ${license}\n\n${licenceText(folder)}`;
  });
  const deno = `deno ${Deno.version.deno}, with V8 ${Deno.version.v8} and what these contain\n\n` +
    licenceText(runtimeFolder);
  return [Deno.readTextFileSync("LICENSE"), deno, ...parts].join(`\n${"-".repeat(78)}\n\n`);
}

/** The cache has a folder a registry. */
function folderOf(npmCache: string, name: string, version: string): string {
  for (const registry of Deno.readDirSync(npmCache)) {
    const folder = join(npmCache, registry.name, name, version);
    try {
      if (Deno.statSync(folder).isDirectory) return folder;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new Error(`Cannot find the licence of ${name}@${version}: run the program once`);
}

function licenceText(folder: string): string {
  const files = [...Deno.readDirSync(folder)].filter(({ name }) =>
    /^(licen[cs]e|copying)/i.test(name)
  );
  const texts = files.map(({ name }) => Deno.readTextFileSync(join(folder, name)).trim());
  return texts.length > 0 ? `${texts.join("\n\n")}\n` : "(no text of it comes with the package)\n";
}
