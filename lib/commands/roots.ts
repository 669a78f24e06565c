import type { Resolved } from "./place_folders.ts";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { type KnownRoot, placeFolder } from "../core/folder.ts";

/** One root as the list shows it. */
export interface ListedRoot {
  readonly id: number;
  readonly path: string;
  readonly photos: number;
  readonly missing: number;
  readonly problems: number;
}

/** How roots are told. */
export interface RootsOptions {
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/** Lists the known roots. */
export function listRoots(roots: readonly ListedRoot[], options: RootsOptions): void {
  if (options.json) return options.print(JSON.stringify({ roots }, null, 2));
  for (const { path, photos, missing, problems } of roots) {
    options.print(`${path}\n  ${photos} photos, ${missing} missing, ${problems} problems`);
  }
  if (roots.length === 0) options.print("No roots yet: sync --folder DIR makes one");
}

/** What telling the catalogue about a root asks of it and of the disk. */
export interface RootPorts {
  roots(): readonly KnownRoot[];
  resolve(path: string): Resolved | null;
}

/**
 * Notes that what is at a root's place now is that root, although it looks emptied or replaced.
 *
 * @throws {CommandError} when `path` is no root, or nothing is there
 */
export function acceptRoot(
  ports: RootPorts & { accept(rootId: number, inode: number): void },
  path: string,
  print: (text: string) => void,
): void {
  const root = knownRoot(ports, path, "accept");
  const found = ports.resolve(path);
  if (found?.isDirectory !== true || found.inode === null) {
    throw new CommandError(
      `Cannot accept '${path}' as no directory is there: bring it back, then accept it`,
      EXIT.offline,
    );
  }
  ports.accept(root.id, found.inode);
  print(`${path} is accepted as it is now: the next sync compares with what it finds there`);
}

/**
 * Notes that a root was moved: its records go with it, ids and all.
 *
 * @throws {CommandError} when `from` is no root or still there, or `to` cannot become one
 */
export function moveRoot(
  ports: RootPorts & { relocate(rootId: number, path: string): void },
  from: string,
  to: string,
  print: (text: string) => void,
): void {
  const root = knownRoot(ports, from, "move");
  if (ports.resolve(from)?.path === from) {
    throw new CommandError(`Cannot move the root '${from}' as it is still there`, EXIT.usage);
  }
  const found = ports.resolve(to);
  if (found?.isDirectory !== true) {
    throw new CommandError(`Cannot move '${from}' to '${to}' as no directory is there`, EXIT.usage);
  }
  const others = ports.roots().filter(({ id }) => id !== root.id);
  if (placeFolder(found.path, others).kind !== "new") {
    throw new CommandError(
      `Cannot move '${from}' to '${found.path}' as that overlaps another root: the command 'roots' lists them`,
      EXIT.usage,
    );
  }
  ports.relocate(root.id, found.path);
  print(`${from} is ${found.path} now: the next sync compares with what it finds there`);
}

function knownRoot(ports: RootPorts, path: string, verb: string): KnownRoot {
  const root = ports.roots().find((one) => one.path === path);
  if (root !== undefined) return root;
  throw new CommandError(
    `Cannot ${verb} '${path}' as it is no root: the command 'roots' lists them`,
    EXIT.usage,
  );
}
