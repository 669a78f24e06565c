/** A whole number as a person reads it: `1,204`. */
export function numberText(value: number): string {
  return value.toLocaleString("en-US");
}

/** A number of things: `1 photo`, `1,204 photos`. */
export function counted(value: number, what: string): string {
  return `${numberText(value)} ${what}${value === 1 ? "" : "s"}`;
}
