import { counted, numberText } from "../core/counted.ts";
import { EXIT, worstExitCode } from "../core/exit_code.ts";
import { shownPath } from "../core/shown_path.ts";
import type { DifferingField } from "../core/differing_fields.ts";
import type { RelativePath } from "../core/entry.ts";

/** One difference between the catalogue and the disk. */
export interface ReportedDifference {
  readonly kind:
    | ("appeared" | "changed" | "moved" | "ignored" | "vanished" | "returned")
    /** Other bytes, or other metadata, than the catalogue has of a file that looks unchanged. */
    | ("content" | "metadata")
    /** No difference: it could not be compared. */
    | "unreadable";
  readonly path: RelativePath;
  readonly oldPath: RelativePath | null;
  /** Why, where the kind alone does not tell. */
  readonly reason: string | null;
  /** Of the kind `metadata`. */
  readonly fields?: readonly DifferingField[];
  /** Where the record of what vanished would move on to, where there is a known copy. */
  readonly copy?: string | null;
}

/** What comparing one root gave. */
export interface ComparedRoot {
  readonly path: string;
  /** Why the root could not be compared, or `null`. */
  readonly offline: string | null;
  readonly seen: number;
  readonly problems: number;
  /** Photos of the catalogue that could not be looked at, as their folder or disk cannot be read. */
  readonly outOfSight: number;
  /** Records whose hiding waits for a person. */
  readonly held: number;
  /** Records that are gone from disk or replaced, and stay, as a person rejected hiding them. */
  readonly kept: number;
  readonly differences: Iterable<ReportedDifference> | AsyncIterable<ReportedDifference>;
}

/** How the differences are told. */
export interface ReportOptions {
  /** `audit` judges the catalogue, `plan` says what a sync would do. */
  readonly as: "audit" | "plan";
  readonly json: boolean;
  readonly print: (text: string) => void;
  /** Told of each root that could be compared, once all its differences are told. */
  readonly onCompared?: (root: ComparedRoot, found: FoundDifferences) => void;
}

/** How many of each there were. */
export interface FoundDifferences {
  readonly differences: number;
  readonly unreadable: number;
}

const AUDIT_WORDS: Readonly<Record<ReportedDifference["kind"], string>> = {
  appeared: "not in the catalogue",
  changed: "changed on disk",
  moved: "moved on disk",
  ignored: "ignored now",
  vanished: "not on disk",
  returned: "back on disk",
  content: "other bytes on disk",
  metadata: "other metadata on disk",
  unreadable: "cannot be read",
};

const PLAN_WORDS: Readonly<Record<ReportedDifference["kind"], string>> = {
  appeared: "add",
  changed: "read again",
  moved: "move",
  ignored: "hide by rule",
  vanished: "hide",
  returned: "revive",
  content: "read again",
  metadata: "read again",
  unreadable: "leave",
};

/** Tells every difference, and gives the exit code. Roots are taken one after the other. */
export async function reportDifferences(
  roots: AsyncIterable<ComparedRoot>,
  options: ReportOptions,
): Promise<number> {
  const codes: number[] = [];
  const json: unknown[] = [];
  for await (const root of roots) {
    const told = options.json ? await jsonRoot(root) : await textRoot(root, options);
    json.push(told.json);
    codes.push(exitCodeFor(root, told.found.differences, options.as));
    if (root.offline === null) options.onCompared?.(root, told.found);
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

interface ToldRoot {
  readonly json: unknown;
  readonly found: FoundDifferences;
}

async function jsonRoot(root: ComparedRoot): Promise<ToldRoot> {
  const all = await Array.fromAsync(root.differences);
  const differences = all.filter(({ kind }) => kind !== "unreadable");
  const unreadable = all.filter(({ kind }) => kind === "unreadable")
    .map(({ path, reason }) => ({ path, reason }));
  const { path, differences: _, ...counts } = root;
  const json = { root: path, ...counts, differences, unreadable };
  return { json, found: { differences: differences.length, unreadable: unreadable.length } };
}

/** Prints line by line: a list may be longer than memory would like. */
async function textRoot(root: ComparedRoot, options: ReportOptions): Promise<ToldRoot> {
  const words = options.as === "audit" ? AUDIT_WORDS : PLAN_WORDS;
  options.print(root.path);
  let count = 0;
  let unreadable = 0;
  for await (const difference of root.differences) {
    options.print(`  ${described(difference, words, options.as)}`);
    for (const { field, catalogue, file } of difference.fields ?? []) {
      options.print(`    ${field}: catalogue ${shown(catalogue)}, file ${shown(file)}`);
    }
    if (difference.kind === "unreadable") unreadable++;
    else count++;
  }
  const unread = unreadable === 0 ? "" : `, ${numberText(unreadable)} could not be read`;
  options.print(`  ${verdict(root, count, options.as)}${unread}`);
  return { json: null, found: { differences: count, unreadable } };
}

function described(
  { kind, path, oldPath, reason, copy = null }: ReportedDifference,
  words: Readonly<Record<ReportedDifference["kind"], string>>,
  as: ReportOptions["as"],
): string {
  if (copy !== null && as === "plan") {
    return `${words.moved}: ${shownPath(copy)} (a known copy, from ${shownPath(path)})`;
  }
  const from = oldPath === null ? "" : ` (from ${shownPath(oldPath)})`;
  const why = reason === null ? "" : `: ${shownPath(reason)}`;
  const to = copy === null ? "" : ` (a known copy is ${shownPath(copy)})`;
  return `${words[kind]}: ${shownPath(path)}${from}${why}${to}`;
}

function verdict(root: ComparedRoot, count: number, as: ReportOptions["as"]): string {
  if (root.offline !== null) return `Offline: ${root.offline}; nothing can be compared`;
  const facts = [counted(root.seen, "file")];
  if (root.problems > 0) facts.push(counted(root.problems, "problem"));
  if (root.outOfSight > 0) facts.push(`${counted(root.outOfSight, "photo")} out of sight`);
  if (as === "plan") {
    return `${counted(count, "change")} to make, ${facts.join(", ")}; nothing was done`;
  }
  if (root.held > 0) facts.push(`hiding of ${numberText(root.held)} held`);
  if (root.kept > 0) {
    facts.push(
      `${numberText(root.kept)} gone from disk or replaced, and shown, as you rejected hiding them`,
    );
  }
  if (count > 0) return `${counted(count, "difference")}, ${facts.join(", ")}`;
  // What lies behind a folder that cannot be read was not compared.
  const howFar = root.problems > 0 ? "Equal as far as it can be read" : "Equal";
  return `${howFar}: ${facts.join(", ")}`;
}

function shown(value: string | number | null): string {
  return value === null ? "nothing" : `'${shownPath(String(value))}'`;
}
