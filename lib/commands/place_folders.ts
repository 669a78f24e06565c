import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { type KnownRoot, placeFolder } from "../core/folder.ts";
import type { RelativePath } from "../core/entry.ts";
import { isWholeRoot, reduceScope } from "../core/scope.ts";

/** What is at a path. */
export interface Resolved {
  /** Real: no symbolic link in it. */
  readonly path: string;
  readonly isDirectory: boolean;
  readonly inode: number | null;
}

/** What placing folders asks of the world. */
export interface PlaceFoldersPorts {
  readonly roots: readonly (KnownRoot & { readonly inode: number | null })[];
  /** Real path with what is there, or `null` when nothing is. */
  resolve(path: string): Resolved | null;
  /** Whether the catalogue has anything at or below a path of a root. */
  knows(root: KnownRoot, path: RelativePath): boolean;
}

/** A root to work on, known or new, and which part of it. */
export interface PlacedRoot {
  /** `null` for a root the catalogue does not know yet. */
  readonly rootId: number | null;
  readonly path: string;
  readonly scope: readonly RelativePath[];
}

/**
 * Turns the folders a person named, absolute but as typed, into roots and scopes.
 *
 * @throws {CommandError} when a folder is neither on disk nor in the catalogue, or overlaps a root
 */
export function placeFolders(
  folders: readonly string[],
  ports: PlaceFoldersPorts,
): readonly PlacedRoot[] {
  const placed = new Map<string, { rootId: number | null; paths: RelativePath[] }>();
  const roots: KnownRoot[] = [...ports.roots];
  for (const folder of folders) {
    const { root, path } = place(folder, roots, ports);
    const one = placed.get(root.path) ?? { rootId: root.id < 0 ? null : root.id, paths: [] };
    one.paths.push(path);
    placed.set(root.path, one);
    if (!roots.includes(root)) roots.push(root);
  }
  return [...placed].map(([path, { rootId, paths }]) => ({
    rootId,
    path,
    scope: reduceScope(paths),
  }));
}

/** A new root gets an id below zero until the catalogue gives it one. */
const NEW_ROOT_ID = -1;

function place(
  folder: string,
  roots: readonly KnownRoot[],
  ports: PlaceFoldersPorts,
): { root: KnownRoot; path: RelativePath } {
  const typed = placeFolder(folder, roots);
  // A known root with a link in its place is that root, gone: not a new one where the link leads.
  if (typed.kind === "within" && isReplaced(typed.root, ports)) return typed;
  const found = ports.resolve(folder);
  if (found === null) return placeAbsent(folder, roots, ports);
  const verdict = placeFolder(found.path, roots);
  if (verdict.kind === "within") return verdict;
  const moved = ports.roots.find((root) => root.inode === found.inode && isReplaced(root, ports));
  if (moved !== undefined) {
    throw new CommandError(
      `Cannot make '${found.path}' a root as it is the root '${moved.path}' in another place: ` +
        `keep its records with roots move '${moved.path}' '${found.path}'`,
      EXIT.usage,
    );
  }
  if (verdict.kind === "contains") {
    const inside = verdict.roots.map((root) => `'${root.path}'`).join(", ");
    throw new CommandError(
      `Cannot make '${found.path}' a root as it holds the root ${inside}, and each photo has one record: ` +
        "name the root itself, or start over with another catalogue (--db FILE)",
      EXIT.usage,
    );
  }
  if (!found.isDirectory) {
    throw new CommandError(
      `Cannot make '${found.path}' a root as it is not a directory: name the folder that holds it`,
      EXIT.usage,
    );
  }
  return { root: { id: NEW_ROOT_ID, path: found.path }, path: "" };
}

/** Whether something else than the root, or nothing, is at its path; a root not added yet is new. */
function isReplaced(root: KnownRoot, ports: PlaceFoldersPorts): boolean {
  return root.id !== NEW_ROOT_ID && ports.resolve(root.path)?.path !== root.path;
}

/** Nothing is there: only what the catalogue knows can be looked for, and found to be gone. */
function placeAbsent(
  folder: string,
  roots: readonly KnownRoot[],
  ports: PlaceFoldersPorts,
): { root: KnownRoot; path: RelativePath } {
  const verdict = placeFolder(resolveParent(folder, ports), roots);
  if (verdict.kind === "within") {
    if (verdict.path === "" || ports.knows(verdict.root, verdict.path)) return verdict;
  }
  throw new CommandError(
    `Not found: '${folder}' is neither on disk nor in the catalogue: check the spelling`,
    EXIT.failed,
  );
}

/** The real path of something that is not there: that of the nearest parent that is, and the rest. */
function resolveParent(path: string, ports: PlaceFoldersPorts): string {
  const clean = path.replace(/\/+$/, "");
  const slash = clean.lastIndexOf("/");
  if (slash <= 0) return clean;
  const parent = clean.slice(0, slash);
  const real = ports.resolve(parent)?.path ?? resolveParent(parent, ports);
  return `${real === "/" ? "" : real}/${clean.slice(slash + 1)}`;
}

/**
 * Watching is for whole roots.
 *
 * @throws {CommandError} when only a part of one was named
 */
export function assertRoots(placed: readonly PlacedRoot[]): void {
  for (const { path, scope } of placed) {
    if (isWholeRoot(scope)) continue;
    throw new CommandError(
      `Cannot watch '${path}/${scope[0]}' as it lies in the root '${path}': name the root`,
      EXIT.usage,
    );
  }
}
