import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { messageOf } from "../core/file_error.ts";

/**
 * Writes data to standard output, all of it. A reader that has gone (`| head -1`) ends the program
 * quietly, as users of a shell expect.
 *
 * @throws {CommandError} when it cannot be written, as on a full disk
 */
export function writeOutput(text: string): void {
  const bytes = new TextEncoder().encode(text.endsWith("\n") ? text : `${text}\n`);
  try {
    for (let written = 0; written < bytes.length;) {
      written += Deno.stdout.writeSync(bytes.subarray(written));
    }
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) Deno.exit(0);
    throw new CommandError(`Cannot write the output: ${messageOf(error)}`, EXIT.failed, {
      cause: error,
    });
  }
}
