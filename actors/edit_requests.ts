import type { EditRequest } from "../lib/commands/edit.ts";
import { isEmptyEdit, parseEdit, SETTING_OPTIONS, type TypedEdit } from "../lib/core/parse_edit.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import type { Invocation } from "./invocation.ts";

/** Names that a line of JSON may have beside its path. */
const NAMES = new Set([...SETTING_OPTIONS, "add-keyword", "remove-keyword", "clear", "no-gps"]);

/**
 * What `edit` asks for: the options for the photos on the command line, and a line of JSON each for what
 * came from standard input.
 *
 * @throws {UsageError} with every complaint at once
 */
export function editRequests(invocation: Invocation): EditRequest[] {
  const { options, positionals, absolute } = invocation;
  const complaints: string[] = [];
  const requests: EditRequest[] = [];
  const edit = parseEdit(options as TypedEdit, (complaint) => complaints.push(complaint));
  const lines = Array.isArray(options["lines"]) ? options["lines"] as readonly string[] : null;
  if (lines === null && positionals.length === 0) {
    complaints.push("Missing PATH: write edit PATH --title TEXT, or edit --stdin");
  }
  if (positionals.length > 0) {
    if (isEmptyEdit(edit) && complaints.length === 0) {
      complaints.push("Nothing to change: give a field, as --title TEXT or --rating 4; see --help");
    }
    requests.push({ paths: positionals.map(absolute), edit });
  }
  lines?.forEach((line, index) => {
    const complain = (complaint: string) => complaints.push(`Line ${index + 1}: ${complaint}`);
    const request = fromLine(line, absolute, complain);
    if (request !== null) requests.push(request);
  });
  if (complaints.length > 0) throw new UsageError(complaints);
  return requests;
}

function fromLine(
  line: string,
  absolute: (path: string) => string,
  complain: (complaint: string) => void,
): EditRequest | null {
  const { path, ...given } = parseObject(line);
  if (typeof path !== "string" || path === "") {
    complain(
      `Cannot read '${line.slice(0, 80)}': write an object like {"path": "a.jpg", "rating": 4}`,
    );
    return null;
  }
  const typed: Record<string, string | readonly string[] | boolean> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!NAMES.has(name)) complain(`Unknown field '${name}': the names are those of the options`);
    else if (Array.isArray(value)) typed[name] = value.map(String);
    else if (typeof value === "boolean") typed[name] = value;
    // Nothing says nothing: to clear a field has a name of its own.
    else if (value !== null) typed[name] = String(value);
  }
  const edit = parseEdit(typed, complain);
  if (isEmptyEdit(edit)) complain(`Nothing to change for '${path}': give a field`);
  return { paths: [absolute(path)], edit };
}

function parseObject(line: string): Record<string, unknown> {
  try {
    const value = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
