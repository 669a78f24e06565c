import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Tells on standard error why the program ends, and gives the exit code. What a person can do
 * something about is one message; everything else is a bug and shows where it happened.
 */
export function complain(error: unknown): number {
  if (error instanceof UsageError) {
    console.error(error.message);
    return EXIT.usage;
  }
  if (isFromSqlite(error)) {
    console.error(
      `Cannot use the catalogue: ${error.message}: bring back a copy, or name another with --db FILE`,
    );
    return EXIT.failed;
  }
  console.error(error instanceof CommandError ? error.message : error);
  return error instanceof CommandError ? error.exitCode : EXIT.failed;
}

/** A catalogue can turn out to be damaged, or its disk full, in the middle of anything. */
function isFromSqlite(error: unknown): error is Error {
  return error instanceof Error && (error as { code?: unknown }).code === "ERR_SQLITE_ERROR";
}
