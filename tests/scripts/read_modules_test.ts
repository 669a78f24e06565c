import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readModules } from "../../scripts/read_modules.ts";
import { withTempDir } from "../support/program.ts";

Deno.test("structure: exports, their tags and every way to import are read from source", async () => {
  await withTempDir(async (directory) => {
    Deno.writeTextFileSync(
      join(directory, "a.ts"),
      `/** @public for scripts */ export const pages = 1;
      export interface Options { readonly pages: number }
      function hidden() {} hidden();`,
    );
    Deno.writeTextFileSync(
      join(directory, "b.ts"),
      `import { pages as count } from "./a.ts"; import type { Options } from "./a.ts";
      import * as whole from "./c.ts"; import "./d.ts"; export { d } from "./d.ts";
      export type Late = import("./e.ts").E; export default function (o: Options) {
        return [count, o, whole];
      }`,
    );
    for (const name of ["c", "d", "e"]) {
      const text = `export const ${name} = 1; export type ${name.toUpperCase()} = 1;`;
      Deno.writeTextFileSync(join(directory, `${name}.ts`), text);
    }
    const [a, b] = await readModules(pathToFileURL(`${directory}/`).href, ["a.ts", "b.ts"]);
    assert.deepEqual(a?.exports, [
      { name: "pages", kind: "variable", isPublic: true },
      { name: "Options", kind: "interface", isPublic: false },
    ]);
    assert.deepEqual(b?.exports.map(({ name }) => name).toSorted(), ["Late", "default"]);
    const imports = b?.imports.map(({ from, name }) => `${from} ${name}`).toSorted();
    assert.deepEqual(imports, [
      "a.ts Options",
      "a.ts pages",
      "c.ts *",
      "d.ts *",
      "d.ts *",
      "e.ts *",
    ]);
  });
});
