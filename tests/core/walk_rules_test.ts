import assert from "node:assert/strict";
import type { PatternList, RuleSources } from "../../lib/core/directory_rules.ts";
import type { RelativePath } from "../../lib/core/entry.ts";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import { WHOLE_ROOT } from "../../lib/core/scope.ts";
import { Walk } from "../../lib/core/walk.ts";
import { step, type WalkStep } from "../../lib/core/walk_step.ts";
import type { MemoryCatalogue } from "./memory_catalogue.ts";
import { fileError, MemoryFileSystem, type MemoryTree, photo } from "./memory_file_system.ts";
import { catalogueOf, findings } from "./walk_fixture.ts";

/** Patterns by the path of their file, or by the folder they were given for; an error is thrown. */
interface Rules {
  readonly files?: Readonly<Record<RelativePath, readonly string[] | Error>>;
  readonly given?: Readonly<Record<RelativePath, readonly string[]>>;
}

const MARK = photo(99);
const TREE: MemoryTree = {
  "a.jpg": photo(1),
  "p/b.jpg": photo(2),
  "p/q/c.jpg": photo(3),
  "s/d.jpg": photo(4),
};

/** Patterns that are plain names, which is enough to see what the walk does with them. */
function plainNames(patterns: readonly string[]): PatternList {
  return {
    wantedExtensions: new Set(),
    in: () => (name) => {
      const last = patterns.findLast((pattern) => pattern.replace(/^!/, "") === name);
      return last === undefined ? null : { hides: !last.startsWith("!"), pattern: last };
    },
  };
}

function sourcesOf({ files = {}, given = {} }: Rules): RuleSources {
  return {
    given: (folder) => given[folder] ?? [],
    read: (path) => {
      const found = files[path] ?? [];
      if (found instanceof Error) throw found;
      return found;
    },
    compile: plainNames,
  };
}

function walkWith(
  files: MemoryFileSystem,
  catalogue: MemoryCatalogue,
  rules: Rules,
  scope: readonly RelativePath[] = WHOLE_ROOT,
): WalkStep[] {
  const isCandidate = (name: string) => name.endsWith(".jpg");
  const options = { policy: fileSystemOfName(null), isCandidate, rules: sourcesOf(rules) };
  return [...new Walk(files, catalogue, options).scope(scope)];
}

/** The tree with files of rules where there are any. */
function marked(tree: MemoryTree, { files = {} }: Rules): MemoryTree {
  const marks = Object.keys(files).map((path) => [path, MARK] as const);
  return { ...tree, ...Object.fromEntries(marks) };
}

interface Case {
  readonly sentence: string;
  readonly rules: Rules;
  readonly now?: MemoryTree;
  /** Rules under which the catalogue was brought up to date before. */
  readonly rulesBefore?: Rules;
  readonly scope?: readonly RelativePath[];
  readonly expected: readonly string[];
}

const NOT_UTF8 = new Error("not valid UTF-8");
const BROKEN: Rules = { files: { "p/.proofsheetignore": NOT_UTF8 } };

const CASES: readonly Case[] = [
  {
    sentence: "C-007 a photo that a rule hides is ignored, not vanished",
    rules: { given: { "": ["b.jpg"] } },
    expected: ["ignored p/b.jpg"],
  },
  {
    sentence: "C-007 a folder that a rule hides takes all below with it",
    rules: { given: { "": ["p"] } },
    expected: ["ignored p/b.jpg", "ignored p/q/c.jpg"],
  },
  {
    sentence: "C-006 .nomedia hides its folder and all below",
    rules: {},
    now: { ...TREE, "p/.nomedia": MARK },
    expected: ["ignored p/b.jpg", "ignored p/q/c.jpg"],
  },
  {
    sentence: "C-006 .nomedia in the root hides all",
    rules: {},
    now: { ...TREE, ".nomedia": MARK },
    expected: ["ignored a.jpg", "ignored p/b.jpg", "ignored p/q/c.jpg", "ignored s/d.jpg"],
  },
  {
    sentence: "C-006 a deeper file of rules wins over what was given for the root",
    rules: { given: { "": ["b.jpg", "d.jpg"] }, files: { "p/.proofsheetignore": ["!b.jpg"] } },
    expected: ["ignored s/d.jpg"],
  },
  {
    sentence: "C-006 what was given for a folder wins over the file in it",
    rules: { given: { p: ["b.jpg"] }, files: { "p/.proofsheetignore": ["!b.jpg"] } },
    expected: ["ignored p/b.jpg"],
  },
  {
    sentence: "C-007 what is hidden already is no news",
    rules: { given: { "": ["p"] } },
    rulesBefore: { given: { "": ["p"] } },
    expected: [],
  },
  {
    sentence: "C-007 what no rule hides any more returned under its record",
    rules: {},
    rulesBefore: { given: { "": ["p"] } },
    expected: ["returned p/b.jpg", "returned p/q/c.jpg"],
  },
  {
    sentence: "C-007 what was hidden and is gone when its rule goes is released",
    rules: {},
    rulesBefore: { given: { "": ["p"] } },
    now: { "a.jpg": photo(1), "p/b.jpg": photo(2), "s/d.jpg": photo(4) },
    expected: ["released p/q/c.jpg", "returned p/b.jpg"],
  },
  {
    sentence: "C-007 what is hidden and gone stays hidden as long as its rule is there",
    rules: { given: { "": ["p"] } },
    rulesBefore: { given: { "": ["p"] } },
    now: { "a.jpg": photo(1), "s/d.jpg": photo(4) },
    expected: [],
  },
  {
    sentence: "a photo that is gone vanished, also where a rule would hide it now",
    rules: { given: { "": ["b.jpg"] } },
    now: { "a.jpg": photo(1), "p/q/c.jpg": photo(3), "s/d.jpg": photo(4) },
    expected: ["vanished p/b.jpg"],
  },
  {
    sentence: "C-006 rules that cannot be used hide nothing and add nothing, and are a problem",
    rules: BROKEN,
    now: { ...TREE, "p/new.jpg": photo(7), "p/q/new.jpg": photo(8), "s/new.jpg": photo(9) },
    expected: ["appeared s/new.jpg", "problem p/.proofsheetignore unusable-rules"],
  },
  {
    sentence: "C-006 rules that cannot be used any more show nothing again",
    rules: BROKEN,
    rulesBefore: { files: { "p/.proofsheetignore": ["b.jpg", "q"] } },
    expected: ["problem p/.proofsheetignore unusable-rules"],
  },
  {
    sentence: "C-006 what is gone is gone, also where rules cannot be used",
    rules: BROKEN,
    now: { "a.jpg": photo(1), "p/q/c.jpg": photo(3), "s/d.jpg": photo(4) },
    expected: ["problem p/.proofsheetignore unusable-rules", "vanished p/b.jpg"],
  },
  {
    sentence: "C-044 rules without permission are a problem of permission",
    rules: { files: { "p/.proofsheetignore": fileError("PermissionDenied", "EACCES") } },
    expected: ["problem p/.proofsheetignore permission"],
  },
  {
    sentence: "C-003 a scope below knows the rules above",
    rules: { files: { ".proofsheetignore": ["c.jpg"] } },
    scope: ["p/q"],
    expected: ["ignored p/q/c.jpg"],
  },
  {
    sentence: "C-003 a hint below a folder that is hidden hides all of that folder",
    rules: { given: { "": ["p"] } },
    scope: ["p/q/c.jpg"],
    expected: ["ignored p/b.jpg", "ignored p/q/c.jpg"],
  },
  {
    sentence: "C-003 a hint below a folder with .nomedia hides all of that folder",
    rules: {},
    now: { ...TREE, "p/.nomedia": MARK },
    scope: ["p/q/c.jpg"],
    expected: ["ignored p/b.jpg", "ignored p/q/c.jpg"],
  },
  {
    sentence: "C-003 a hint on a single photo that a rule hides",
    rules: { given: { p: ["b.jpg"] } },
    scope: ["p/b.jpg"],
    expected: ["ignored p/b.jpg"],
  },
  {
    sentence: "C-003 a hint on a folder that is gone releases nothing where rules cannot be used",
    rules: BROKEN,
    rulesBefore: { files: { "p/.proofsheetignore": ["q"] } },
    now: { "a.jpg": photo(1), "p/b.jpg": photo(2), "s/d.jpg": photo(4) },
    scope: ["p/q"],
    expected: ["problem p/.proofsheetignore unusable-rules"],
  },
  {
    sentence: "C-003 rules above a scope that cannot be used are told, and nothing is added",
    rules: BROKEN,
    now: { ...TREE, "p/q/new.jpg": photo(7) },
    scope: ["p/q"],
    expected: ["problem p/.proofsheetignore unusable-rules"],
  },
];

for (const { sentence, rules, rulesBefore, now, scope, expected } of CASES) {
  Deno.test(`walk with rules: ${sentence}`, () => {
    const catalogue = catalogueOf(TREE);
    if (rulesBefore !== undefined) {
      const files = new MemoryFileSystem(marked(TREE, rulesBefore));
      for (const step of walkWith(files, catalogue, rulesBefore)) catalogue.apply(step);
    }
    const files = new MemoryFileSystem(marked(now ?? TREE, rules));
    const steps = walkWith(files, catalogue, rules, scope);
    assert.deepEqual(findings(steps), expected);
    for (const { seen, unchanged, differences } of steps) {
      const counted = differences.filter((difference) => "fingerprint" in difference).length;
      assert.equal(seen, unchanged + counted, "every file that was seen is in one count");
    }
  });
}

Deno.test("C-006 nothing below a folder that a rule hides is touched", () => {
  const files = new MemoryFileSystem({ ...TREE, "s/.nomedia": MARK });
  walkWith(files, catalogueOf(TREE), { given: { "": ["p"] } });
  const below = files.touched.filter((path) => path.startsWith("p") || path.startsWith("s/"));
  assert.deepEqual(below, []);
});

Deno.test("C-020 a library without rules is looked at no more often than before", () => {
  const files = new MemoryFileSystem(TREE);
  walkWith(files, catalogueOf(TREE), {});
  assert.equal(
    files.touched.length,
    new Set(files.touched).size + 4,
    "four folders are looked at and listed",
  );
  assert.ok(files.touched.every((path) => path === "" || path in TREE || !path.includes(".")));
});

Deno.test("C-005 a record in a folder that counts as noise by now is hidden, with the reason", () => {
  const tree = { "a.jpg": photo(1), "@eaDir/x.jpg": photo(5), "old.tmp": photo(6) };
  const catalogue = catalogueOf(tree);
  for (const [folder, name] of [["@eaDir", "x.jpg"], ["", "old.tmp"]] as const) {
    const fingerprint = { size: 1, mtimeMs: 1, ctimeMs: 1, inode: 1, bornMs: 1 };
    const appeared = { kind: "appeared" as const, name, fingerprint };
    catalogue.apply(step({ path: folder, mount: "" }, { differences: [appeared] }));
  }
  const steps = walkWith(new MemoryFileSystem(tree), catalogue, {});
  const reasons = steps.flatMap(({ differences }) => differences)
    .map((difference) => difference.kind === "ignored" ? difference.reason : difference.kind);
  assert.deepEqual(reasons.toSorted(), [
    "Hidden as files named like 'old.tmp' are left by other programs while they work",
    "Hidden as folders named '@eaDir' are those of other programs, not of photos",
  ]);
});
