import { parse, TomlError } from "smol-toml";
import { messageOf } from "../core/file_error.ts";
import { placeOfKey, placeOfRoot } from "./place_of_key.ts";
import { UsageError } from "./usage_error.ts";

/** One setting as a file has it: texts as the command line would have them, and where it stands. */
export interface ConfigSetting {
  readonly name: string;
  readonly texts: readonly string[];
  /** For messages: `'debounce' in '/etc/proofsheet.toml', line 3`. */
  readonly place: string;
}

/** What a file says of one root alone. */
export interface ConfigRoot {
  readonly path: string;
  readonly settings: readonly ConfigSetting[];
}

/** What a configuration file says. */
export interface ConfigFile {
  readonly settings: readonly ConfigSetting[];
  readonly roots: readonly ConfigRoot[];
}

type Complain = (complaint: string) => void;
type Locate = (name: string, rootIndex?: number) => string;

/**
 * Reads a TOML file whose keys are the names of the options: `debounce = "5s"`, `root = ["/photos"]`.
 * A root with settings of its own is a table: `[[root]]` with `path` and what differs there.
 *
 * @param path for messages only
 * @param complain told of values of a kind that no option has
 * @throws {UsageError} when it is not TOML
 */
export function parseConfig(text: string, path: string, complain: Complain): ConfigFile {
  const locate: Locate = (name, rootIndex) => {
    const line =
      (name === "root" && rootIndex !== undefined ? placeOfRoot(text, rootIndex) : null) ??
        placeOfKey(text, name, name === "root" ? undefined : rootIndex);
    return `'${name}' in '${path}'${line === null ? "" : `, line ${line}`}`;
  };
  const { root = [], ...others } = parseTable(text, path);
  const entries = Array.isArray(root) ? root : [root];
  const all = entries.map((one, index) => rootOf(one, index, { locate, complain }));
  complainAboutTwice(all, locate, complain);
  const roots = all.filter((one) => one !== null);
  const settings = settingsOf(others, locate, complain);
  if (roots.length === 0) return { settings, roots };
  const named = { name: "root", texts: roots.map(({ path }) => path), place: locate("root") };
  return { settings: [...settings, named], roots };
}

function parseTable(text: string, path: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    const [reason = ""] = messageOf(error).split("\n");
    const line = error instanceof TomlError ? `, line ${error.line}` : "";
    // The commonest way there: a list above, and a table for what differs.
    const isRootTwice = /redefine/.test(reason) && placeOfRoot(text, 0) !== null &&
      /^\s*root\s*=/m.test(text);
    const cure = isRootTwice ? ": write root = [...] or tables [[root]], not both" : "";
    throw new UsageError([`Cannot read the configuration '${path}'${line}: ${reason}${cure}`]);
  }
}

/** Of two tables for one root only one could be obeyed. */
function complainAboutTwice(
  roots: readonly (ConfigRoot | null)[],
  locate: Locate,
  complain: Complain,
): void {
  const seen = new Set<string>();
  for (const [index, root] of roots.entries()) {
    if (root === null) continue;
    const { path } = root;
    const same = path.replace(/(?<=.)\/+$/, "");
    if (seen.has(same)) complain(`Cannot use ${locate("root", index)}: '${path}' is there twice`);
    seen.add(same);
  }
}

function rootOf(
  value: unknown,
  index: number,
  { locate, complain }: { readonly locate: Locate; readonly complain: Complain },
): ConfigRoot | null {
  if (typeof value === "string") return { path: value, settings: [] };
  const isTable = typeof value === "object" && value !== null && !Array.isArray(value);
  const { path, ...others } = isTable ? value as Record<string, unknown> : {};
  if (typeof path !== "string" || path === "") {
    complain(`Cannot use ${locate("root", index)}: write a path, or a table [[root]] with a path`);
    return null;
  }
  return {
    path,
    settings: settingsOf(others, (name) => locate(name, index), complain),
  };
}

function settingsOf(
  table: Record<string, unknown>,
  locate: Locate,
  complain: Complain,
): ConfigSetting[] {
  return Object.entries(table).flatMap(([name, value]) => {
    const list = Array.isArray(value) ? value : [value];
    const place = locate(name);
    if (list.every((one) => ["string", "number", "boolean"].includes(typeof one))) {
      return [{ name, texts: list.map(String), place }];
    }
    complain(`Cannot use ${place}: write a text or a list of texts`);
    return [];
  });
}
