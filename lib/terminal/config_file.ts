import { parse, TomlError } from "smol-toml";
import { messageOf } from "../core/file_error.ts";
import { placeOfKey } from "./place_of_key.ts";
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
    const line = placeOfKey(text, name, rootIndex);
    return `'${name}' in '${path}'${line === null ? "" : `, line ${line}`}`;
  };
  const { root = [], ...others } = parseTable(text, path);
  const entries = Array.isArray(root) ? root : [root];
  const roots = entries.map((one, index) => rootOf(one, index, { locate, complain }))
    .filter((one) => one !== null);
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
    throw new UsageError([`Cannot read the configuration '${path}'${line}: ${reason}`]);
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
    complain(`Cannot use ${locate("root")}: write a path, or a table [[root]] with a path`);
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
