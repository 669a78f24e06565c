import type { Verdict } from "./agreement_compare.ts";

/** Verdicts of one format and field, or of a sum of them. */
export class Tally {
  readonly counts: Record<Verdict, number> = {
    same: 0,
    missing: 0,
    different: 0,
    invented: 0,
    undecodable: 0,
    neither: 0,
  };

  /** Counts one more. */
  add(verdict: Verdict, times = 1): void {
    this.counts[verdict] += times;
  }

  /** Values that ExifTool has and could decode. */
  get expected(): number {
    return this.counts.same + this.counts.missing + this.counts.different;
  }

  /** Share of ExifTool's values that are ours too; 1 where it has none. */
  get agreement(): number {
    return this.expected === 0 ? 1 : this.counts.same / this.expected;
  }

  /** Values that only we have, as a share of all of ours. */
  get invention(): number {
    const { same, different, invented } = this.counts;
    const ours = same + different + invented;
    return ours === 0 ? 0 : invented / ours;
  }
}

/** Tallies by group (format, or format of a damaged file) and field. */
export class Agreement {
  readonly #cells = new Map<string, Map<string, Tally>>();
  readonly #files = new Map<string, number>();

  /** Notes that a file of `group` was compared. */
  addFile(group: string): void {
    this.#files.set(group, (this.#files.get(group) ?? 0) + 1);
  }

  /** Counts one verdict. */
  add(group: string, field: string, verdict: Verdict): void {
    const row = this.#cells.get(group) ?? new Map<string, Tally>();
    this.#cells.set(group, row);
    const cell = row.get(field) ?? new Tally();
    row.set(field, cell);
    cell.add(verdict);
  }

  /** What was counted of a group, over all fields; of all groups without a name. */
  total(group?: string): Tally {
    const rows = group === undefined ? [...this.#cells.values()] : [this.#cells.get(group)];
    return sumOf(rows.flatMap((cells) => [...cells?.values() ?? []]));
  }

  /** One line a group, then their sum; the mean is over cells of a format and a field with values. */
  byGroup(): string[] {
    const rows = [...this.#cells].sort(([left], [right]) => left.localeCompare(right)).map(
      ([group, cells]) => describe(group, this.#files.get(group) ?? 0, [...cells.values()]),
    );
    const all = [...this.#cells.values()].flatMap((cells) => [...cells.values()]);
    const files = [...this.#files.values()].reduce((sum, count) => sum + count, 0);
    return [HEADER, ...rows, describe("all", files, all)];
  }

  /** One line a field, over all groups. */
  byField(): string[] {
    const fields = new Map<string, Tally[]>();
    for (const cells of this.#cells.values()) {
      for (const [field, tally] of cells) fields.set(field, [...fields.get(field) ?? [], tally]);
    }
    return [HEADER, ...[...fields].map(([field, cells]) => describe(field, 0, cells))];
  }
}

const HEADER = line(
  "",
  "files",
  "values",
  "missing",
  "differ",
  "invented",
  "agree",
  "mean",
  "inv.",
);

function sumOf(cells: readonly Tally[]): Tally {
  const sum = new Tally();
  for (const { counts } of cells) {
    for (const [verdict, times] of Object.entries(counts)) sum.add(verdict as Verdict, times);
  }
  return sum;
}

function describe(name: string, files: number, cells: readonly Tally[]): string {
  const sum = sumOf(cells);
  const filled = cells.filter((cell) => cell.expected > 0);
  const mean = filled.reduce((total, cell) => total + cell.agreement, 0) / (filled.length || 1);
  const { missing, different, invented } = sum.counts;
  const shares = [sum.agreement, mean, sum.invention].map((share) =>
    `${(share * 100).toFixed(2)} %`
  );
  const counts = [sum.expected, missing, different, invented].map(String);
  return line(name, files === 0 ? "" : String(files), ...counts, ...shares);
}

function line(name: string, ...cells: string[]): string {
  return name.padEnd(16) + cells.map((cell) => cell.padStart(10)).join("");
}
