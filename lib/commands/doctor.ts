import { EXIT } from "../core/exit_code.ts";
import { countFindings, type Finding, type FindingState } from "../core/finding.ts";
import { shownPath } from "../core/shown_path.ts";
import { wrapText } from "../core/wrap_text.ts";

/** What was found at one place. */
export interface Examined {
  readonly kind: "catalogue" | "folder";
  /** Absolute. */
  readonly path: string;
  readonly findings: readonly Finding[];
}

/** What a reader of the report has to know beside it. */
export interface DoctorOptions {
  /** Of the program, with its commit. */
  readonly version: string;
  /** Of the runtime, and the machine's kind. */
  readonly system: string;
  readonly json: boolean;
  /** Of the terminal; a report is no wider than fits a mail, whatever that has. */
  readonly columns: number;
  readonly print: (text: string) => void;
}

const STATES: Readonly<Record<FindingState, string>> = {
  ok: "ok",
  limited: "limited",
  broken: "BROKEN",
  untried: "not tried",
};

/** Fits a mail and a bug report. */
const WIDTH = 100;
const STATE_WIDTH = 11;
const CHECK_WIDTH = 13;

/** Tells what was examined; 1 when something is broken, 0 otherwise. */
export function doctor(examined: readonly Examined[], options: DoctorOptions): number {
  const { version, system, json, columns, print } = options;
  const counts = countFindings(examined.flatMap(({ findings }) => findings));
  if (json) print(JSON.stringify({ version, system, examined, counts }, null, 2));
  else {
    print(`Proofsheet ${version} · ${system}`);
    for (const one of examined) print(`\n${describe(one, Math.min(columns, WIDTH))}`);
    print(
      `\n${counts.ok} ok, ${counts.limited} limited, ${counts.broken} broken` +
        (counts.untried > 0 ? `, ${counts.untried} not tried` : ""),
    );
  }
  return counts.broken > 0 ? EXIT.failed : EXIT.done;
}

function describe({ kind, path, findings }: Examined, columns: number): string {
  const title = kind === "catalogue" ? "Catalogue" : "Folder";
  return [`${title} ${shownPath(path)}`, ...findings.map((one) => describeFinding(one, columns))]
    .join("\n");
}

function describeFinding(
  { check, state, seen, meaning, cure }: Finding,
  columns: number,
): string {
  const text = [seen, meaning].filter((part) => part !== null).join(". ");
  const width = columns - 2 - STATE_WIDTH - CHECK_WIDTH;
  const lines = [
    ...wrapText(shownPath(text), width),
    ...(cure === null ? [] : wrapText(`Cure: ${shownPath(cure)}`, width)),
  ];
  const head = `  ${STATES[state].padEnd(STATE_WIDTH)}${check.padEnd(CHECK_WIDTH)}`;
  return lines.map((line, index) => (index === 0 ? head : " ".repeat(head.length)) + line)
    .join("\n");
}
