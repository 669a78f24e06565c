import {
  decideEdits,
  type EditDecision,
  type ListedEdit,
  listEdits,
} from "../lib/catalogue/edit_decisions.ts";
import { editRows } from "../lib/catalogue/edit_queries.ts";
import { chooseEdits, tellDecision, tellEditRows } from "../lib/commands/edits.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import { type Invocation, withReader, withWriter } from "./invocation.ts";

const DECISIONS: readonly string[] = ["retry", "discard", "seen"];

/** `edits`: lists them, has some tried again, discards some, or notes that a conflict was seen. */
export function edits(invocation: Invocation): number | Promise<number> {
  const { positionals: [verb = "list", ...ids], options, databasePath } = invocation;
  const isAll = options["all"] === true;
  if (verb === "list") {
    return withReader(databasePath, (database) => {
      tellEditRows(editRows(database, isAll ? "all" : "open"), invocation);
      return EXIT.done;
    });
  }
  if (!DECISIONS.includes(verb)) {
    throw new UsageError([
      `Unknown 'edits ${verb}': write edits, edits retry ID, edits discard ID or edits seen ID`,
    ]);
  }
  if (isAll === ids.length > 0) {
    throw new UsageError([`Cannot tell which: write edits ${verb} ID..., or edits ${verb} --all`]);
  }
  const decision = verb as EditDecision;
  return withWriter(invocation, async (database) => {
    const chosen = chooseEdits(decision, ids, isAll, listEdits(database, null));
    const decided: ListedEdit[] = [];
    for (let first = 0; first < chosen.length; first += EDITS_TOGETHER) {
      const some = chosen.slice(first, first + EDITS_TOGETHER);
      decided.push(...decideEdits(database, some, decision, Date.now()));
      await new Promise((resolve) => setTimeout(resolve));
    }
    tellDecision(decision, decided, invocation);
    return EXIT.done;
  });
}

/** A transaction of some 30 ms: a daemon has other work, too. */
const EDITS_TOGETHER = 50;
