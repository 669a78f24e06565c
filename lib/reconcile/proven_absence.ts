import type { Absence, ReconcileCatalogue } from "./ports.ts";

const PROVEN: ReadonlySet<Absence> = new Set(["not-found", "not-a-directory", "not-a-file"]);

/** Whether no file is at a path for sure; every error that is not one of these proves nothing. */
export function isProvenAbsence(absence: Absence | null): boolean {
  return absence !== null && PROVEN.has(absence);
}

/**
 * What proves that the file of a missing record is not back in its place, in words, or `null` when
 * nothing does: no file is there, or the one that is there is that of another record.
 */
export function whyStillGone(
  fileId: number,
  absence: Absence | null,
  absent: Pick<ReconcileCatalogue["absent"], "isTaken">,
): string | null {
  if (isProvenAbsence(absence)) return `looking it up again said ${absence}`;
  const isTaken = absence === null && absent.isTaken(fileId);
  return isTaken ? "another file stands in its place" : null;
}
