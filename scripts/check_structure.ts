import { readModules } from "./read_modules.ts";
import {
  complainAboutCycles,
  complainAboutDeadExports,
  complainAboutLength,
  complainAboutPlaces,
  complainAboutTopLevel,
} from "./structure_rules.ts";

const PROJECT = new URL("../", import.meta.url);
const SOURCE_FOLDERS = ["actors", "lib", "machines", "scripts", "tests"];

/** Things of one developer or one build: they are in no clone. */
const LOCAL = /^(?:\.git|\.idea|\.vscode|\.deno|dist|node_modules|.*\.db(?:-wal|-shm)?)$/;

/** Prints everything that breaks the structure ARCHITECTURE.md promises; exit code 1 if anything. */
async function main(): Promise<number> {
  const topLevel = [...Deno.readDirSync(PROJECT)].map(({ name }) => name)
    .filter((name) => !LOCAL.test(name));
  const modules = await readModules(PROJECT.href, listSources(topLevel));
  const complaints = [
    ...complainAboutTopLevel(topLevel.sort()),
    ...complainAboutPlaces(modules),
    ...complainAboutCycles(modules),
    ...complainAboutDeadExports(modules),
    ...complainAboutLength(modules),
  ];
  for (const complaint of complaints) console.error(complaint);
  console.log(`Structure: ${modules.length} modules, ${complaints.length} complaints`);
  return complaints.length === 0 ? 0 : 1;
}

function listSources(topLevel: readonly string[]): string[] {
  const paths = topLevel.filter((name) => name.endsWith(".ts"));
  function walk(directory: string) {
    for (const { name, isDirectory } of Deno.readDirSync(new URL(directory, PROJECT))) {
      if (isDirectory) walk(`${directory}${name}/`);
      else if (name.endsWith(".ts")) paths.push(directory + name);
    }
  }
  for (const folder of SOURCE_FOLDERS) if (topLevel.includes(folder)) walk(`${folder}/`);
  return paths.sort();
}

Deno.exit(await main());
