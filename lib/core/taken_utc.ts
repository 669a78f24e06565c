/**
 * The sortable moment of a local time with its offset, as UTC ISO 8601; `null` unless both are known
 * and the local time is known to the second.
 */
export function takenUtc(takenAt: string | null, takenOffset: string | null): string | null {
  if (takenAt === null || takenOffset === null || takenAt.length < 19) return null;
  const moment = new Date(`${takenAt}${takenOffset}`);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
