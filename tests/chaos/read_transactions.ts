import { fileURLToPath } from "node:url";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDERS = ["lib", "actors"];
/** They carry out the transactions of others. */
const CARRIERS = new Set([
  "lib/catalogue/transaction.ts",
  "lib/catalogue/root_catalogue.ts",
]);

/** Every place in the source that begins a transaction, as `lib/reconcile/hide_vanished.ts:26`. */
export function readTransactions(): string[] {
  return FOLDERS.flatMap((folder) => listSources(folder)).filter((path) => !CARRIERS.has(path))
    .flatMap((path) =>
      Deno.readTextFileSync(PROJECT + path).split("\n").flatMap((line, index) =>
        /\b(?:inTransaction|transact)\(/.test(line) ? [`${path}:${index + 1}`] : []
      )
    );
}

function listSources(folder: string): string[] {
  return [...Deno.readDirSync(PROJECT + folder)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? listSources(`${folder}/${name}`)
      : name.endsWith(".ts")
      ? [`${folder}/${name}`]
      : []
  ).sort();
}
