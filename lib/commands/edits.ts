import { CommandError } from "../core/command_error.ts";
import { counted } from "../core/counted.ts";
import type { EditRow } from "../core/edit_row.ts";
import { EXIT } from "../core/exit_code.ts";
import { shownPath } from "../core/shown_path.ts";
import { shownValue } from "./edit.ts";

/** How the command answers. */
export interface EditsOptions {
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/** Lists edits. */
export function tellEditRows(rows: readonly EditRow[], { json, print }: EditsOptions): void {
  if (json) return print(JSON.stringify({ edits: rows }, null, 2));
  for (const row of rows) print(describe(row));
  if (rows.length === 0) print("No edit waits for anything");
}

function describe(row: EditRow): string {
  return `${row.id}  ${shownPath(`${row.root}/${row.path}`)}: ${describeEdit(row)}`;
}

/** One edit as a person reads it, without whose it is. */
export function describeEdit({ field, state, reason, winner, lost, ...row }: EditRow): string {
  const change = `${shownValue(row.old)} -> ${shownValue(row.new)}`;
  const why = reason === null ? "" : `: ${reason}`;
  const conflict = state !== "conflict"
    ? ""
    : winner === "ours"
    ? `: somebody else had made it ${shownValue(lost)}, and this was later`
    : `: somebody else changed the file later, and that stayed`;
  return `${field} ${change} (${state}${why}${conflict})`;
}

/** The states each decision is for, and what it does, as a sentence says it. */
const DECISIONS = {
  retry: { states: ["failed", "pending", "conflict"], done: "to be written" },
  discard: { states: ["failed", "pending", "conflict"], done: "discarded" },
  seen: { states: ["conflict"], done: "seen" },
} as const;

/** An edit as a decision needs it. */
export interface DecidedEdit {
  readonly id: number;
  readonly state: string;
}

/**
 * Chooses the edits a decision is about.
 *
 * @param ids as typed; none together with `isAll`
 * @throws {CommandError} when there is no such edit, or nothing can be decided about it
 */
export function chooseEdits<One extends DecidedEdit>(
  decision: keyof typeof DECISIONS,
  ids: readonly string[],
  isAll: boolean,
  waiting: readonly One[],
): readonly One[] {
  const states: readonly string[] = DECISIONS[decision].states;
  const possible = waiting.filter(({ state }) => states.includes(state));
  if (isAll) return possible;
  return ids.map((id) => {
    const found = possible.find((one) => String(one.id) === id);
    if (found !== undefined) return found;
    throw new CommandError(
      `Cannot ${decision} edit '${id}' as none of that number is ${states.join(" or ")}: ` +
        "the command 'edits' shows them",
      EXIT.failed,
    );
  });
}

/** Says what was decided. */
export function tellDecision(
  decision: keyof typeof DECISIONS,
  edits: readonly DecidedEdit[],
  { json, print }: EditsOptions,
): void {
  const ids = edits.map(({ id }) => id);
  if (json) return print(JSON.stringify({ [decision]: ids }, null, 2));
  print(`${counted(edits.length, "edit")} ${DECISIONS[decision].done}`);
}
