/** What both sides change of a photo. */
export interface TwoSided {
  readonly title: string | null;
  readonly description: string | null;
  readonly keywords: readonly string[];
  readonly rating: number | null;
  readonly label: string | null;
  readonly city: string | null;
}

/** One of the fields. */
export type SidedField = keyof TwoSided;

export const SIDED_FIELDS: readonly SidedField[] = [
  ...["title", "description", "keywords", "rating", "label", "city"] as const,
];

/** What nobody has said anything about. */
export const NOTHING_SAID: TwoSided = {
  ...{ title: null, description: null, keywords: [], rating: null, label: null, city: null },
};

/** An edit that is in the catalogue and not in the file. */
interface Waiting {
  readonly base: unknown;
  readonly value: unknown;
  /** Milliseconds since the epoch. */
  readonly acceptedAtMs: number;
}

/** Two who changed one field, as the catalogue has to tell it. */
export interface Conflict {
  readonly path: string;
  readonly field: SidedField;
  readonly winner: "ours" | "theirs";
  readonly lost: unknown;
}

/**
 * What the rule says of one photo that is changed from two sides: in the README's words, and without the
 * program's own code.
 */
export class ModelPhoto {
  /** What the file says. */
  file: TwoSided = NOTHING_SAID;
  /** What the catalogue has last read of it. */
  #read: TwoSided = NOTHING_SAID;
  readonly #waiting = new Map<SidedField, Waiting>();
  readonly conflicts: Conflict[] = [];

  constructor(readonly path: string) {}

  /** What the catalogue shows. */
  get shown(): TwoSided {
    const edited = [...this.#waiting].map(([field, { value }]) => [field, value]);
    return { ...this.#read, ...Object.fromEntries(edited) };
  }

  /** Somebody else writes to the file. */
  changeFile(field: SidedField, value: unknown): void {
    this.file = { ...this.file, [field]: value };
  }

  /** We edit; whether there is anything to change. */
  edit(field: SidedField, value: unknown): boolean {
    if (isSame(this.shown[field], value)) return false;
    const base = this.#waiting.get(field)?.base ?? this.#read[field];
    if (this.#waiting.has(field) && isSame(base, value)) this.#waiting.delete(field);
    else this.#waiting.set(field, { base, value, acceptedAtMs: Infinity });
    return true;
  }

  /** When the catalogue accepted what waits. */
  accepted(field: SidedField, acceptedAtMs: number): void {
    const waiting = this.#waiting.get(field);
    if (waiting !== undefined) this.#waiting.set(field, { ...waiting, acceptedAtMs });
  }

  /** The file is looked at and written; `changedAtMs` is when it was changed last before that. */
  settle(changedAtMs: number): void {
    for (const [field, waiting] of this.#waiting) this.#settleOne(field, waiting, changedAtMs);
    this.#waiting.clear();
    this.#read = this.file;
  }

  #settleOne(field: SidedField, { base, value, acceptedAtMs }: Waiting, changedAtMs: number): void {
    const theirs = this.file[field];
    if (isSame(theirs, value)) return;
    if (isSame(theirs, base)) return this.changeFile(field, value);
    if (Array.isArray(value)) {
      return this.changeFile(field, united(base as string[], value, theirs as string[]));
    }
    const areTheyLater = changedAtMs > acceptedAtMs;
    const { path } = this;
    if (areTheyLater) this.conflicts.push({ path, field, winner: "theirs", lost: value });
    else {
      this.conflicts.push({ path, field, winner: "ours", lost: theirs });
      this.changeFile(field, value);
    }
  }
}

/** What either added is there, what either removed is gone. */
function united(base: string[], ours: string[], theirs: string[]): string[] {
  const all = new Set([...theirs, ...ours]);
  return [...all].filter((word) =>
    base.includes(word)
      ? ours.includes(word) && theirs.includes(word)
      : ours.includes(word) || theirs.includes(word)
  );
}

/** Whether two values mean the same; the order of keywords means nothing. */
export function isSame(one: unknown, other: unknown): boolean {
  const key = (value: unknown) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value);
  return key(one) === key(other);
}
