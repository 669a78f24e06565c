import { CommandError } from "../core/command_error.ts";
import type { EditRow } from "../core/edit_row.ts";
import { EXIT } from "../core/exit_code.ts";
import { explainPath, type Explanation, type PathFacts } from "../core/explain_path.ts";
import type { RawTags } from "../core/reading.ts";
import { shownPath } from "../core/shown_path.ts";
import { describeEdit } from "./edits.ts";

type Row = Readonly<Record<string, string | number | null>>;

/** What show asks of the catalogue, for one path of one root. */
export interface ShowPorts {
  photo(root: string, path: string): Row | null;
  /** Keywords, the keyword tree, the names of faces, and the fields that come from the sidecar. */
  listsOf(photoId: number): Readonly<Record<string, readonly string[]>>;
  /** The edits of a photo that wait for something or somebody. */
  editsOf(photoId: number): readonly EditRow[];
  changesAt(root: string, path: string): readonly Row[];
}

/** Why a file does not say all. */
export interface FileComplaint {
  readonly kind: string;
  readonly detail: string;
}

/** What a file says, or why it could not be read. */
export interface FileTags {
  readonly tags: RawTags | null;
  /** What its sidecar says; `null` where none was read with it. */
  readonly sidecarTags: RawTags | null;
  readonly problems: readonly FileComplaint[];
}

/** Which path, and how it is told. */
export interface ShowOptions {
  readonly root: string;
  readonly path: string;
  readonly facts: PathFacts;
  /** What its file says now, tag by tag, where that was asked for. */
  readonly tags?: FileTags;
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/**
 * Tells everything known about one path, and why it is shown, hidden or no photo.
 *
 * @throws {CommandError} when neither the catalogue nor the disk knows it
 */
export function show(ports: ShowPorts, options: ShowOptions): void {
  const { root, path, facts } = options;
  const photo = ports.photo(root, path);
  const history = ports.changesAt(root, path);
  const explanation = explainPath(facts);
  const { kind, folder, hiddenRecords, lists, problems } = facts;
  const isKnown = photo !== null || history.length > 0 || facts.record !== null ||
    folder !== null || hiddenRecords.length > 0 || problems.some((one) => one.path === path);
  if (!isKnown && kind === null && facts.trouble === null) {
    throw new CommandError(
      `Not found: '${path}' of '${root}' is neither on disk nor in the catalogue: check the spelling`,
      EXIT.failed,
    );
  }
  const known: Known = {
    ...{ root, path, onDisk: kind !== null, kind, explanation },
    photo: photo === null ? null : { ...photo, ...ports.listsOf(Number(photo["id"])) },
    edits: photo === null ? [] : ports.editsOf(Number(photo["id"])),
    ...{ folder: photo === null ? folder : null, missing: hiddenRecords, held: lists },
    ...{ problems, history },
    ...options.tags === undefined ? {} : {
      tags: options.tags.tags,
      sidecarTags: options.tags.sidecarTags,
      readingProblems: options.tags.problems,
    },
  };
  options.print(options.json ? JSON.stringify(known, null, 2) : describe(known));
}

interface Known {
  readonly root: string;
  readonly path: string;
  readonly onDisk: boolean;
  /** What is on disk: `file`, `directory`, `symlink`, `other`, or `null`. */
  readonly kind: PathFacts["kind"];
  readonly explanation: readonly Explanation[];
  readonly photo: Readonly<Record<string, unknown>> | null;
  /** What is shown of the photo and not written, or waits for somebody. */
  readonly edits: readonly EditRow[];
  readonly folder: PathFacts["folder"];
  readonly missing: PathFacts["hiddenRecords"];
  readonly held: PathFacts["lists"];
  readonly problems: PathFacts["problems"];
  readonly history: readonly Row[];
  readonly tags?: RawTags | null;
  readonly sidecarTags?: RawTags | null;
  readonly readingProblems?: readonly FileComplaint[];
}

function describe(known: Known): string {
  const { root, path, explanation, photo, edits, history, tags, readingProblems = [] } = known;
  const { sidecarTags = null } = known;
  const lines = [shownPath(path === "" ? root : `${root}/${path}`)];
  for (const { sentence } of explanation) lines.push(`  ${shownPath(sentence)}`);
  if (photo !== null) lines.push(...fields(photo));
  for (const edit of edits) lines.push(`  edit ${edit.id}: ${describeEdit(edit)}`);
  for (const one of history) {
    const from = one["old_path"] === null ? "" : ` from ${shownPath(String(one["old_path"]))}`;
    lines.push(`  ${one["at"]}  ${one["kind"]}${from} (id ${one["photo_id"]})`);
  }
  if (tags !== undefined) lines.push("", ...tagLines("file", tags));
  if (sidecarTags !== null) lines.push("", ...tagLines("sidecar", sidecarTags));
  for (const { kind, detail } of readingProblems) lines.push(`  ${kind}: ${shownPath(detail)}`);
  return lines.join("\n");
}

function fields(photo: Readonly<Record<string, unknown>>): string[] {
  const known = Object.entries(photo).filter(([name, value]) =>
    value !== null && name !== "root" && name !== "path" &&
    !(Array.isArray(value) && value.length === 0)
  );
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, value]) => {
    const text = Array.isArray(value) ? value.join(", ") : String(value);
    return `  ${name.padEnd(width)}  ${shownPath(text)}`;
  });
}

function tagLines(what: "file" | "sidecar", tags: RawTags | null): string[] {
  const entries = Object.entries(tags ?? {}).map(([name, value]) =>
    [name, typeof value === "string" ? value : JSON.stringify(value)] as const
  );
  if (entries.length === 0) return [`  The ${what} says nothing`];
  const width = Math.max(...entries.map(([name]) => name.length));
  return [
    `  What the ${what} says`,
    ...entries.map(([name, value]) => `  ${name.padEnd(width)}  ${shownPath(value)}`),
  ];
}
