import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";

/** The error for a path the catalogue cannot speak of. */
export function unknownRoot(verb: string, path: string): CommandError {
  return new CommandError(
    `Cannot ${verb} '${path}' as it lies in no known root: sync --folder DIR makes one`,
    EXIT.failed,
  );
}
