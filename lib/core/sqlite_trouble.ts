/** What an error of SQLite means for a catalogue, sorted by what has to be done about it. */
export type SqliteTrouble =
  /** The file is not what was written to it: it is moved aside and rebuilt. */
  | "damaged"
  /** There is no room on its disk: nothing was applied, and it can be tried again. */
  | "full"
  /** Anything else SQLite says. */
  | "other";

/** Primary result codes, https://sqlite.org/rescode.html; the upper bytes say more about the same. */
const BY_CODE: Readonly<Record<number, SqliteTrouble>> = {
  11: "damaged",
  13: "full",
  26: "damaged",
};

/** Errors of `exec()`, and those that come from a worker, have no code: only these texts of SQLite. */
const BY_MESSAGE: readonly (readonly [string, SqliteTrouble])[] = [
  ["database disk image is malformed", "damaged"],
  ["malformed database schema", "damaged"],
  ["file is not a database", "damaged"],
  ["database or disk is full", "full"],
];

/** What went wrong with the catalogue's file; `null` when the error is none of SQLite's. */
export function sqliteTrouble(error: unknown): SqliteTrouble | null {
  if (!(error instanceof Error)) return null;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  const byCode = typeof errcode === "number" ? BY_CODE[errcode & 0xff] : undefined;
  if (byCode !== undefined) return byCode;
  const byMessage = BY_MESSAGE.find(([text]) => error.message.includes(text));
  if (byMessage !== undefined) return byMessage[1];
  return code === "ERR_SQLITE_ERROR" ? "other" : null;
}
