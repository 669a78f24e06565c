import assert from "node:assert/strict";
import {
  complainAboutCycles,
  complainAboutDeadExports,
  complainAboutLength,
  complainAboutPlaces,
  complainAboutTopLevel,
} from "../../scripts/structure_rules.ts";
import type { SourceModule } from "../../scripts/structure_rules.ts";

function module(path: string, parts: Partial<SourceModule> = {}): SourceModule {
  return { path, text: "", exports: [], imports: [], ...parts };
}

function offer(name: string, kind = "function", isPublic = false) {
  return { name, kind, isPublic };
}

Deno.test("structure: three files that import each other in a circle are one complaint", () => {
  const circle = [
    module("lib/core/a.ts", { imports: [{ from: "lib/core/b.ts", name: "b" }] }),
    module("lib/core/b.ts", { imports: [{ from: "lib/core/c.ts", name: "C" }] }),
    module("lib/core/c.ts", { imports: [{ from: "lib/core/a.ts", name: "*" }] }),
    module("main.ts", { imports: [{ from: "lib/core/c.ts", name: "C" }] }),
  ];
  assert.deepEqual(complainAboutCycles(circle), [
    "Cannot import in a circle: lib/core/a.ts → lib/core/b.ts → lib/core/c.ts → lib/core/a.ts",
  ]);
});

Deno.test("structure: two files that import the same third one are no circle", () => {
  const imports = [{ from: "lib/core/c.ts", name: "c" }];
  const diamond = [
    module("main.ts", {
      imports: ["lib/core/a.ts", "lib/core/b.ts"].map((from) => ({ from, name: "*" })),
    }),
    module("lib/core/a.ts", { imports }),
    module("lib/core/b.ts", { imports }),
    module("lib/core/c.ts"),
  ];
  assert.deepEqual(complainAboutCycles(diamond), []);
});

Deno.test("structure: an export that only a test uses is dead", () => {
  const modules = [
    module("lib/core/a.ts", { exports: [offer("used"), offer("dead")] }),
    module("main.ts", { imports: [{ from: "lib/core/a.ts", name: "used" }] }),
    module("tests/core/a_test.ts", { imports: [{ from: "lib/core/a.ts", name: "dead" }] }),
  ];
  const complaints = complainAboutDeadExports(modules);
  assert.equal(complaints.length, 1);
  assert.match(complaints[0] ?? "", /^Cannot find a use of 'dead' outside 'lib\/core\/a.ts'/);
});

Deno.test("structure: an export tagged as public or taken with its whole module is alive", () => {
  const modules = [
    module("lib/core/a.ts", { exports: [offer("forPlugins", "function", true)] }),
    module("lib/core/b.ts", { exports: [offer("late")] }),
    module("main.ts", { imports: [{ from: "lib/core/b.ts", name: "*" }] }),
  ];
  assert.deepEqual(complainAboutDeadExports(modules), []);
});

Deno.test("structure: a type is alive when its own file's signatures mention it, and only then", () => {
  const text = "/** Lonely */ export type Lonely = 1;\nexport type Options = 2;\n" +
    "export function scan(options: Options) {}";
  const modules = [
    module("lib/core/a.ts", {
      text,
      exports: [offer("Lonely", "typeAlias"), offer("Options", "interface"), offer("scan")],
    }),
    module("main.ts", { imports: [{ from: "lib/core/a.ts", name: "scan" }] }),
  ];
  const complaints = complainAboutDeadExports(modules);
  assert.equal(complaints.length, 1);
  assert.match(complaints[0] ?? "", /'Lonely'/);
});

Deno.test("structure: 300 lines are enough for a file and 600 for a test", () => {
  const lines = (count: number) => "x\n".repeat(count);
  const complaints = complainAboutLength([
    module("lib/core/fits.ts", { text: lines(300) }),
    module("lib/core/long.ts", { text: lines(301) }),
    module("tests/core/fits_test.ts", { text: lines(600) }),
    module("tests/core/long_test.ts", { text: lines(601) }),
  ]);
  assert.deepEqual(complaints, [
    "Cannot keep 301 lines in 'lib/core/long.ts': split it, the limit is 300",
    "Cannot keep 601 lines in 'tests/core/long_test.ts': split it, the limit is 600",
  ]);
});

Deno.test("structure: a file that no layer claims is named", () => {
  const complaints = complainAboutPlaces([module("lib/utils.ts"), module("lib/core/plan.ts")]);
  assert.equal(complaints.length, 1);
  assert.match(complaints[0] ?? "", /'lib\/utils.ts'/);
});

Deno.test("structure: a name the layout does not know is named", () => {
  const complaints = complainAboutTopLevel(["deno.json", "lib", "utils", "README.md"]);
  assert.equal(complaints.length, 1);
  assert.match(complaints[0] ?? "", /'utils'/);
});
