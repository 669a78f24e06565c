/** In less a text is not read any more. */
const COLUMNS_MIN = 50;

/** Columns of the terminal that output goes to; `otherwise` where it goes elsewhere. */
export function outputColumns(otherwise: number): number {
  if (!Deno.stdout.isTerminal()) return otherwise;
  return Math.max(Deno.consoleSize().columns, COLUMNS_MIN);
}
