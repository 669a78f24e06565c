import { baseName, joinPath, type RelativePath } from "./entry.ts";
import { fileErrorKind, messageOf } from "./file_error.ts";
import { problem, type WalkProblem } from "./walk_step.ts";

/** In any directory: patterns in the syntax of .gitignore, for it and all below it. */
export const RULES_FILE = ".proofsheetignore";

/** In any directory: hides it and all below it, as on Android. */
export const NO_MEDIA = ".nomedia";

/** Whether a path is that of a file which hides or shows what is in its directory. */
export function isRulesFile(path: RelativePath): boolean {
  const name = baseName(path);
  return name === RULES_FILE || name === NO_MEDIA;
}

/** What the last pattern that matches says. */
export interface PatternVerdict {
  /** False for a pattern that begins with `!`: it shows what an earlier one hides. */
  readonly hides: boolean;
  readonly pattern: string;
}

/** Judges names that lie directly in one directory; `null` when no pattern matches. */
export type NameMatcher = (name: string, isDirectory: boolean) => PatternVerdict | null;

/** Patterns that stand together, later ones winning. */
export interface PatternList {
  /** A matcher for one directory, which is not hidden; its path is relative to that of the patterns. */
  in(directory: RelativePath): NameMatcher;
  /** Extensions, as they are written, that patterns which begin with `!` end in. */
  readonly wantedExtensions: ReadonlySet<string>;
}

/** Where the rules of a person come from, and how they are understood. */
export interface RuleSources {
  /** Patterns a person gave for a folder of the root; mostly none. */
  given(folder: RelativePath): readonly string[];
  /** The patterns in a file of rules; throws when it cannot be read, or is no text. */
  read(path: RelativePath): readonly string[];
  /** Throws when they cannot be understood. */
  compile(patterns: readonly string[]): PatternList;
}

/** What a directory holds about rules. */
export interface RuleMarks {
  readonly hasRules: boolean;
  readonly hasNoMedia: boolean;
  /** It could not be looked into, so there may be rules; whoever walks there finds out why. */
  readonly isUnknown: boolean;
}

/** Of a directory that holds nothing about rules. */
const NO_MARKS: RuleMarks = Object.freeze({
  hasRules: false,
  hasNoMedia: false,
  isUnknown: false,
});

/** What a complete listing says about rules; what is found is only looked at when there is something. */
export function marksIn(listing: readonly { readonly name: string }[]): RuleMarks {
  let marks = NO_MARKS;
  for (const { name } of listing) {
    if (name === RULES_FILE) marks = { ...marks, hasRules: true };
    else if (name === NO_MEDIA) marks = { ...marks, hasNoMedia: true };
  }
  return marks;
}

/** Patterns with the folder they stand for and how a person knows them. */
interface Layer {
  readonly folder: RelativePath;
  readonly origin: string;
  readonly patterns: PatternList;
}

/**
 * The rules that hold for what lies directly in one directory: those of the directory and of all above
 * it, the deeper ones winning, as git does it. A directory that is hidden is never entered, so nothing
 * below it can be shown again.
 */
export class DirectoryRules {
  #matchers:
    | readonly (Pick<Layer, "origin" | "patterns"> & { readonly judge: NameMatcher })[]
    | null = null;

  private constructor(
    private readonly sources: RuleSources | null,
    private readonly directory: RelativePath,
    private readonly layers: readonly Layer[],
    /** A file of rules here or above cannot be used, so nothing is concluded from any. */
    readonly isInDoubt: boolean,
    /** Why the directory is hidden from within, or `null`. */
    readonly hiddenBy: string | null,
    /** What is wrong with the rules of the directory itself. */
    readonly problems: readonly WalkProblem[],
  ) {}

  /** The rules above the root: none. */
  static above(sources: RuleSources | null): DirectoryRules {
    return new DirectoryRules(sources, "", [], false, null, []);
  }

  /** The rules in a directory directly below, or in the root for the rules above it. */
  enter(directory: RelativePath, marks: RuleMarks): DirectoryRules {
    const given = this.sources?.given(directory) ?? [];
    const isPlain = given.length === 0 && !marks.hasRules && !marks.hasNoMedia &&
      !marks.isUnknown;
    // Nothing above and nothing here, which is nearly every directory of nearly every library.
    if (isPlain && this.layers.length === 0 && this.problems.length === 0) return this;
    const path = joinPath(directory, RULES_FILE);
    const layers = [...this.layers];
    const problems: WalkProblem[] = [];
    if (marks.hasRules && this.sources !== null) {
      const sources = this.sources;
      this.#add(layers, problems, directory, `in '${path}'`, path, () => sources.read(path));
    }
    if (given.length > 0) {
      this.#add(layers, problems, directory, givenFor(directory), directory, () => given);
    }
    const hiddenBy = marks.hasNoMedia
      ? `Hidden by '${joinPath(directory, NO_MEDIA)}', which hides its folder and all below it`
      : null;
    const isInDoubt = this.isInDoubt || marks.isUnknown || problems.length > 0;
    return new DirectoryRules(this.sources, directory, layers, isInDoubt, hiddenBy, problems);
  }

  /** Whether no rule of a person concerns the directory. */
  get isPlain(): boolean {
    return this.layers.length === 0 && !this.isInDoubt && this.problems.length === 0;
  }

  /** Why a name in the directory is hidden, as a sentence that names the pattern, or `null`. */
  why(name: string, isDirectory: boolean): string | null {
    const found = this.#verdictOn(name, isDirectory);
    return found?.verdict.hides
      ? `Hidden by the pattern '${found.verdict.pattern}' ${found.origin}`
      : null;
  }

  /**
   * Whether a person wants files with the extension of `name` taken in, though it is none of a photo: a
   * pattern that ends in it, as `!*.xyz` does. One like `!IMG_*` says nothing of extensions. While the
   * rules are in doubt it may be wanted.
   */
  wantsExtension(name: string): boolean {
    if (this.isInDoubt) return true;
    const dot = name.lastIndexOf(".");
    const found = dot > 0 ? this.#verdictOn(name, false) : null;
    return found !== null && !found.verdict.hides &&
      found.patterns.wantedExtensions.has(name.slice(dot + 1));
  }

  #verdictOn(name: string, isDirectory: boolean) {
    if (this.layers.length === 0 || this.isInDoubt) return null;
    this.#matchers ??= this.layers.toReversed().map(({ folder, origin, patterns }) => ({
      origin,
      patterns,
      judge: patterns.in(below(this.directory, folder)),
    }));
    for (const { judge, ...layer } of this.#matchers) {
      const verdict = judge(name, isDirectory);
      if (verdict !== null) return { verdict, ...layer };
    }
    return null;
  }

  #add(
    layers: Layer[],
    problems: WalkProblem[],
    folder: RelativePath,
    origin: string,
    path: RelativePath,
    patternsOf: () => readonly string[],
  ): void {
    try {
      const patterns = this.sources?.compile(patternsOf());
      if (patterns !== undefined) layers.push({ folder, origin, patterns });
    } catch (error) {
      problems.push(unusable(path, error));
    }
  }
}

function givenFor(folder: RelativePath): string {
  return folder === "" ? "given for the whole root" : `given for the folder '${folder}'`;
}

function below(path: RelativePath, folder: RelativePath): RelativePath {
  return folder === "" ? path : path.slice(folder.length + 1);
}

function unusable(path: RelativePath, error: unknown): WalkProblem {
  const kind = fileErrorKind(error) === "permission" ? "permission" : "unusable-rules";
  const detail =
    `${messageOf(error)}: until its rules can be used, nothing in its folder and below ` +
    "it is added, and no rule hides or shows anything there";
  return problem(path, kind, detail);
}
