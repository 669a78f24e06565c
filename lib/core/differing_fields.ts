/** What a column of the catalogue can hold. */
export type ColumnValue = string | number | null;

/** One field of which the catalogue and the file say different things. */
export interface DifferingField {
  readonly field: string;
  readonly catalogue: ColumnValue;
  readonly file: ColumnValue;
}

/** Compares what the catalogue has of a photo with what its file says, column by column. */
export function differingFields(
  catalogue: Readonly<Record<string, ColumnValue>>,
  file: Readonly<Record<string, ColumnValue>>,
): DifferingField[] {
  return Object.keys(file).filter((field) =>
    comparable(catalogue[field]) !== comparable(file[field])
  ).map((field) => ({
    field,
    catalogue: catalogue[field] ?? null,
    file: file[field] ?? null,
  }));
}

/** A text that is no valid Unicode comes back from the catalogue as valid text. */
function comparable(value: ColumnValue | undefined): ColumnValue {
  return typeof value === "string" ? value.toWellFormed() : value ?? null;
}
