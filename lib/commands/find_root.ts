import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { type KnownRoot, placeFolder } from "../core/folder.ts";
import { type Directories, realPath } from "./directories.ts";

/**
 * The root a person named, as typed or through links.
 *
 * @param path absolute
 * @param verb what was to be done with it, for the complaint
 * @throws {CommandError} when it is none
 */
export function findRoot<Root extends KnownRoot>(
  { directories, roots }: { directories: Directories; roots: readonly Root[] },
  path: string,
  verb: string,
): Root {
  const typed = roots.find((root) => root.path === path);
  if (typed !== undefined) return typed;
  const real = realPath(directories, path);
  const verdict = placeFolder(real, roots);
  if (verdict.kind === "within" && verdict.path === "") return verdict.root;
  const hint = verdict.kind === "within"
    ? `it lies in the root '${verdict.root.path}'`
    : "the command 'roots' lists them";
  throw new CommandError(`Cannot ${verb} '${path}' as it is no root: ${hint}`, EXIT.failed);
}
