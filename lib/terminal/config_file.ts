import { parse, TomlError } from "smol-toml";
import { messageOf } from "../core/file_error.ts";
import { UsageError } from "./usage_error.ts";

/** What a configuration file says, by option name, as the command line would have it. */
export type ConfigValues = Readonly<Record<string, readonly string[]>>;

/**
 * Reads a TOML file whose keys are the names of the options: `debounce = "5s"`, `root = ["/photos"]`.
 *
 * @param path for messages only
 * @throws {UsageError} when it is not TOML, or a value is no text, number, truth value or list of these
 */
export function parseConfig(text: string, path: string): ConfigValues {
  let table: Record<string, unknown>;
  try {
    table = parse(text);
  } catch (error) {
    const [reason = ""] = messageOf(error).split("\n");
    const line = error instanceof TomlError ? `, line ${error.line}` : "";
    throw new UsageError([`Cannot read the configuration '${path}'${line}: ${reason}`]);
  }
  const complaints: string[] = [];
  const values = Object.entries(table).map(([name, value]) => {
    const list = Array.isArray(value) ? value : [value];
    const isPlain = list.every((one) => ["string", "number", "boolean"].includes(typeof one));
    if (!isPlain) {
      complaints.push(`Cannot use '${name}' in '${path}': write a text or a list of texts`);
    }
    return [name, list.map(String)] as const;
  });
  if (complaints.length > 0) throw new UsageError(complaints);
  return Object.fromEntries(values);
}
