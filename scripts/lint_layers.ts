import { complainAboutImport, layerOf } from "./layers.ts";

const PROJECT = new URL("../", import.meta.url).pathname;

/** Globals that read a clock, draw lots, do I/O or run later: nothing a decision may depend on. */
const IMPURE_GLOBALS = new Set([
  "Deno",
  "Worker",
  "clearInterval",
  "clearTimeout",
  "console",
  "crypto",
  "fetch",
  "globalThis",
  "localStorage",
  "navigator",
  "performance",
  "process",
  "queueMicrotask",
  "setInterval",
  "setTimeout",
]);

const IMPURE_MEMBERS = new Set(["Date.now", "Math.random", "Temporal.Now"]);

const importTable: Deno.lint.Rule = {
  create(context) {
    const importer = projectPath(context.filename);
    function check(source: Deno.lint.Node | null | undefined) {
      const specifier = literalText(source);
      if (source == null || specifier === null) return;
      const complaint = complainAboutImport(importer, specifier);
      if (complaint !== null) context.report({ node: source, message: complaint });
    }
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.argument),
    };
  },
};

const pureCore: Deno.lint.Rule = {
  create(context) {
    const file = projectPath(context.filename);
    if (layerOf(file) !== "core") return {};
    const reported = new Set<number>();
    function report(node: Deno.lint.Node, what: string) {
      // A shorthand property is one name in the text and two nodes in the tree.
      if (reported.has(node.range[0])) return;
      reported.add(node.range[0]);
      const message = `Cannot use '${what}' in '${file}': lib/core decides over values alone`;
      context.report({ node, message, hint: "Take the value as a parameter" });
    }
    return {
      Identifier(node) {
        if (IMPURE_GLOBALS.has(node.name) && isReference(node)) report(node, node.name);
      },
      MemberExpression(node) {
        const name = context.sourceCode.getText(node);
        if (IMPURE_MEMBERS.has(name)) report(node, name);
      },
      NewExpression(node) {
        if (isDate(node.callee) && node.arguments.length === 0) report(node, "new Date()");
      },
      CallExpression(node) {
        // `Date()` called as a function ignores its arguments and gives the present time.
        if (isDate(node.callee)) report(node, "Date()");
      },
    };
  },
};

const noBarrel: Deno.lint.Rule = {
  create(context) {
    if (!/\/(mod|index)\.ts$/.test(`/${projectPath(context.filename)}`)) return {};
    return {
      Program(node) {
        const isBarrel = node.body.length > 0 && node.body.every(isReExport);
        if (!isBarrel) return;
        const message =
          "Cannot keep a file that only re-exports: import from the file that defines";
        context.report({ node, message });
      },
    };
  },
};

/**
 * Lint plugin that holds the import table of ARCHITECTURE.md: who may import whom, what the pure core
 * may not touch, and no barrel files. Loaded by `lint.plugins` in deno.json.
 */
const plugin: Deno.lint.Plugin = {
  name: "layers",
  rules: { "import-table": importTable, "pure-core": pureCore, "no-barrel": noBarrel },
};
export default plugin;

function projectPath(filename: string): string {
  const path = filename.startsWith("file:") ? new URL(filename).pathname : filename;
  return path.startsWith(PROJECT) ? path.slice(PROJECT.length) : path.replace(/^\.?\//, "");
}

function literalText(node: Deno.lint.Node | null | undefined): string | null {
  if (node?.type === "TSLiteralType") return literalText(node.literal);
  return node?.type === "Literal" && typeof node.value === "string" ? node.value : null;
}

function isDate(node: Deno.lint.Node): boolean {
  return node.type === "Identifier" && node.name === "Date";
}

function isReExport(node: Deno.lint.Node): boolean {
  return node.type === "ExportAllDeclaration" ||
    (node.type === "ExportNamedDeclaration" && node.source != null);
}

/** Whether the name is a use of the global and not the name of a property, key or type member. */
function isReference(node: Deno.lint.Identifier): boolean {
  const parent = node.parent as unknown as Record<string, unknown> & { type: string };
  const isSame = (other: unknown) =>
    (other as Deno.lint.Node | undefined)?.range?.[0] === node.range[0];
  if (parent.type === "MemberExpression") return isSame(parent.object) || parent.computed === true;
  if (parent.type === "Property") {
    return parent.computed === true || parent.shorthand === true || !isSame(parent.key);
  }
  return !NAMING_PARENTS.has(parent.type);
}

const NAMING_PARENTS = new Set([
  "MethodDefinition",
  "PropertyDefinition",
  "TSPropertySignature",
  "TSMethodSignature",
  "TSEnumMember",
  "ExportSpecifier",
]);
