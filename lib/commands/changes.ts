import { shownPath } from "../core/shown_path.ts";
import { followChanges, type FollowPorts } from "./follow_changes.ts";

type ChangeRow = Readonly<Record<string, string | number | null>>;

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
export function changes(ports: FollowPorts, options: ChangesOptions): void {
  const { since, limit, json, print } = options;
  const { restart, reason, changes, more, next } = followChanges(ports, since, limit);
  if (json) {
    const rows = changes.map(({ cursor: _, ...row }) => row);
    return print(JSON.stringify({ restart, reason, changes: rows, more, next }, null, 2));
  }
  if (restart) print(`Start anew, read everything: the cursor is of no use, as ${reason}`);
  for (const row of changes) print(describe(row));
  print(`Next: ${next}${more ? "   (there is more)" : ""}`);
}

function describe(row: ChangeRow): string {
  const from = row["old_path"] === null ? "" : ` from ${shownPath(String(row["old_path"]))}`;
  const path = shownPath(`${row["root"]}/${row["path"]}`);
  return `${row["at"]}  ${row["kind"]}  ${path}${from} (id ${row["photo_id"]})`;
}
