import { CommandError } from "../core/command_error.ts";
import { complainAboutPattern } from "../core/complain_about_pattern.ts";
import type { RelativePath } from "../core/entry.ts";
import { EXIT } from "../core/exit_code.ts";
import { shownPath } from "../core/shown_path.ts";

/** A folder that rules are given for, with the root it lies in. */
export interface RuleFolder {
  readonly root: string;
  readonly folder: RelativePath;
}

/** One rule a person gave. */
export interface GivenRule extends RuleFolder {
  readonly pattern: string;
}

/** How the command answers. */
export interface IgnoreOptions {
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/** Lists the rules of some folders. */
export function listRules(rules: readonly GivenRule[], { json, print }: IgnoreOptions): void {
  if (json) return print(JSON.stringify({ rules }, null, 2));
  if (rules.length === 0) return print("No rules yet: ignore add PATTERN --folder DIR makes one");
  for (const rule of rules) print(`${placeOf(rule)}: ${shownPath(rule.pattern)}`);
}

/**
 * Gives rules for folders, all or none.
 *
 * @throws {CommandError} with every pattern that cannot be used
 */
export function addRules(
  ports: { add(rule: GivenRule): void; compile(patterns: readonly string[]): unknown },
  rules: readonly GivenRule[],
  { json, print }: IgnoreOptions,
): void {
  const complaints = new Set(rules.map(({ pattern }) => complain(ports, pattern)));
  complaints.delete(null);
  if (complaints.size > 0) throw new CommandError([...complaints].join("\n"), EXIT.usage);
  for (const rule of rules) ports.add(rule);
  if (json) return print(JSON.stringify({ added: rules }, null, 2));
  for (const rule of rules) print(`Added for ${placeOf(rule)}: ${shownPath(rule.pattern)}`);
  print(
    "The next sync or watch applies it; what it hides keeps its record",
  );
}

/**
 * Takes rules back, all or none.
 *
 * @throws {CommandError} when one was not given
 */
export function removeRules(
  ports: { has(rule: GivenRule): boolean; remove(rule: GivenRule): void },
  rules: readonly GivenRule[],
  { json, print }: IgnoreOptions,
): void {
  const unknown = rules.filter((rule) => !ports.has(rule));
  if (unknown.length > 0) {
    const named = unknown.map((rule) => `'${rule.pattern}' for ${placeOf(rule)}`).join(", ");
    throw new CommandError(
      `Cannot remove the rule ${named} as there is none: the command 'ignore list' shows them`,
      EXIT.failed,
    );
  }
  for (const rule of rules) ports.remove(rule);
  if (json) return print(JSON.stringify({ removed: rules }, null, 2));
  for (const rule of rules) print(`Removed from ${placeOf(rule)}: ${shownPath(rule.pattern)}`);
  print("The next sync or watch applies it; what it hid comes back with its ids");
}

function complain(
  { compile }: { compile(patterns: readonly string[]): unknown },
  pattern: string,
): string | null {
  const complaint = complainAboutPattern(pattern);
  if (complaint !== null) return complaint;
  try {
    compile([pattern]);
    return null;
  } catch (error) {
    return `Cannot use the pattern '${pattern}': ${error instanceof Error ? error.message : error}`;
  }
}

function placeOf({ root, folder }: RuleFolder): string {
  return shownPath(folder === "" ? root : `${root}/${folder}`);
}
