import { layerOf } from "./layers.ts";

/** What the rules look at in one source file. */
export interface SourceModule {
  /** Relative to the project, `/`-separated. */
  readonly path: string;
  readonly text: string;
  readonly exports: readonly ExportedName[];
  readonly imports: readonly ImportedName[];
}

/** A name that a module offers. */
export interface ExportedName {
  readonly name: string;
  /** As `deno doc` calls it: `function`, `interface`, `typeAlias`, `variable`, … */
  readonly kind: string;
  /** Carries the tag `@public` in its documentation. */
  readonly isPublic: boolean;
}

/** A name that a module takes from another one of the project. */
export interface ImportedName {
  /** Path of the other module. */
  readonly from: string;
  /** `"*"` where all of it is taken. */
  readonly name: string;
}

const LINES_MAX = 300;
const TEST_LINES_MAX = 600;

/** What a repository may hold at its top; the parts of the program, then what is customary. */
const TOP_LEVEL = new Set([
  ...["deno.json", "deno.lock", "main.ts", "actors", "machines", "lib", "tests", "scripts"],
  ...["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE"],
  ...[".ci", ".github", ".gitignore", ".gitattributes", ".editorconfig"],
  ...["docs", "packaging", "Dockerfile", ".dockerignore"],
]);

/** Complaints about names at the top of the project that are not part of its layout. */
export function complainAboutTopLevel(names: readonly string[]): string[] {
  return names.filter((name) => !TOP_LEVEL.has(name)).map((name) =>
    `Cannot keep '${name}' at the top of the project: it is not in the layout of ARCHITECTURE.md`
  );
}

/** Complaints about files that are in no layer, so that no import rule would hold for them. */
export function complainAboutPlaces(modules: readonly SourceModule[]): string[] {
  return modules.filter(({ path }) => layerOf(path) === "outside").map(({ path }) =>
    `Cannot place '${path}' in a layer: put it into a folder of lib, or into machines or actors`
  );
}

/** Complaints about files too long to be read in one go. */
export function complainAboutLength(modules: readonly SourceModule[]): string[] {
  return modules.flatMap(({ path, text }) => {
    const linesMax = layerOf(path) === "tests" ? TEST_LINES_MAX : LINES_MAX;
    const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
    return lines <= linesMax
      ? []
      : [`Cannot keep ${lines} lines in '${path}': split it, the limit is ${linesMax}`];
  });
}

/**
 * Complaints about exports that only their own file or only tests use. Spared are:
 * names with `@public` in their documentation (say there who uses them), and types that another
 * declaration of the same file mentions, for they are part of its signature.
 */
export function complainAboutDeadExports(modules: readonly SourceModule[]): string[] {
  const used = new Set(
    modules.filter(({ path }) => layerOf(path) !== "tests")
      .flatMap(({ imports }) => imports.map(({ from, name }) => `${from} ${name}`)),
  );
  return modules.filter(({ path }) => OFFERING_LAYERS.has(layerOf(path))).flatMap((module) => {
    const { path, exports } = module;
    if (used.has(`${path} *`)) return [];
    const dead = exports.filter((offered) =>
      !used.has(`${path} ${offered.name}`) && !offered.isPublic &&
      !isPartOfSignature(module, offered)
    );
    return dead.map(({ name }) =>
      `Cannot find a use of '${name}' outside '${path}' and the tests: ` +
      "drop 'export', delete it, or tag it '@public' and say who uses it"
    );
  });
}

const OFFERING_LAYERS = new Set(["core", "commands", "adapter", "machines", "actors"]);

function isPartOfSignature({ text }: SourceModule, { name, kind }: ExportedName): boolean {
  if (kind !== "interface" && kind !== "typeAlias") return false;
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  return [...code.matchAll(new RegExp(`\\b${name}\\b`, "g"))].length > 1;
}

/** One complaint for every circle of imports, with the way around it; type imports count. */
export function complainAboutCycles(modules: readonly SourceModule[]): string[] {
  const importsOf = new Map(
    modules.map(({ path, imports }) => [path, [...new Set(imports.map(({ from }) => from))]]),
  );
  const complaints: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  function visit(path: string) {
    const start = trail.indexOf(path);
    if (start >= 0) {
      const circle = [...trail.slice(start), path].join(" → ");
      complaints.push(`Cannot import in a circle: ${circle}`);
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    for (const imported of importsOf.get(path) ?? []) visit(imported);
    trail.pop();
    done.add(path);
  }
  for (const { path } of modules) visit(path);
  return complaints;
}
