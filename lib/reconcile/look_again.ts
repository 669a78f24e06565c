import { joinPath } from "../core/entry.ts";
import { RootOfflineError } from "../core/root_offline_error.ts";
import type { FilePlace } from "../core/staged.ts";
import type { Absence, ReconcileInput, ReconcilePorts } from "./ports.ts";

/**
 * Looks for files where the catalogue has them: the scan may be minutes old by now. The root is there
 * and the same before the first look and after the last, so that one that went away between them is
 * not taken for many absences.
 *
 * @returns why no file is at a place, or `null` where there is one, in the order of the places
 * @throws {RootOfflineError} when the root is not there any more
 */
export async function lookAgain(
  places: readonly FilePlace[],
  input: Pick<ReconcileInput, "signal">,
  ports: Pick<ReconcilePorts, "checkRoot" | "absence">,
): Promise<(Absence | null)[]> {
  await assertOnline(input, ports);
  const absences = await Promise.all(
    places.map(({ directory, name }) => ports.absence(joinPath(directory, name))),
  );
  await assertOnline(input, ports);
  return absences;
}

/**
 * Looks at the root, and whether the reconcile is still wanted.
 *
 * @throws {RootOfflineError} when the root is not there any more
 */
export async function assertOnline(
  { signal }: Pick<ReconcileInput, "signal">,
  { checkRoot }: Pick<ReconcilePorts, "checkRoot">,
): Promise<void> {
  const verdict = await checkRoot();
  signal.throwIfAborted();
  if (!verdict.online) throw new RootOfflineError(verdict.reason);
}
