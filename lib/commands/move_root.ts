import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { isBelow, type KnownRoot, placeFolder } from "../core/folder.ts";
import {
  type Directories,
  findAlias,
  findNames,
  isSameDirectory,
  lookAt,
  type Resolved,
} from "./directories.ts";
import { findRoot } from "./find_root.ts";

/** What moving a root asks of the catalogue and of the disk. */
export interface MoveRootPorts {
  readonly roots: readonly KnownRoot[];
  readonly directories: Directories;
  /**
   * Gives a root another path.
   *
   * @param acceptedInode of a directory a person insists on, or `null`
   */
  relocate(rootId: number, path: string, acceptedInode: number | null): void;
}

/** How a root is moved. */
export interface MoveRootOptions {
  /** A person insists, although the new place does not look like the root, or the old one does. */
  readonly isSure: boolean;
  readonly print: (text: string) => void;
}

/**
 * Notes that a root is elsewhere now: its records go with it, ids and all. No file is touched.
 *
 * @throws {CommandError} when `from` is no root or still there, or `to` cannot be it
 */
export function moveRoot(
  ports: MoveRootPorts,
  { from, to }: { readonly from: string; readonly to: string },
  { isSure, print }: MoveRootOptions,
): void {
  const root = findRoot(ports, from, "move");
  const found = ports.directories.resolve(to);
  const refuse = refusal(root, found?.path ?? to);
  if (found?.isDirectory !== true) throw refuse("no directory is there: name the one that is");
  if (found.path === root.path) throw refuse("it is there already: the next sync looks at it");
  assertApart(ports, root, found, refuse);
  const there = lookAt(ports.directories, root.path);
  const isSame = there !== null && isSameDirectory(there, found);
  if (!isSame) {
    assertGone(ports, root, found, { isSure, refuse });
    assertResembles(ports, root, found, { isSure, refuse });
  }
  ports.relocate(root.id, found.path, isSure ? found.inode : null);
  print(`${root.path} is ${found.path} now: the next sync compares with what it finds there`);
}

type Refuse = (why: string) => CommandError;

function refusal(root: KnownRoot, to: string): Refuse {
  return (why) =>
    new CommandError(`Cannot move the root '${root.path}' to '${to}' as ${why}`, EXIT.usage);
}

/** The new place must not be, hold, or lie in another root, under whatever path. */
function assertApart(
  { roots, directories }: MoveRootPorts,
  root: KnownRoot,
  found: Resolved,
  refuse: Refuse,
): void {
  const others = roots.filter(({ id }) => id !== root.id);
  const verdict = placeFolder(found.path, others);
  const other = verdict.kind === "within"
    ? verdict.root
    : verdict.kind === "contains"
    ? verdict.roots[0]
    : findAlias(directories, found, others)?.root;
  if (other === undefined) return;
  throw refuse(
    `that overlaps the root '${other.path}', and each photo has one record: ` +
      `choose a folder apart from it, or forget that root with roots remove '${other.path}'`,
  );
}

/** A root whose known photos are still in its place was copied, not moved. */
function assertGone(
  { directories }: MoveRootPorts,
  root: KnownRoot,
  found: Resolved,
  { isSure, refuse }: { readonly isSure: boolean; readonly refuse: Refuse },
): void {
  if (lookAt(directories, root.path)?.path !== root.path) return;
  if (findNames(directories, root, root.path).found === 0) return;
  if (isBelow(root.path, found.path)) {
    throw refuse(
      `the root is still there, and lies in it: roots widen '${root.path}' '${found.path}'`,
    );
  }
  if (isBelow(found.path, root.path)) {
    throw refuse("the root is still there, and holds it: move the photos first");
  }
  if (isSure) return;
  throw refuse(
    "the root is still there: when the copy is the one to go on with, say so with --yes",
  );
}

function assertResembles(
  { directories }: MoveRootPorts,
  root: KnownRoot,
  found: Resolved,
  { isSure, refuse }: { readonly isSure: boolean; readonly refuse: Refuse },
): void {
  const seen = findNames(directories, root, found.path);
  if (isSure || seen.names.length === 0 || seen.found > 0) return;
  const named = seen.names.slice(0, 3).map((name) => `'${name}'`).join(", ");
  throw refuse(
    `nothing known of it is there (${named}): name the folder that holds them, ` +
      "or insist with --yes, and what is not there will be missing",
  );
}
