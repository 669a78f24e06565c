import { CommandError } from "../lib/core/command_error.ts";
import type { Options } from "../lib/terminal/read_option.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import { type Invocation, place } from "./invocation.ts";

/**
 * An error of the command line together with what is wrong with the folders that are named on it, so
 * that a person is told everything at once; other errors stay as they are.
 */
export function allComplaints(
  error: unknown,
  invocation: Pick<Invocation, "command" | "databasePath" | "absolute">,
  options: Options,
): unknown {
  const folders = options["root"] ?? options["folder"];
  if (!(error instanceof UsageError) || folders === undefined) return error;
  try {
    place(invocation, folders);
  } catch (also) {
    if (also instanceof CommandError) return new UsageError([...error.complaints, also.message]);
  }
  return error;
}
