import {
  type ChangeLogState,
  cursorAt,
  cursorTrouble,
  formatCursor,
  parseCursor,
} from "../core/change_cursor.ts";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";

type ChangeRow = Readonly<Record<string, string | number | null>>;

/** What following the changes asks of the catalogue; all of one moment. */
export interface FollowPorts {
  state(): ChangeLogState;
  after(seq: number, limit: number): readonly ChangeRow[];
}

/** Changes after a cursor. */
export interface ChangesAnswer {
  /** The cursor is of no use: everything has to be read anew, then changes from `next` on. */
  readonly restart: boolean;
  readonly reason: string | null;
  /** Each with the cursor of a reader that has read up to it. */
  readonly changes: readonly (ChangeRow & { readonly cursor: string })[];
  readonly more: boolean;
  readonly next: string;
}

/**
 * What changed after a cursor; `now` instead of one gives none and where to begin, `null` everything
 * that is kept.
 *
 * @throws {CommandError} when the cursor never was one
 */
export function followChanges(
  ports: FollowPorts,
  since: string | null,
  limit: number,
): ChangesAnswer {
  const state = ports.state();
  const here = (seq: number) => formatCursor(cursorAt(seq, state));
  if (since === "now") {
    return { restart: false, reason: null, changes: [], more: false, next: here(state.lastSeq) };
  }
  const cursor = since === null ? null : parseCursor(since);
  if (since !== null && cursor === null) {
    throw new CommandError(
      `Cannot read changes since '${since}': a cursor is what an earlier answer gave as next`,
      EXIT.usage,
    );
  }
  const reason = cursor === null ? null : cursorTrouble(cursor, state);
  const rows = reason === null ? ports.after(cursor?.seq ?? 0, limit) : [];
  const changes = rows.map((row) => ({ ...row, cursor: here(Number(row["seq"])) }));
  const more = rows.length === limit;
  const next = more ? changes.at(-1)?.cursor ?? here(state.lastSeq) : here(state.lastSeq);
  return { restart: reason !== null, reason, changes, more, next };
}
