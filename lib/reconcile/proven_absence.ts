import type { Absence } from "./ports.ts";

const PROVEN: ReadonlySet<Absence> = new Set(["not-found", "not-a-directory", "not-a-file"]);

/** Whether no file is at a path for sure; every error that is not one of these proves nothing. */
export function isProvenAbsence(absence: Absence | null): boolean {
  return absence !== null && PROVEN.has(absence);
}
