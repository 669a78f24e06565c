import assert from "node:assert/strict";
import fc from "fast-check";
import { DirectoryRules, marksIn, RULES_FILE } from "../../lib/core/directory_rules.ts";
import { joinPath, parentPath } from "../../lib/core/entry.ts";
import { gitPatterns } from "../../lib/ignore/git_patterns.ts";
import { ruleLines } from "../../lib/ignore/rule_lines.ts";
import { withTempDir } from "../support/program.ts";

/** Texts of rules files by the folder they stand in. */
type Rules = Readonly<Record<string, string>>;

interface Case {
  readonly sentence: string;
  readonly rules: Rules;
  readonly hidden: readonly string[];
  readonly shown: readonly string[];
}

const CASES: readonly Case[] = [
  one("a name hides files of it everywhere", "a.jpg", ["a.jpg", "x/a.jpg"], ["b.jpg", "a.jpg2"]),
  one("a name hides folders of it with all below", "raw", ["raw/a.jpg", "x/raw/y/a.jpg"], [
    "raw2/a.jpg",
  ]),
  one("a slash in front ties it to its folder", "/raw", ["raw/a.jpg"], ["x/raw/a.jpg"]),
  one("a slash within ties it too", "x/raw", ["x/raw/a.jpg"], ["y/x/raw/a.jpg"]),
  one("a slash behind means folders only", "raw/", ["raw/a.jpg", "x/raw/a.jpg"], ["y/raw"]),
  one("C-006 /lost+found does not hide /lost+found2", "/lost+found", ["lost+found/a"], [
    "lost+found2/a",
    "x/lost+found/a",
  ]),
  one("a star matches within a name", "*.png", ["a.png", "x/b.png", ".png"], ["a.png.jpg", "apng"]),
  one("a star does not match a slash", "x/*.png", ["x/a.png"], ["x/y/a.png"]),
  one("a question mark is one character", "IMG_?.jpg", ["IMG_1.jpg"], ["IMG_10.jpg", "IMG_.jpg"]),
  one("a class is one of its characters", "[ab].jpg", ["a.jpg", "x/b.jpg"], ["c.jpg", "ab.jpg"]),
  one("a range is one of its characters", "IMG_[0-4].jpg", ["IMG_3.jpg"], ["IMG_5.jpg"]),
  one("a negated class", "[!ab].jpg", ["c.jpg"], ["a.jpg", "cd.jpg"]),
  one("a class that names a kind", "[[:digit:]].jpg", ["7.jpg"], ["a.jpg"]),
  one("two stars in front", "**/raw", ["raw/a", "x/y/raw/a"], ["xraw/a"]),
  one("two stars behind", "x/**", ["x/a", "x/y/a"], ["y/x/a"]),
  one("two stars between", "x/**/a.jpg", ["x/a.jpg", "x/y/z/a.jpg"], ["y/x/a.jpg"]),
  one("two stars that are not a folder are one", "x**y", ["xzy", "xy"], ["x/y"]),
  one("an exclamation mark shows again", "*.png\n!keep.png", ["a.png"], ["keep.png", "x/keep.png"]),
  one("a later pattern wins", "!keep.png\n*.png", ["keep.png"], ["a.jpg"]),
  one("what lies below a hidden folder cannot be shown", "raw/\n!raw/a.jpg", ["raw/a.jpg"], [
    "a.jpg",
  ]),
  one("but where only the content is hidden it can", "raw/*\n!raw/a.jpg", ["raw/b.jpg"], [
    "raw/a.jpg",
  ]),
  one("everything but one folder", "/*\n!/keep", ["a.jpg", "x/a.jpg"], ["keep/a.jpg"]),
  one("everything but one folder deep down", "/*\n!/x\n/x/*\n!/x/y", ["a", "x/a"], [
    "x/y/a",
    "x/y/z/b",
  ]),
  one("a comment is no pattern", "# a.jpg\n#a.jpg", [], ["a.jpg", "#a.jpg"]),
  one("an escaped number sign is one", "\\#a.jpg", ["#a.jpg"], ["a.jpg"]),
  one("an escaped exclamation mark is one", "\\!a.jpg", ["!a.jpg"], ["a.jpg"]),
  one("blank lines are no patterns", "\n\n  \na.jpg\n", ["a.jpg"], ["b.jpg", "  "]),
  one("spaces behind are dropped", "a.jpg  ", ["a.jpg"], ["a.jpg  "]),
  one("an escaped space behind stays", "a.jpg\\ ", ["a.jpg "], ["a.jpg"]),
  one("spaces within belong to the name", "my photos", ["my photos/a.jpg"], ["my/a.jpg"]),
  one("lines that end as on Windows", "a.jpg\r\nb.jpg\r\n", ["a.jpg", "b.jpg"], ["c.jpg"]),
  one("an escaped star is a star", "a\\*.jpg", ["a*.jpg"], ["ab.jpg"]),
  one("an escaped question mark is one", "a\\?.jpg", ["a?.jpg"], ["ab.jpg"]),
  one("an escaped bracket is one", "\\[a].jpg", ["[a].jpg"], ["a.jpg"]),
  one("dots are dots", "a.jpg", ["a.jpg"], ["axjpg"]),
  one("plus, dollar and parentheses stand for themselves", "a+(b)$.jpg", ["a+(b)$.jpg"], [
    "aab.jpg",
  ]),
  one("braces stand for themselves", "{a,b}.jpg", ["{a,b}.jpg"], ["a.jpg"]),
  one("percent and underscore stand for themselves", "a_%.jpg", ["a_%.jpg"], ["ab1.jpg"]),
  one("case counts", "a.JPG", ["a.JPG"], ["a.jpg", "A.JPG"]),
  one("names that are not ASCII", "é*.jpg", ["été.jpg"], ["ete.jpg", "e\u0301.jpg"]),
  one("emoji", "📷?", ["📷1"], ["📷"]),
  one("hidden files are files", ".*", [".a.jpg", "x/.b/c.jpg"], ["a.jpg"]),
  one("a star matches hidden files", "*.jpg", [".a.jpg"], [".a.png"]),
  one("a dash in front is a name", "-a.jpg", ["-a.jpg"], ["a.jpg"]),
  one("a backslash in front of a letter", "\\a.jpg", ["a.jpg"], ["b.jpg"]),
  one("a class that never ends matches nothing", "[a.jpg", [], ["[a.jpg", "a.jpg"]),
  one("a folder pattern with a star", "export*/", ["export/a", "x/export-2/a"], ["y/exports"]),
  one("a star for a whole folder name", "*/raw", ["x/raw/a"], ["raw/a", "x/y/raw/a"]),
  one("everything", "*", ["a.jpg", "x/a.jpg"], []),
  one("everything but photos of one kind", "*\n!*/\n!*.jpg", ["a.png", "x/b.png"], [
    "a.jpg",
    "x/y/b.jpg",
  ]),
  {
    sentence: "a deeper file of rules shows what an upper one hides",
    rules: { "": "*.png", "keep": "!*.png" },
    hidden: ["a.png", "x/a.png"],
    shown: ["keep/a.png", "keep/y/a.png"],
  },
  {
    sentence: "a deeper file hides what an upper one shows",
    rules: { "": "!*.png", "x": "*.png" },
    hidden: ["x/a.png", "x/y/b.png"],
    shown: ["a.png"],
  },
  {
    sentence: "a deeper file shows a folder that an upper one hides",
    rules: { "": "raw/", "x": "!raw/" },
    hidden: ["raw/a.jpg", "y/raw/b.jpg"],
    shown: ["x/raw/a.jpg", "x/raw/y/b.jpg"],
  },
  {
    sentence: "in a folder that was shown again other patterns of the upper file still hold",
    rules: { "": "raw/\n*.png", "x": "!raw/" },
    hidden: ["x/raw/a.png", "y/raw/a.jpg"],
    shown: ["x/raw/a.jpg"],
  },
  {
    sentence: "names with signs of patterns in a folder that was shown again",
    rules: { "": "/s/*/\n*.png", "s": "!a[b]*/" },
    hidden: ["s/a[b]c/a.png", "s/other/a.jpg"],
    shown: ["s/ab/../ab2.jpg", "s/abc/a.jpg"].slice(1),
  },
  {
    sentence: "a file of rules in a hidden folder is not read",
    rules: { "": "x", "x": "!a.jpg" },
    hidden: ["x/a.jpg"],
    shown: ["a.jpg"],
  },
  {
    sentence: "patterns of a deeper file are tied to its folder",
    rules: { "x": "/a.jpg\ny/b.jpg" },
    hidden: ["x/a.jpg", "x/y/b.jpg"],
    shown: ["a.jpg", "y/b.jpg", "x/y/a.jpg", "x/x/a.jpg"],
  },
  {
    sentence: "three files of rules, the deepest that says something wins",
    rules: { "": "*.png", "x": "!*.png", "x/y": "a.png" },
    hidden: ["b.png", "x/y/a.png"],
    shown: ["x/b.png", "x/y/b.png"],
  },
];

function one(
  sentence: string,
  text: string,
  hidden: readonly string[],
  shown: readonly string[],
): Case {
  return { sentence, rules: { "": text }, hidden, shown };
}

for (const { sentence, rules, hidden, shown } of CASES) {
  Deno.test(`C-006 rules: ${sentence}`, () => {
    const paths = [...hidden, ...shown];
    assert.deepEqual(paths.filter((path) => isHidden(rules, path)), hidden);
  });
}

Deno.test("C-006 rules: git hides the same as we do", async () => {
  if (!await hasGit()) return;
  await withTempDir(async (directory) => {
    const git = new GitRepository(directory);
    for (const { sentence, rules, hidden, shown } of CASES) {
      // A folder for each case: git does not tell of a path that is a file here and a folder there.
      assert.deepEqual(
        await git.hidden(rules, [...hidden, ...shown]),
        [...hidden].sort(),
        sentence,
      );
    }
  });
});

const PATHS = ["a", "b", "ab", "a b", "d/a", "d/b.c", "d/e/a", "d/e/ab", "e/a", "e/d/e/b"];

/** Patterns of few signs, so that they often match the few names there are. */
const PATTERN = fc.tuple(
  fc.constantFrom("", "", "", "!"),
  fc.constantFrom("", "", "/"),
  fc.array(fc.constantFrom("a", "b", "d", "e", "*", "**", "?", "[ab]", "a*", "*b", "\\a", "[!a]"), {
    minLength: 1,
    maxLength: 4,
  }),
  fc.constantFrom("", "", "/"),
).map(([not, first, parts, last]) => `${not}${first}${parts.join("/")}${last}`);
const RULES = fc.record({
  "": fc.array(PATTERN, { maxLength: 4 }).map((lines) => lines.join("\n")),
  d: fc.array(PATTERN, { maxLength: 3 }).map((lines) => lines.join("\n")),
  "d/e": fc.array(PATTERN, { maxLength: 2 }).map((lines) => lines.join("\n")),
});

Deno.test("C-006 rules: whatever the patterns, git hides the same as we do", async () => {
  if (!await hasGit()) return;
  await withTempDir(async (directory) => {
    const git = new GitRepository(directory);
    await fc.assert(
      fc.asyncProperty(RULES, async (rules) => {
        const ours = PATHS.filter((path) => isHidden(rules, path)).sort();
        assert.deepEqual(ours, await git.hidden(rules, PATHS));
      }),
      { numRuns: 150 },
    );
  });
});

Deno.test("C-006 rules: a list that is too long, or a pattern that is, is refused", () => {
  assert.throws(() => gitPatterns(Array(1_001).fill("a")), /1001 patterns/);
  assert.throws(() => gitPatterns(["a".repeat(4_097)]), /4097 characters/);
});

Deno.test("C-006 rules: a pattern made to be slow is answered at once", () => {
  const judge = gitPatterns([`${"*a".repeat(60)}b`, `${"**/".repeat(60)}b`]).in("");
  assert.equal(judge("a".repeat(250), false), null);
});

/** Whether our rules hide a path, asked as the walk does: from the root downwards. */
function isHidden(rules: Rules, path: string): boolean {
  const sources = {
    given: () => [],
    read: (file: string) => ruleLines(rules[parentPath(file)] ?? ""),
    compile: gitPatterns,
  };
  const parts = path.split("/");
  let above = DirectoryRules.above(sources);
  for (let depth = 0; depth < parts.length; depth++) {
    const directory = parts.slice(0, depth).join("/");
    const here = above.enter(directory, marksIn(directory in rules ? [{ name: RULES_FILE }] : []));
    const name = parts[depth] ?? "";
    if (here.why(name, depth < parts.length - 1) !== null) return true;
    above = here;
  }
  return false;
}

/** A repository in which git is asked what it would hide. */
class GitRepository {
  #cases = 0;

  constructor(private readonly directory: string) {}

  async hidden(rules: Rules, paths: readonly string[]): Promise<string[]> {
    const top = `${this.directory}/${this.#cases++}`;
    Deno.mkdirSync(top);
    await this.#git(top, ["init", "--quiet"]);
    for (const path of paths) Deno.mkdirSync(`${top}/${parentPath(path)}`, { recursive: true });
    for (const path of paths) Deno.writeTextFileSync(`${top}/${path}`, "");
    for (const [folder, text] of Object.entries(rules)) {
      Deno.mkdirSync(`${top}/${folder}`, { recursive: true });
      Deno.writeTextFileSync(`${top}/${joinPath(folder, ".gitignore")}`, text);
    }
    const told = await this.#git(top, ["check-ignore", "--no-index", "-z", "--stdin"], paths);
    return told.split("\0").filter((path) => path !== "").sort();
  }

  async #git(cwd: string, args: readonly string[], paths: readonly string[] = []) {
    const env = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
    const config = ["-c", "core.excludesFile=/dev/null", "-c", "core.ignoreCase=false"];
    const git = new Deno.Command("git", {
      ...{ args: [...config, ...args], cwd, env },
      ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
    }).spawn();
    const input = new Blob([paths.map((path) => `${path}\0`).join("")]).stream();
    const [{ code, stdout, stderr }] = await Promise.all([git.output(), input.pipeTo(git.stdin)]);
    // 1 says that nothing is hidden.
    assert.ok(code <= 1, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  }
}

async function hasGit(): Promise<boolean> {
  try {
    return (await new Deno.Command("git", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}
