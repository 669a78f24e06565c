import { resolveLocal } from "./layers.ts";
import { childEnvironment } from "./child_environment.ts";
import type { ExportedName, ImportedName, SourceModule } from "./structure_rules.ts";

/** The part of `deno doc --json` that is read here. */
interface Documentation {
  readonly nodes: Readonly<Record<string, ModuleDocumentation>>;
}

interface ModuleDocumentation {
  readonly imports?: readonly { readonly originalName?: string; readonly src: string }[];
  readonly symbols: readonly {
    readonly name: string;
    readonly declarations: readonly {
      readonly declarationKind: string;
      readonly kind: string;
      readonly location: { readonly filename: string };
      readonly jsDoc?: { readonly tags?: readonly { readonly kind: string }[] };
    }[];
  }[];
}

/**
 * Reads the exports and imports of source files, as Deno's own parser sees them.
 *
 * @param project File URL of the project, with `/` at the end.
 * @param paths Relative to the project.
 * @throws {Error} If Deno cannot parse one of them.
 */
export async function readModules(
  project: string,
  paths: readonly string[],
): Promise<SourceModule[]> {
  const { nodes } = await document(project, paths);
  return paths.map((path) => {
    const text = Deno.readTextFileSync(new URL(path, project));
    const documentation = nodes[project + path];
    return {
      path,
      text,
      exports: documentation === undefined ? [] : readExports(documentation, project + path),
      imports: [
        ...documentation === undefined ? [] : readImports(documentation, project),
        ...findWholeImports(path, text),
      ],
    };
  });
}

async function document(project: string, paths: readonly string[]): Promise<Documentation> {
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: ["doc", "--json", ...paths],
    cwd: new URL(project),
    ...childEnvironment(),
  }).output();
  if (!success) {
    throw new Error(`Cannot read the modules: ${new TextDecoder().decode(stderr).trim()}`);
  }
  return JSON.parse(new TextDecoder().decode(stdout));
}

function readExports({ symbols }: ModuleDocumentation, url: string): ExportedName[] {
  return symbols.flatMap(({ name, declarations }) => {
    const own = declarations.filter(({ declarationKind, location }) =>
      declarationKind === "export" && location.filename === url
    );
    const [first] = own;
    if (first === undefined) return [];
    const isPublic = own.some(({ jsDoc }) => jsDoc?.tags?.some(({ kind }) => kind === "public"));
    return [{ name, kind: first.kind, isPublic }];
  });
}

function readImports({ imports = [] }: ModuleDocumentation, project: string): ImportedName[] {
  return imports.filter(({ src }) => src.startsWith(project)).map(({ originalName, src }) => ({
    from: src.slice(project.length),
    name: originalName ?? "*",
  }));
}

/** Imports that name nothing: late ones, types in place, side effects, re-exports. */
function findWholeImports(path: string, text: string): ImportedName[] {
  const pattern = /\b(?:import\s*\(\s*|import\s+|export\s+[^;'"`=]*?\bfrom\s*)["'](\.[^"']+)["']/g;
  return [...text.matchAll(pattern)].flatMap(([, specifier = ""]) => {
    const from = resolveLocal(path, specifier);
    return from === null ? [] : [{ from, name: "*" }];
  });
}
