import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { type KnownRoot, placeFolder } from "../core/folder.ts";
import type { RelativePath } from "../core/entry.ts";
import { reduceScope } from "../core/scope.ts";
import {
  type Directories,
  findAlias,
  findNames,
  lookAt,
  realPath,
  type Resolved,
} from "./directories.ts";

type Root = KnownRoot & { readonly inode: number | null };

/** What placing folders asks of the world. */
export interface PlaceFoldersPorts {
  readonly roots: readonly Root[];
  readonly directories: Directories;
  /** Whether the catalogue has anything at or below a path of a root. */
  knows(root: KnownRoot, path: RelativePath): boolean;
}

/** A root to work on, known or new, and which part of it. */
export interface PlacedRoot {
  /** `null` for a root the catalogue does not know yet. */
  readonly rootId: number | null;
  readonly path: string;
  readonly scope: readonly RelativePath[];
  /** What a person named, each for itself: `scope` covers it. */
  readonly named: readonly RelativePath[];
}

/**
 * Turns the folders a person named, absolute but as typed, into roots and scopes.
 *
 * @throws {CommandError} when a folder is neither on disk nor in the catalogue, or overlaps a root: of
 *   all such folders at once
 */
export function placeFolders(
  folders: readonly string[],
  ports: PlaceFoldersPorts,
): readonly PlacedRoot[] {
  const placed = new Map<string, { rootId: number | null; paths: RelativePath[] }>();
  const roots: Root[] = [...ports.roots];
  const complaints: CommandError[] = [];
  for (const folder of folders) {
    const found = placeOrComplain(folder, { ...ports, roots }, complaints);
    if (found === null) continue;
    const { root, path } = found;
    const one = placed.get(root.path) ?? { rootId: isNew(root) ? null : root.id, paths: [] };
    one.paths.push(path);
    placed.set(root.path, one);
    if (!roots.includes(root)) roots.push(root);
  }
  const [first] = complaints;
  if (first !== undefined) {
    throw new CommandError(complaints.map(({ message }) => message).join("\n"), first.exitCode);
  }
  return [...placed].map(([path, { rootId, paths }]) => ({
    rootId,
    path,
    scope: reduceScope(paths),
    named: paths,
  }));
}

function placeOrComplain(
  folder: string,
  ports: PlaceFoldersPorts,
  complaints: CommandError[],
): ReturnType<typeof place> | null {
  try {
    return place(folder, ports);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    complaints.push(error);
    return null;
  }
}

/** A new root gets an id below zero until the catalogue gives it one. */
const NEW_ROOT_ID = -1;

function isNew(root: KnownRoot): boolean {
  return root.id === NEW_ROOT_ID;
}

function place(
  folder: string,
  ports: PlaceFoldersPorts,
): { readonly root: Root; readonly path: RelativePath } {
  const { roots, directories } = ports;
  const typed = placeFolder(folder, roots);
  if (typed.kind === "within" && isAsTyped(typed, folder, directories)) return typed;
  const found = directories.resolve(folder);
  if (found === null) return placeAbsent(folder, ports);
  const verdict = placeFolder(found.path, roots);
  if (verdict.kind === "within") return verdict;
  assertNewRoot(found, verdict.kind === "contains" ? verdict.roots : [], ports);
  return { root: { id: NEW_ROOT_ID, path: found.path, inode: found.inode }, path: "" };
}

/** Each photo has one record, so each directory has one root. */
function assertNewRoot(found: Resolved, inside: readonly Root[], ports: PlaceFoldersPorts): void {
  const refuse = (why: string) => {
    throw new CommandError(`Cannot make '${found.path}' a root as it ${why}`, EXIT.usage);
  };
  const { roots, directories } = ports;
  if (!found.isDirectory) {
    throw new CommandError(
      `Cannot use '${found.path}' as it is a file in no known root: ` +
        "sync --folder DIR with the folder that holds it",
      EXIT.usage,
    );
  }
  const moved = roots.find((root) => isMovedTo(root, found, directories));
  if (moved !== undefined) {
    refuse(
      `is the root '${moved.path}' in another place: ` +
        `keep its records with roots move '${moved.path}' '${found.path}'`,
    );
  }
  const [first] = inside;
  if (first !== undefined) {
    const named = inside.map(({ path }) => `'${path}'`).join(", ");
    refuse(
      `holds the root ${named}, and each photo has one record: ` +
        (isNew(first)
          ? `name '${found.path}' alone`
          : `give the records a wider root with roots widen '${first.path}' '${found.path}'`),
    );
  }
  const alias = findAlias(directories, found, roots);
  if (alias !== null) {
    const { root, isInside } = alias;
    refuse(
      isInside
        ? `holds the root '${root.path}' under another path: name the folder as that root's path does`
        : `is the root '${root.path}' under another path: name it so, ` +
          `or give the root that path with roots move '${root.path}' '${found.path}'`,
    );
  }
}

/**
 * Whether a folder in a known root is what its spelling says. A root itself is never looked at here:
 * it may be on a dead disk, which answers with an error or not at all, and whoever works on it finds
 * that out within a limit and without keeping others waiting. A part of one that may not be looked at
 * is a part of it; and a root with a link in its place is that root, gone, not a new one where the
 * link leads.
 */
function isAsTyped(
  { root, path }: { readonly root: Root; readonly path: RelativePath },
  folder: string,
  directories: Directories,
): boolean {
  if (path === "") return true;
  try {
    directories.resolve(folder);
    return !isNew(root) && directories.resolve(root.path)?.path !== root.path;
  } catch (error) {
    if (error instanceof CommandError && error.exitCode !== EXIT.usage) return true;
    throw error;
  }
}

/**
 * Whether a root that is not in its place is here now. An inode alone proves nothing: it is the same
 * for the top of every disk.
 */
function isMovedTo(root: Root, found: Resolved, directories: Directories): boolean {
  if (isNew(root) || root.inode === null || root.inode !== found.inode) return false;
  if (findNames(directories, root, found.path).found === 0) return false;
  const there = lookAt(directories, root.path);
  return there?.path !== root.path || findNames(directories, root, root.path).found === 0;
}

/** Nothing is there: only what the catalogue knows can be looked for, and found to be gone. */
function placeAbsent(
  folder: string,
  ports: PlaceFoldersPorts,
): { readonly root: Root; readonly path: RelativePath } {
  const verdict = placeFolder(realPath(ports.directories, folder), ports.roots);
  if (verdict.kind === "within") {
    if (verdict.path === "" || ports.knows(verdict.root, verdict.path)) return verdict;
  }
  // The runtime hands over what is not UTF-8 as this character, so nobody can say what was typed.
  const cure = folder.includes("\uFFFD")
    ? "a name that is not UTF-8 cannot be looked up, rename it"
    : "check the spelling";
  throw new CommandError(
    `Not found: '${folder}' is neither on disk nor in the catalogue: ${cure}`,
    EXIT.failed,
  );
}

/**
 * Watching is for whole roots: a part that is named beside its root would be forgotten, with whatever
 * is set for it.
 *
 * @throws {CommandError} when parts were named: of all of them
 */
export function assertRoots(placed: readonly PlacedRoot[]): void {
  const complaints = placed.flatMap(({ path, named }) =>
    named.filter((part) => part !== "").map((part) =>
      `Cannot watch '${path}/${part}' as it lies in the root '${path}': name the root alone`
    )
  );
  if (complaints.length > 0) throw new CommandError(complaints.join("\n"), EXIT.usage);
}
