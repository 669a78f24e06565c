import { counted, numberText } from "../core/counted.ts";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import type { KnownRoot } from "../core/folder.ts";
import type { Directories } from "./directories.ts";
import { findRoot } from "./find_root.ts";

/** Records of a root that would be forgotten with it. */
export interface RootRecords {
  /** Photos that are there. */
  readonly present: number;
  /** Photos that are hidden, tombstones among them. */
  readonly missing: number;
  /** Photos that are absent for good. */
  readonly tombstones: number;
}

/** What forgetting a root asks of the catalogue. */
export interface RemoveRootPorts {
  readonly roots: readonly KnownRoot[];
  readonly directories: Directories;
  records(rootId: number): RootRecords;
  remove(rootId: number): void;
}

/**
 * Forgets a root with all its records and its history. No file is touched.
 *
 * @throws {CommandError} when `path` is no root, or records would be lost and nobody said `isSure`
 */
export function removeRoot(
  ports: RemoveRootPorts,
  path: string,
  { isSure, print }: { readonly isSure: boolean; readonly print: (text: string) => void },
): void {
  const root = findRoot(ports, path, "remove");
  const records = ports.records(root.id);
  const told = describe(records);
  if (records.present + records.missing > 0 && !isSure) {
    throw new CommandError(
      `Cannot remove the root '${root.path}' without --yes as that forgets ${told}: ` +
        "their ids and the dates they were added are kept nowhere else, so make a copy with " +
        "backup FILE first; your files are not touched",
      EXIT.usage,
    );
  }
  ports.remove(root.id);
  print(`${root.path} is forgotten, with ${told}; its files are as they were`);
}

function describe({ present, missing, tombstones }: RootRecords): string {
  return `${counted(present, "photo")} and ${counted(missing, "missing record")}, ` +
    `${numberText(tombstones)} of these tombstones`;
}
