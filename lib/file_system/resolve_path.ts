import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { messageOf } from "../core/file_error.ts";

/**
 * The real path of what is at `path` and whether it is a directory; `null` when nothing is there.
 *
 * @throws {CommandError} when the system does not let us look
 */
export function resolvePath(
  path: string,
): { path: string; isDirectory: boolean; inode: number | null; device: number } | null {
  try {
    const real = Deno.realPathSync(path);
    const { isDirectory, ino, dev } = Deno.lstatSync(real);
    return { path: real, isDirectory, inode: ino, device: dev };
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isAbsent) return null;
    // Deno guards the places from which a program could give itself more rights.
    if (error instanceof Deno.errors.NotCapable) {
      throw new CommandError(
        `Cannot use '${path}': the system keeps no photos there, and Deno lets no program in`,
        EXIT.usage,
        { cause: error },
      );
    }
    throw new CommandError(
      `Cannot look at '${path}': ${messageOf(error)}: check who may read the folders above it`,
      EXIT.failed,
      { cause: error },
    );
  }
}
