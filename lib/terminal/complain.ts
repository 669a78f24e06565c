import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { messageOf } from "../core/file_error.ts";
import { type SqliteTrouble, sqliteTrouble } from "../core/sqlite_trouble.ts";
import { UsageError } from "./usage_error.ts";

/** Tells on standard error why the program ends, and gives the exit code. */
export function complain(error: unknown): number {
  const { text, exitCode } = complaintOf(error);
  console.error(text);
  return exitCode;
}

/**
 * Why a command failed, and what the program ends with. What a person can do something about is one
 * message; everything else is a bug and shows where it happened.
 */
export function complaintOf(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (error instanceof UsageError) return { text: error.message, exitCode: EXIT.usage };
  if (error instanceof CommandError) return { text: error.message, exitCode: error.exitCode };
  // Deno's own cure is a flag that the program in one file does not have.
  if (error instanceof Deno.errors.NotCapable) {
    const text = `Not allowed to this program: ${error.message.replace(/, run again with.*$/, "")}`;
    return { text, exitCode: EXIT.failed };
  }
  const trouble = sqliteTrouble(error);
  const text = trouble !== null
    ? `Cannot use the catalogue: ${messageOf(error)}: ${CURES[trouble]}`
    : error instanceof Error
    ? error.stack ?? error.message
    : String(error);
  return { text, exitCode: EXIT.failed };
}

/** A catalogue can turn out to be damaged, or its disk full, in the middle of anything. */
const CURES: Readonly<Record<SqliteTrouble, string>> = {
  damaged: "it is damaged: run sync, which saves what can be read of it and rebuilds it",
  full: "make room on its disk, and run the same command again; nothing was half applied",
  other: "bring back a copy, or name another with --db FILE",
};
