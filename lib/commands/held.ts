import { counted, numberText } from "../core/counted.ts";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { shownPath } from "../core/shown_path.ts";
import { shownTime } from "./shown_time.ts";

/** One list of records whose hiding waits for a person. */
export interface HeldList {
  readonly id: number;
  readonly root: string;
  readonly since: string;
  readonly decision: string | null;
  readonly count: number;
  /** Of these, photos in whose places other photos are. */
  readonly replaced: number;
}

/** What held asks of the catalogue. */
export interface HeldPorts {
  heldLists(): readonly HeldList[];
  heldPaths(heldId: number): Iterable<{ readonly path: string }>;
}

/** What deciding about a list asks of the catalogue. */
export interface DecidePorts {
  heldLists(): readonly HeldList[];
  decide(heldId: number): void;
}

/** How held is told. */
export interface HeldOptions {
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/** Enough to see what it is about. */
const PATHS_SHOWN_MAX = 20;

/** Lists what is held, and the exit code that says whether anything is. */
export function listHeld(ports: HeldPorts, options: HeldOptions): number {
  const lists = ports.heldLists();
  if (options.json) {
    const held = lists.map((list) => ({
      ...list,
      paths: [...ports.heldPaths(list.id)].map(({ path }) => path),
    }));
    options.print(JSON.stringify({ held }, null, 2));
  } else {
    for (const list of lists) {
      options.print(describe(list));
      printPaths(ports.heldPaths(list.id), list.count, options.print);
      if (list.decision === null) options.print(waysOut(list));
    }
    if (lists.length === 0) options.print("Nothing is held");
  }
  return lists.some((list) => list.decision === null) ? EXIT.held : EXIT.done;
}

function describe({ id, root, count, replaced, since, decision }: HeldList): string {
  const others = replaced > 0 ? `, other photos are in the places of ${numberText(replaced)}` : "";
  const gone = `List ${id} of ${root}: ${counted(count, "file")} gone since ${
    shownTime(since)
  }${others}`;
  if (decision === "rejected") return `${gone}, kept as you rejected hiding them`;
  return decision === "approved" ? `${gone}, the next scan hides them` : `${gone}, waits for you`;
}

/** What a person can do about a list that was not decided about. */
function waysOut({ id, replaced }: HeldList): string {
  const others = replaced > 0 ? "   (those in their places get no records)" : "";
  return [
    `  An accident: bring them back, and the next scan ends the question`,
    `  Hide them:   held approve ${id}`,
    `  Keep them:   held reject ${id}${others}`,
  ].join("\n");
}

function printPaths(
  paths: Iterable<{ readonly path: string }>,
  total: number,
  print: (text: string) => void,
): void {
  let shown = 0;
  for (const { path } of paths) {
    if (shown++ === PATHS_SHOWN_MAX) break;
    print(`    ${shownPath(path)}`);
  }
  const more = total - PATHS_SHOWN_MAX;
  if (more > 0) print(`    and ${numberText(more)} more: held --json lists all`);
}

/**
 * Notes what a person said about one list.
 *
 * @throws {CommandError} when there is no such list
 */
export function decideHeld(
  ports: DecidePorts,
  idText: string,
  decision: "approved" | "rejected",
  print: (text: string) => void,
): void {
  const list = ports.heldLists().find(({ id }) => String(id) === idText);
  if (list === undefined) {
    throw new CommandError(
      `Cannot decide about list '${idText}' as there is none (a list that grows gets a new number): ` +
        "the command 'held' shows them",
      EXIT.failed,
    );
  }
  ports.decide(list.id);
  const next = decision === "approved" ? "the next sync hides them" : "they are kept";
  print(`List ${list.id} of ${list.root} is ${decision}: ${next}`);
}
