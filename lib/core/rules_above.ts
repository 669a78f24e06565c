import {
  DirectoryRules,
  NO_MEDIA,
  type RuleMarks,
  RULES_FILE,
  type RuleSources,
} from "./directory_rules.ts";
import { baseName, joinPath, parentPath, type RelativePath } from "./entry.ts";
import { fileErrorKind } from "./file_error.ts";
import { whyNoiseDirectory } from "./ignore.ts";
import type { WalkFileSystem } from "./walk_ports.ts";
import type { WalkProblem } from "./walk_step.ts";

/** A directory that is hidden, and why. */
export interface HiddenDirectory {
  readonly directory: RelativePath;
  readonly reason: string;
}

/** The rules of single directories, found from the root downwards: for what is not walked from there. */
export class RulesAbove {
  readonly #known = new Map<RelativePath, DirectoryRules>();

  constructor(
    private readonly files: Pick<WalkFileSystem, "look">,
    private readonly sources: RuleSources | null,
  ) {}

  /** The rules that hold for what lies directly in a directory. */
  of(directory: RelativePath): DirectoryRules {
    const known = this.#known.get(directory);
    if (known !== undefined) return known;
    const above = directory === ""
      ? DirectoryRules.above(this.sources)
      : this.of(parentPath(directory));
    const rules = above.enter(directory, this.#marks(directory));
    this.#known.set(directory, rules);
    return rules;
  }

  /** Why a directory is hidden, by its name, its parents' rules or from within; `null` if it is not. */
  whyHidden(directory: RelativePath): string | null {
    if (directory === "") return this.of("").hiddenBy;
    const name = baseName(directory);
    return whyNoiseDirectory(name) ?? this.of(parentPath(directory)).why(name, true) ??
      this.of(directory).hiddenBy;
  }

  /** The topmost directory that hides `path`; `path` itself is not asked. */
  hiding(path: RelativePath): HiddenDirectory | null {
    const parts = path.split("/");
    for (let depth = 0; depth < parts.length && path !== ""; depth++) {
      const directory = parts.slice(0, depth).join("/");
      const reason = this.whyHidden(directory);
      if (reason !== null) return { directory, reason };
    }
    return null;
  }

  /** What is wrong with the rules that were met so far. */
  problems(): WalkProblem[] {
    return [...this.#known.values()].flatMap(({ problems }) => problems);
  }

  #marks(directory: RelativePath): RuleMarks {
    let isUnknown = false;
    const has = (name: string) => {
      try {
        this.files.look(joinPath(directory, name));
        return true;
      } catch (error) {
        const kind = fileErrorKind(error);
        isUnknown ||= kind !== "not-found" && kind !== "not-a-directory";
        return false;
      }
    };
    const [hasRules, hasNoMedia] = [has(RULES_FILE), has(NO_MEDIA)];
    return { hasRules, hasNoMedia, isUnknown };
  }
}
