import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { isDamage } from "./damage.ts";

/** One row by column name. */
export type SalvageRow = Record<string, SQLOutputValue>;

/** What to read. */
export interface DamagedTable {
  readonly table: string;
  /** Its integer key, or the first column of one. */
  readonly key: string;
  /** The table whose numbers these keys are. */
  readonly numbersOf: string;
  /** A list in SQL. */
  readonly columns: string;
}

/** Keys asked for at once. */
const KEYS_A_CHUNK = 4_096;

/** After so many keys in a row that cannot be read the way to all of them is broken. */
const BROKEN_IN_A_ROW_MAX = 20_000;

/**
 * Reads all rows of a table that may be broken in places. A range of keys that cannot be read is
 * halved until only what is really broken is left out.
 *
 * @param take given each row, in no order and perhaps more than once
 */
export function readRows(
  database: DatabaseSync,
  damaged: DamagedTable,
  take: (row: SalvageRow) => void,
): { readonly brokenKeys: number } {
  const { table, key, columns } = damaged;
  const statement = database.prepare(
    `SELECT ${columns} FROM ${table} WHERE "${key}" BETWEEN ? AND ?`,
  );
  const highest = highestKey(database, damaged);
  let brokenKeys = 0;
  let inARow = 0;
  const readRange = (from: number, to: number): void => {
    const rows = inARow > BROKEN_IN_A_ROW_MAX ? null : rowsOrNull(statement, from, to);
    if (rows !== null) {
      if (rows.length > 0) inARow = 0;
      return rows.forEach(take);
    }
    if (from === to || inARow > BROKEN_IN_A_ROW_MAX) {
      brokenKeys++;
      return void inARow++;
    }
    const middle = Math.floor((from + to) / 2);
    readRange(from, middle);
    readRange(middle + 1, to);
  };
  for (let from = 0; from <= highest; from += KEYS_A_CHUNK) {
    readRange(from, from + KEYS_A_CHUNK - 1);
    if (inARow > BROKEN_IN_A_ROW_MAX) break;
  }
  return { brokenKeys };
}

/** Neither `get()` nor `iterate()`: both end at a broken page as if it were the end of the table. */
function rowsOrNull(statement: StatementSync, from: number, to: number): SalvageRow[] | null {
  try {
    return statement.all(from, to);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return null;
  }
}

/**
 * The highest number given so far, or, where that cannot be read, the highest key; what is beyond the
 * first is rubbish that looks like a key.
 */
function highestKey(database: DatabaseSync, { table, key, numbersOf }: DamagedTable): number {
  const sequence = "SELECT seq AS n FROM sqlite_sequence WHERE name = ?";
  const given = numberOrNull(() => database.prepare(sequence).all(numbersOf)[0]?.["n"]);
  const found = given ??
    numberOrNull(() => database.prepare(`SELECT max("${key}") AS n FROM ${table}`).all()[0]?.["n"]);
  return Math.min(found ?? KEYS_UNKNOWN_MAX, KEYS_MAX);
}

function numberOrNull(ask: () => SQLOutputValue | undefined): number | null {
  try {
    const found = ask();
    return typeof found === "number" ? found : null;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return null;
  }
}

/** Tried where nothing says how far a table had come. */
const KEYS_UNKNOWN_MAX = 1_000_000;
/** No catalogue comes so far; a number beyond this is rubbish, and trying them all would take hours. */
const KEYS_MAX = 1_000_000_000;
