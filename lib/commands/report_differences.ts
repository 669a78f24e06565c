import { EXIT, worstExitCode } from "../core/exit_code.ts";
import { shownPath } from "../core/shown_path.ts";
import type { RelativePath } from "../core/entry.ts";

/** One difference between the catalogue and the disk. */
export interface ReportedDifference {
  readonly kind: "appeared" | "changed" | "moved" | "ignored" | "vanished" | "returned";
  readonly path: RelativePath;
  readonly oldPath: RelativePath | null;
  /** Why a rule hides it; `null` for every other kind. */
  readonly reason: string | null;
}

/** What comparing one root gave. */
export interface ComparedRoot {
  readonly path: string;
  /** Why the root could not be compared, or `null`. */
  readonly offline: string | null;
  readonly seen: number;
  readonly problems: number;
  /** Records whose hiding waits for a person. */
  readonly held: number;
  readonly differences: Iterable<ReportedDifference>;
}

/** How the differences are told. */
export interface ReportOptions {
  /** `audit` judges the catalogue, `plan` says what a sync would do. */
  readonly as: "audit" | "plan";
  readonly json: boolean;
  readonly print: (text: string) => void;
}

const AUDIT_WORDS: Readonly<Record<ReportedDifference["kind"], string>> = {
  appeared: "not in the catalogue",
  changed: "changed on disk",
  moved: "moved on disk",
  ignored: "ignored now",
  vanished: "not on disk",
  returned: "back on disk",
};

const PLAN_WORDS: Readonly<Record<ReportedDifference["kind"], string>> = {
  appeared: "add",
  changed: "read again",
  moved: "move",
  ignored: "hide by rule",
  vanished: "hide",
  returned: "revive",
};

/** Tells every difference, and gives the exit code. Roots are taken one after the other. */
export async function reportDifferences(
  roots: AsyncIterable<ComparedRoot>,
  options: ReportOptions,
): Promise<number> {
  const codes: number[] = [];
  const json: unknown[] = [];
  for await (const root of roots) {
    const told = options.json ? jsonRoot(root) : textRoot(root, options);
    json.push(told.json);
    codes.push(exitCodeFor(root, told.count, options.as));
  }
  if (options.json) options.print(JSON.stringify({ roots: json }, null, 2));
  return worstExitCode(codes);
}

function exitCodeFor(root: ComparedRoot, count: number, as: ReportOptions["as"]): number {
  if (root.offline !== null) return EXIT.offline;
  if (as === "plan") return EXIT.done;
  if (root.held > 0) return EXIT.held;
  return count > 0 ? EXIT.differences : EXIT.done;
}

function jsonRoot(root: ComparedRoot): { json: unknown; count: number } {
  const differences = [...root.differences];
  const { path, offline, seen, problems, held } = root;
  const json = { root: path, offline, seen, problems, held, differences };
  return { json, count: differences.length };
}

/** Prints line by line: a list may be longer than memory would like. */
function textRoot(root: ComparedRoot, options: ReportOptions): { json: null; count: number } {
  const words = options.as === "audit" ? AUDIT_WORDS : PLAN_WORDS;
  options.print(root.path);
  let count = 0;
  for (const { kind, path, oldPath, reason } of root.differences) {
    const from = oldPath === null ? "" : ` (from ${shownPath(oldPath)})`;
    const why = reason === null ? "" : `: ${shownPath(reason)}`;
    options.print(`  ${words[kind]}: ${shownPath(path)}${from}${why}`);
    count++;
  }
  options.print(`  ${verdict(root, count, options.as)}`);
  return { json: null, count };
}

function verdict(root: ComparedRoot, count: number, as: ReportOptions["as"]): string {
  if (root.offline !== null) return `Offline: ${root.offline}; nothing can be compared`;
  const files = `${number(root.seen)} files`;
  const noted = root.problems > 0 ? `, ${root.problems} problems` : "";
  const held = root.held > 0 ? `, hiding of ${root.held} held` : "";
  if (as === "plan") return `${number(count)} changes to make, ${files}${noted}; nothing was done`;
  return count === 0
    ? `Equal: ${files}${noted}${held}`
    : `${number(count)} differences, ${files}${noted}${held}`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
