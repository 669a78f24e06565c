import { type Entry, joinPath, type RelativePath } from "./entry.ts";
import { fileErrorKind, messageOf } from "./file_error.ts";
import { shownPath } from "./shown_path.ts";
import type { WalkFileSystem } from "./walk_ports.ts";
import { problem, type WalkProblem } from "./walk_step.ts";

/** Names of one directory that are shown in one problem; the rest is counted. */
const NAMES_SHOWN_MAX = 20;

/** Complete listing of a directory. */
export type Listing = ReturnType<WalkFileSystem["readDirectory"]>;

/** How the names of a directory are looked at. */
export interface LookOptions {
  /** Why a file of that name is not looked at, or `null`. */
  readonly whyHidden: (name: string) => string | null;
  /** The same for directories: what is hidden is not complained about. */
  readonly isEntered: (name: string) => boolean;
  /** Whether a file that is no photo is a sidecar, and not hidden. */
  readonly isSidecar: (name: string) => boolean;
  readonly onLook?: () => void;
}

/** What looking at the files of one directory gave. */
export interface LookedAt {
  readonly seen: readonly Entry[];
  /** Names that are there, or may be, and could not be looked at. */
  readonly unread: ReadonlySet<string>;
  /** Names of files that are there and hidden. */
  readonly passedOver: ReadonlySet<string>;
  /** Names of sidecars, not yet looked at: most directories have none. */
  readonly sidecars: readonly string[];
  readonly problems: readonly WalkProblem[];
  readonly again: readonly RelativePath[];
}

/** Looks at every file of a directory that is not hidden. */
export function lookAtNames(
  files: WalkFileSystem,
  directory: RelativePath,
  listing: Listing,
  options: LookOptions,
): LookedAt {
  const seen: Entry[] = [];
  const odd: string[] = [];
  const unread = new Set<string>();
  const passedOver = new Set<string>();
  const sidecars: string[] = [];
  const problems: WalkProblem[] = [];
  const again: RelativePath[] = [];
  for (const { name, kind } of listing) {
    if (kind === "directory" && isUndecodable(files, directory, name) && options.isEntered(name)) {
      odd.push(name);
    }
    if (kind !== "file") continue;
    if (options.whyHidden(name) !== null) {
      if (options.isSidecar(name)) sidecars.push(name);
      else passedOver.add(name);
      continue;
    }
    const path = joinPath(directory, name);
    if (name.includes("\uFFFD") && seen.some((one) => one.name === name)) {
      // Two names decoded to the same, so one of them is not valid UTF-8.
      odd.push(name);
      continue;
    }
    try {
      options.onLook?.();
      const entry = files.look(path);
      if (entry.kind === "file") seen.push(entry);
      else again.push(path);
    } catch (error) {
      unread.add(name);
      const errorKind = fileErrorKind(error);
      if (errorKind === "permission" && !isSearchable(files, directory)) {
        // Names can be listed and nothing else: one problem says it for all of them.
        problems.push(problem(directory, "permission", messageOf(error)));
        for (const one of listing) unread.add(one.name);
        break;
      }
      // Deno decodes names that are not UTF-8 to U+FFFD and cannot open them again.
      if (errorKind === "not-found" && name.includes("\uFFFD")) odd.push(name);
      else if (errorKind === "not-found") again.push(path);
      else problems.push(problem(path, errorKind, messageOf(error)));
    }
  }
  if (odd.length > 0) problems.push(oddNames(directory, odd));
  return { seen, unread, passedOver, sidecars, problems, again };
}

/** Whether a listed name cannot be opened because it is not valid UTF-8. */
export function isUndecodable(
  files: WalkFileSystem,
  directory: RelativePath,
  name: string,
): boolean {
  if (!name.includes("\uFFFD")) return false;
  try {
    files.look(joinPath(directory, name));
    return false;
  } catch (error) {
    return fileErrorKind(error) === "not-found";
  }
}

function isSearchable(files: WalkFileSystem, directory: RelativePath): boolean {
  try {
    files.look(joinPath(directory, "."));
    return true;
  } catch {
    return false;
  }
}

/** One problem for all undecodable names of a directory, with their count and what can be shown. */
function oddNames(directory: RelativePath, names: readonly string[]): WalkProblem {
  const shown = names.slice(0, NAMES_SHOWN_MAX).map((name) => `'${shownPath(name)}'`).join(", ");
  const more = names.length > NAMES_SHOWN_MAX ? ` and ${names.length - NAMES_SHOWN_MAX} more` : "";
  const count = names.length === 1
    ? "1 name here is not valid UTF-8, so it cannot be opened"
    : `${names.length} names here are not valid UTF-8, so they cannot be opened`;
  return problem(directory, "unreadable-name", `${count}; rename what is shown as ${shown}${more}`);
}
