/** Where a file belongs; decides what it may import. */
export type Layer =
  | "core"
  | "commands"
  | "adapter"
  | "machines"
  | "actors"
  | "main"
  | "tests"
  | "scripts"
  | "outside";

/**
 * The layer of a file.
 *
 * @param path Relative to the project, `/`-separated: `lib/core/plan.ts`.
 */
export function layerOf(path: string): Layer {
  if (path === "main.ts") return "main";
  if (path.startsWith("lib/core/")) return "core";
  if (path.startsWith("lib/commands/")) return "commands";
  if (/^lib\/[^/]+\//.test(path)) return "adapter";
  if (path.startsWith("machines/")) return "machines";
  if (path.startsWith("actors/")) return "actors";
  if (path.startsWith("tests/")) return "tests";
  if (path.startsWith("scripts/")) return "scripts";
  return "outside";
}

/**
 * Why `importer` may not import `specifier`, or `null` where it may.
 *
 * The table is "The shape" in ARCHITECTURE.md: imports flow downwards only, type imports too.
 *
 * @param importer Path relative to the project.
 * @param specifier As written in the import: `./plan.ts`, `node:fs`, `xstate`.
 */
export function complainAboutImport(importer: string, specifier: string): string | null {
  const from = layerOf(importer);
  if (from === "tests" || from === "scripts" || from === "outside") return null;
  const target = resolveLocal(importer, specifier);
  return target === null
    ? complainAboutPackage(from, importer, specifier)
    : complainAboutLocal(from, importer, target);
}

/** The project path of a relative `specifier`, or `null` for a package or a built-in module. */
export function resolveLocal(importer: string, specifier: string): string | null {
  if (!specifier.startsWith("./") && !specifier.startsWith("../")) return null;
  const parts = importer.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function complainAboutPackage(from: Layer, importer: string, specifier: string): string | null {
  if (from === "core") {
    return `Cannot import '${specifier}' in '${importer}': lib/core imports only lib/core`;
  }
  const isXState = /^(npm:)?xstate(@[^/]*)?(\/|$)/.test(specifier);
  if (from === "machines" && !isXState) {
    return `Cannot import '${specifier}' in '${importer}': machines import xstate, lib/core and machines`;
  }
  return null;
}

function complainAboutLocal(from: Layer, importer: string, target: string): string | null {
  const to = layerOf(target);
  const prefix = `Cannot import '${target}' in '${importer}'`;
  if (to === "tests" || to === "scripts" || to === "main") {
    return `${prefix}: only tests and scripts import ${to === "main" ? "main.ts" : `${to}/`}`;
  }
  const mayImport = ALLOWED[from];
  if (mayImport.includes(to)) return null;
  // An adapter's own folder is its own; any other adapter reaches it through a port.
  if (from === "adapter" && folderOf(importer) === folderOf(target)) return null;
  return `${prefix}: ${RULES[from]}`;
}

const ALLOWED: Record<Layer, readonly Layer[]> = {
  core: ["core"],
  commands: ["core", "commands"],
  adapter: ["core"],
  machines: ["core", "machines"],
  actors: ["core", "commands", "adapter", "machines", "actors"],
  main: ["core", "commands", "adapter", "machines", "actors"],
  tests: [],
  scripts: [],
  outside: [],
};

const RULES: Record<Layer, string> = {
  core: "lib/core imports only lib/core",
  commands: "lib/commands imports lib/core, lib/commands and packages; adapters come in as ports",
  adapter: "an adapter imports lib/core, its own folder and packages",
  machines: "machines import xstate, lib/core and machines",
  actors: "actors import lib, machines and actors",
  main: "main.ts imports lib, machines and actors",
  tests: "",
  scripts: "",
  outside: "",
};

function folderOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}
