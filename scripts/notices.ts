import { join } from "node:path";
import { runTool } from "./run_tool.ts";

/** Packages that only the tests use. */
const TESTS_ONLY: ReadonlySet<string> = new Set([
  "axe-core",
  "fast-check",
  "playwright-core",
  "pure-rand",
]);

/** Packages that come without the text of their licence, and what of it stands in this project. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  // Perl 5, which it holds as WebAssembly, is under the Artistic License or the GPL.
  "@6over3/zeroperl-ts": ["Apache-2.0.txt", "Artistic.txt"],
  saxes: ["saxes.txt"],
};

/**
 * The licences of all software that is packed with the program, with their texts.
 *
 * @throws {Error} when the text of one is nowhere
 */
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
    return `${name} ${version}, licence ${license}\n\n${licenceText(name, folder)}`;
  });
  const deno = `deno ${Deno.version.deno}, with V8 ${Deno.version.v8} and what these contain;\n` +
    "each with its licence in https://github.com/denoland/deno and https://github.com/v8/v8\n\n" +
    licenceText("deno", runtimeFolder);
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

function licenceText(name: string, folder: string): string {
  const files = [...Deno.readDirSync(folder)].filter(({ name }) =>
    /^(licen[cs]e|copying)/i.test(name)
  );
  const texts = files.map(({ name }) => Deno.readTextFileSync(join(folder, name)).trim());
  const kept = (TEXTS[name] ?? []).map((text) =>
    Deno.readTextFileSync(join("packaging/licences", text)).trimEnd()
  );
  if (texts.length + kept.length > 0) return `${[...texts, ...kept].join("\n\n")}\n`;
  throw new Error(`Cannot find the text of the licence of '${name}' in '${folder}'`);
}
