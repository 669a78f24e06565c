import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { messageOf } from "../core/file_error.ts";
import { type SqliteTrouble, sqliteTrouble } from "../core/sqlite_trouble.ts";
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
  const trouble = sqliteTrouble(error);
  if (trouble !== null && !(error instanceof CommandError)) {
    console.error(`Cannot use the catalogue: ${messageOf(error)}: ${CURES[trouble]}`);
    return EXIT.failed;
  }
  console.error(error instanceof CommandError ? error.message : error);
  return error instanceof CommandError ? error.exitCode : EXIT.failed;
}

/** A catalogue can turn out to be damaged, or its disk full, in the middle of anything. */
const CURES: Readonly<Record<SqliteTrouble, string>> = {
  damaged: "it is damaged: run sync, which saves what can be read of it and rebuilds it",
  full: "make room on its disk, and run the same command again; nothing was half applied",
  other: "bring back a copy, or name another with --db FILE",
};
