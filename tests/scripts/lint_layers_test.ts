import assert from "node:assert/strict";
import plugin from "../../scripts/lint_layers.ts";

interface Case {
  readonly sentence: string;
  readonly file: string;
  readonly source: string;
  /** Rules that complain, in the order of the text; empty where all is well. */
  readonly rules: readonly string[];
}

const CASES: readonly Case[] = [
  {
    sentence: "the core may import the core",
    file: "lib/core/plan.ts",
    source: `import type { Entry } from "./entry.ts"; export type Plan = Entry[];`,
    rules: [],
  },
  {
    sentence: "the core may not import a Node module",
    file: "lib/core/plan.ts",
    source: `import { sep } from "node:path"; export const separator = sep;`,
    rules: ["layers/import-table"],
  },
  {
    sentence: "the core may not import even a type of an adapter",
    file: "lib/core/plan.ts",
    source:
      `import type { Catalogue } from "../catalogue/catalogue.ts"; export type C = Catalogue;`,
    rules: ["layers/import-table"],
  },
  {
    sentence: "the core may not reach an adapter through a type import in place",
    file: "lib/core/plan.ts",
    source: `export type C = import("../catalogue/catalogue.ts").Catalogue;`,
    rules: ["layers/import-table"],
  },
  {
    sentence: "the core may not re-export a package",
    file: "lib/core/plan.ts",
    source: `export * from "xstate"; export { parse } from "exifr";`,
    rules: ["layers/import-table", "layers/import-table"],
  },
  {
    sentence: "the core may not look at the clock, draw lots, wait or print",
    file: "lib/core/plan.ts",
    source: `export const a = [Date.now(), new Date(), Date(), Math.random(), performance.now()];
      setTimeout(() => console.log(Deno.cwd(), fetch), 1);`,
    rules: Array(9).fill("layers/pure-core"),
  },
  {
    sentence: "the core may turn a given moment into a date",
    file: "lib/core/plan.ts",
    source: `export const toText = (ms: number) => new Date(ms).toISOString();`,
    rules: [],
  },
  {
    sentence: "a member that bears the name of a global is no use of the global",
    file: "lib/core/plan.ts",
    source: `export interface Budget { readonly performance: number }
      export const rate = (b: Budget) => ({ performance: b.performance });`,
    rules: [],
  },
  {
    sentence: "a shorthand of a global is a use of the global",
    file: "lib/core/plan.ts",
    source: `export const ports = { fetch }; export const other = { now: performance };`,
    rules: ["layers/pure-core", "layers/pure-core"],
  },
  {
    sentence: "an adapter may look at the clock and import packages",
    file: "lib/catalogue/open_catalogue.ts",
    source: `import { DatabaseSync } from "node:sqlite"; import { Row } from "./row.ts";
      import type { Entry } from "../core/entry.ts";
      export const a: [DatabaseSync, Row, Entry, number] | number = Date.now();`,
    rules: [],
  },
  {
    sentence: "an adapter may not import another adapter",
    file: "lib/catalogue/open_catalogue.ts",
    source: `import type { walk } from "../file_system/walk.ts"; export type W = typeof walk;`,
    rules: ["layers/import-table"],
  },
  {
    sentence: "a command gets its adapters as ports",
    file: "lib/commands/audit.ts",
    source: `import { openCatalogue } from "../catalogue/open_catalogue.ts";
      import { diff } from "../core/diff.ts"; import { sync } from "./sync.ts";
      export const a = [openCatalogue, diff, sync];`,
    rules: ["layers/import-table"],
  },
  {
    sentence: "a machine imports XState, the core and machines and nothing else",
    file: "machines/supervisor_machine.ts",
    source: `import { setup } from "xstate"; import { rootMachine } from "./root_machine.ts";
      import { isEmpty } from "../lib/core/scope.ts"; import { ms } from "npm:ms";
      import { scanRoot } from "../actors/scan_root.ts";
      export const a = [setup, rootMachine, isEmpty, ms, scanRoot];`,
    rules: ["layers/import-table", "layers/import-table"],
  },
  {
    sentence: "an actor may import everything above it, and main.ts is not above it",
    file: "actors/scan_root.ts",
    source: `import { walk } from "../lib/file_system/walk.ts"; import { main } from "../main.ts";
      import { rootMachine } from "../machines/root_machine.ts";
      export const a = [walk, main, rootMachine];`,
    rules: ["layers/import-table"],
  },
  {
    sentence: "main.ts may not import a script or a test, not even late",
    file: "main.ts",
    source: `const a = await import("./scripts/bench.ts"); import "./tests/support/until.ts"; a;`,
    rules: ["layers/import-table", "layers/import-table"],
  },
  {
    sentence: "a file that only re-exports is no file",
    file: "lib/metadata/mod.ts",
    source: `export * from "./read.ts"; export { write } from "./write.ts";`,
    rules: ["layers/no-barrel"],
  },
];

for (const { sentence, file, source, rules } of CASES) {
  Deno.test(`layers: ${sentence}`, () => {
    const found = Deno.lint.runPlugin(plugin, file, source);
    const ids = found.toSorted((a, b) => a.range[0] - b.range[0]).map((diagnostic) =>
      diagnostic.id
    );
    assert.deepEqual(ids, rules, found.map((diagnostic) => diagnostic.message).join("\n"));
  });
}

Deno.test("layers: a complaint names the file, the import and the rule", () => {
  const [complaint] = Deno.lint.runPlugin(plugin, "lib/core/plan.ts", `import "node:fs";`);
  assert.equal(
    complaint?.message,
    "Cannot import 'node:fs' in 'lib/core/plan.ts': lib/core imports only lib/core",
  );
});
