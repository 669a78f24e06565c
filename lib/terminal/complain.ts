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
  console.error(error instanceof CommandError ? error.message : error);
  return error instanceof CommandError ? error.exitCode : EXIT.failed;
}
