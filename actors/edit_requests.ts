import type { EditRequest } from "../lib/commands/edit.ts";
import { isEmptyEdit, parseEdit, type TypedEdit } from "../lib/core/parse_edit.ts";
import { parseEditLine } from "../lib/core/parse_edit_line.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import type { Invocation } from "./invocation.ts";

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
    const request = parseEditLine(line, complain);
    if (request !== null) requests.push({ paths: [absolute(request.path)], edit: request.edit });
  });
  if (complaints.length > 0) throw new UsageError(complaints);
  return requests;
}
