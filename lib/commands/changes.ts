import {
  type ChangeLogState,
  cursorAt,
  cursorTrouble,
  formatCursor,
  parseCursor,
} from "../core/change_cursor.ts";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { shownPath } from "../core/shown_path.ts";

type ChangeRow = Readonly<Record<string, string | number | null>>;

/** What reading the changes asks of the catalogue; all of one moment. */
export interface ChangesPorts {
  state(): ChangeLogState;
  after(seq: number, limit: number): readonly ChangeRow[];
}

/** From where on, and how it is told. */
export interface ChangesOptions {
  /** As an earlier answer gave it; `null` for everything that is kept. */
  readonly since: string | null;
  readonly limit: number;
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/**
 * Tells what changed after a cursor, and the next cursor. A reader whose cursor is of another state of
 * the catalogue, or older than what is kept, is told to start anew: to read the views as a whole, and
 * then to carry on from the cursor it is given.
 *
 * @throws {CommandError} when the cursor never was one
 */
export function changes(ports: ChangesPorts, options: ChangesOptions): void {
  const { since, limit, json, print } = options;
  const state = ports.state();
  const cursor = since === null ? null : parseCursor(since);
  if (since !== null && cursor === null) {
    throw new CommandError(
      `Cannot read changes since '${since}': a cursor is what an earlier answer gave as next`,
      EXIT.usage,
    );
  }
  const trouble = cursor === null ? null : cursorTrouble(cursor, state);
  const rows = trouble === null ? ports.after(cursor?.seq ?? 0, limit) : [];
  const isAll = rows.length < limit;
  const seq = isAll ? state.lastSeq : Number(rows.at(-1)?.["seq"]);
  const next = formatCursor(cursorAt(seq, state));
  if (json) {
    const told = { restart: trouble !== null, reason: trouble, changes: rows, more: !isAll, next };
    return print(JSON.stringify(told, null, 2));
  }
  if (trouble !== null) {
    print(`Start anew, read everything: the cursor is of no use, as ${trouble}`);
  }
  for (const row of rows) print(describe(row));
  print(`Next: ${next}${isAll ? "" : "   (there is more)"}`);
}

function describe(row: ChangeRow): string {
  const from = row["old_path"] === null ? "" : ` from ${shownPath(String(row["old_path"]))}`;
  const path = shownPath(`${row["root"]}/${row["path"]}`);
  return `${row["at"]}  ${row["kind"]}  ${path}${from} (id ${row["photo_id"]})`;
}
