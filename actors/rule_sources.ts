import type { IgnoreRule } from "../lib/catalogue/ignore_rule_store.ts";
import type { RuleSources } from "../lib/core/directory_rules.ts";
import type { RelativePath } from "../lib/core/entry.ts";
import { readRulesFile } from "../lib/file_system/read_rules_file.ts";
import { ruleLines } from "../lib/ignore/rule_lines.ts";

/**
 * The rules of one root: those given by a command, as the catalogue has them now, and those in files.
 *
 * @param compile how patterns are understood, see `RuleSources`
 */
export function ruleSources(
  rootPath: string,
  rules: readonly IgnoreRule[],
  compile: RuleSources["compile"],
): RuleSources {
  const given = new Map<RelativePath, string[]>();
  for (const { folder, pattern } of rules) {
    given.set(folder, [...(given.get(folder) ?? []), pattern]);
  }
  return {
    given: (folder) => given.get(folder) ?? [],
    read: (path) => ruleLines(readRulesFile(`${rootPath}/${path}`)),
    compile,
  };
}
