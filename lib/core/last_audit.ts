/** What the last audit of a whole root found. */
export interface LastAudit {
  /** When it ended, UTC, ISO 8601. */
  readonly at: string;
  /** What was compared beside the fingerprints. */
  readonly compared: readonly ("content" | "metadata")[];
  /** Files that were looked at. */
  readonly files: number;
  readonly differences: number;
  /** Of those that were to be read, how many could not be. */
  readonly unreadable: number;
  /** Places that could not be looked into; what is there was not compared. */
  readonly problems: number;
  /** Photos of the catalogue that are there. */
  readonly outOfSight: number;
}

/** Audits by the path of their root. */
export type Audits = Readonly<Record<string, LastAudit>>;

/** Reads what `JSON.stringify` made of audits; what is no audit is left out. */
export function parseAudits(text: string): Audits {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Cut off, or another program's: nothing is known of audits.
  }
  if (typeof value !== "object" || value === null) return {};
  // Notes of an older version tell nothing of problems.
  return Object.fromEntries(
    Object.entries(value).map(([path, one]) => [path, { problems: 0, outOfSight: 0, ...one }])
      .filter(([, one]) => isAudit(one)),
  );
}

function isAudit(value: unknown): value is LastAudit {
  if (typeof value !== "object" || value === null) return false;
  const { at, compared, ...counts } = value as Record<string, unknown>;
  const { files, differences, unreadable, problems, outOfSight } = counts;
  return typeof at === "string" && !Number.isNaN(Date.parse(at)) && Array.isArray(compared) &&
    [files, differences, unreadable, problems, outOfSight].every((one) =>
      Number.isSafeInteger(one)
    );
}
