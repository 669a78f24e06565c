import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";

/**
 * Nothing can be compared with a catalogue whose file is damaged.
 *
 * @param damage what is wrong with it, in SQLite's words
 * @throws {CommandError} when anything is
 */
export function assertSound(damage: readonly string[], catalogue: string): void {
  const [first] = damage;
  if (first === undefined) return;
  const more = damage.length > 1 ? `, and ${damage.length - 1} more` : "";
  throw new CommandError(
    `Cannot audit '${catalogue}' as its file is damaged (${first}${more}): ` +
      "run sync, which saves what can be read of it and rebuilds it",
    EXIT.failed,
  );
}
