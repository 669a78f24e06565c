import ignore from "ignore";
import type { NameMatcher, PatternList } from "../core/directory_rules.ts";
import type { RelativePath } from "../core/entry.ts";

/** A list longer than this would cost more than the look at a file it spares. */
const PATTERNS_MAX = 1_000;

/** Longer than any path there is. */
const PATTERN_CHARACTERS_MAX = 4_096;

/**
 * Patterns in the syntax of .gitignore.
 *
 * The package `ignore` keeps every path it was asked about, and answers for a path as its parents
 * fared by the same list. So each directory gets an instance of its own, and where a deeper list
 * showed a directory that this one hides, the way down to it is shown to the instance first.
 *
 * @throws {RangeError} when there are too many patterns, or one is too long
 */
export function gitPatterns(patterns: readonly string[]): PatternList {
  if (patterns.length > PATTERNS_MAX) {
    throw new RangeError(
      `Cannot use ${patterns.length} patterns in one place: keep to ${PATTERNS_MAX}`,
    );
  }
  const long = patterns.find(({ length }) => length > PATTERN_CHARACTERS_MAX);
  if (long !== undefined) {
    throw new RangeError(
      `Cannot use a pattern of ${long.length} characters: keep to ${PATTERN_CHARACTERS_MAX}`,
    );
  }
  const options = { ignoreCase: false, allowRelativePaths: true };
  const instance = () => ignore(options).add(patterns.map((pattern) => ({ pattern })));
  // What cannot be understood is found out here, not in the middle of a walk.
  instance().test("a");
  return {
    in: (directory) => matcherIn(instance, directory),
    wantedExtensions: new Set(patterns.flatMap(wantedExtension)),
  };
}

/** The extension in which a pattern that shows files again ends, if it does. */
function wantedExtension(pattern: string): string[] {
  const extension = /^!.*\.([^.*?[\]/\\ ]+)\s*$/.exec(pattern)?.[1];
  return extension === undefined ? [] : [extension];
}

function matcherIn(instance: () => ignore.Ignore, directory: RelativePath): NameMatcher {
  let list = instance();
  const prefix = directory === "" ? "" : `${directory}/`;
  if (directory !== "" && list.test(prefix).ignored) {
    list = instance();
    const parts = directory.split("/");
    for (let depth = 1; depth <= parts.length; depth++) {
      list.add({ pattern: `!/${parts.slice(0, depth).map(literal).join("/")}/` });
    }
  }
  return (name, isDirectory) => {
    const { ignored, unignored, rule } = list.test(`${prefix}${name}${isDirectory ? "/" : ""}`);
    if (ignored) return { hides: true, pattern: rule?.pattern ?? "" };
    return unignored ? { hides: false, pattern: "" } : null;
  };
}

/** A name as a pattern that matches it only. */
function literal(name: string): string {
  return name.replace(/[\\*?[\]! ]/g, "\\$&");
}
