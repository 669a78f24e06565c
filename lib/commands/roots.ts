import { counted, numberText } from "../core/counted.ts";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import type { RelativePath } from "../core/entry.ts";
import { type KnownRoot, placeFolder } from "../core/folder.ts";
import { type Directories, realPath } from "./directories.ts";
import { findRoot } from "./find_root.ts";
import { outOfSightText } from "./out_of_sight_text.ts";
import { pausedText } from "./pause_root.ts";
import { shownTime } from "./shown_time.ts";

/** One root as the list shows it. */
export interface ListedRoot {
  readonly id: number;
  readonly path: string;
  /** Name of the file system, `null` before the first scan or where the system does not tell. */
  readonly fileSystem: string | null;
  /** UTC, ISO 8601; `null` while it is there. */
  readonly offlineSince: string | null;
  readonly offlineReason: string | null;
  /** UTC, ISO 8601; `null` unless a person paused it. */
  readonly pausedSince: string | null;
  readonly photos: number;
  /** Hidden records, tombstones among them. */
  readonly missing: number;
  readonly tombstones: number;
  /** Records whose hiding waits for a person. */
  readonly held: number;
  readonly problems: number;
  /** Photos that are shown and cannot be looked at, as their folder or disk cannot be read. */
  readonly outOfSight: number;
}

/** How roots are told. */
export interface RootsOptions {
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/** Lists the known roots. */
export function listRoots(roots: readonly ListedRoot[], options: RootsOptions): void {
  if (options.json) return options.print(JSON.stringify({ roots }, null, 2));
  for (const root of roots) options.print(describe(root));
  if (roots.length === 0) options.print("No roots yet: sync --folder DIR makes one");
}

function describe(root: ListedRoot): string {
  const tombstones = root.tombstones === 0 ? "" : ` (${numberText(root.tombstones)} for good)`;
  const lines = [
    root.fileSystem === null ? root.path : `${root.path} (${root.fileSystem})`,
    `  ${counted(root.photos, "photo")}, ${numberText(root.missing)} missing${tombstones}, ` +
    counted(root.problems, "problem"),
  ];
  if (root.held > 0) {
    lines.push(`  Hiding of ${counted(root.held, "file")} is held: see the command 'held'`);
  }
  const hidden = outOfSightText(root);
  if (hidden !== null) lines.push(`  ${hidden}`);
  if (root.offlineSince !== null) {
    lines.push(`  Offline since ${shownTime(root.offlineSince)}: ${root.offlineReason}`);
  }
  if (root.pausedSince !== null) lines.push(`  ${pausedText(root.path, root.pausedSince)}`);
  return lines.join("\n");
}

/** What accepting a root asks of the catalogue and of the disk. */
export interface AcceptRootPorts {
  readonly roots: readonly KnownRoot[];
  readonly directories: Directories;
  accept(rootId: number, inode: number): void;
  /** Notes that no other disk is awaited at a path below a root; `false` when none was. */
  acceptMount(rootId: number, path: RelativePath): boolean;
}

/**
 * Notes that what is at a root's place now is that root, although it looks emptied or replaced; or that
 * a folder of a root is what it is now, although another disk was mounted there.
 *
 * @throws {CommandError} when `path` is no root, or nothing is there
 */
export function acceptRoot(
  ports: AcceptRootPorts,
  path: string,
  print: (text: string) => void,
): void {
  const below = placeFolder(realPath(ports.directories, path), ports.roots);
  if (below.kind === "within" && ports.acceptMount(below.root.id, below.path)) {
    return print(
      `${path} is accepted as it is now: the next sync compares with what it finds there`,
    );
  }
  const root = findRoot(ports, path, "accept");
  const found = ports.directories.resolve(root.path);
  if (found?.isDirectory !== true || found.inode === null || found.path !== root.path) {
    throw new CommandError(
      `Cannot accept '${root.path}' as no directory is there: bring it back, ` +
        `or tell where it is now with roots move '${root.path}' DIR`,
      EXIT.offline,
    );
  }
  ports.accept(root.id, found.inode);
  print(`${root.path} is accepted as it is now: the next sync compares with what it finds there`);
}
