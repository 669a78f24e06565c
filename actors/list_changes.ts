import { ChangeReader } from "../lib/catalogue/change_reader.ts";
import { changes } from "../lib/commands/changes.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import { type Invocation, withReader } from "./invocation.ts";

/** Changes of one answer, unless somebody wants more. */
const LIMIT_DEFAULT = "1000";

/** `changes`: what was applied after a cursor. */
export function listChanges({ options, databasePath, json, print }: Invocation): number {
  const { since, limit = LIMIT_DEFAULT } = options;
  const limitRows = /^[1-9]\d{0,6}$/.test(String(limit)) ? Number(limit) : null;
  if (limitRows === null) {
    throw new UsageError([`Cannot list '${limit}' changes: --limit is a number from 1 on`]);
  }
  return withReader(databasePath, (database) => {
    // One moment for the changes and for what the cursor is held against.
    database.exec("BEGIN");
    changes(new ChangeReader(database), {
      since: typeof since === "string" ? since : null,
      limit: limitRows,
      json,
      print,
    });
    return EXIT.done;
  });
}
