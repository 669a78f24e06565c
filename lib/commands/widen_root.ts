import { CommandError } from "../core/command_error.ts";
import type { RelativePath } from "../core/entry.ts";
import { EXIT } from "../core/exit_code.ts";
import type { KnownRoot } from "../core/folder.ts";
import type { RootVerdict } from "../core/root_identity.ts";
import { planWidening, type WidenedPart } from "../core/widening.ts";
import { type Directories, findAlias, lookAt } from "./directories.ts";
import { findRoot } from "./find_root.ts";

/** What making a root wider asks of the catalogue and of the disk. */
export interface WidenRootPorts {
  readonly roots: readonly KnownRoot[];
  readonly directories: Directories;
  /** Whether a root is there and is the same. */
  judge(root: KnownRoot): Promise<RootVerdict>;
  /** Gives the records of all parts the wider root; the first part is the root that stays. */
  widen(path: string, parts: readonly WidenedPart[], mounts: readonly RelativePath[]): void;
}

/**
 * Makes a root as wide as a folder above it: its records, and those of all other roots below, belong
 * to the wider root then, ids and all. No file is touched.
 *
 * @throws {CommandError} when `from` is no root, `to` does not hold it, or a root is not there now
 */
export async function widenRoot(
  ports: WidenRootPorts,
  { from, to }: { readonly from: string; readonly to: string },
  print: (text: string) => void,
): Promise<void> {
  const { roots, directories } = ports;
  const root = findRoot(ports, from, "widen");
  const found = directories.resolve(to);
  const refuse = (why: string, code: number = EXIT.usage) =>
    new CommandError(
      `Cannot widen the root '${root.path}' to '${found?.path ?? to}' as ${why}`,
      code,
    );
  if (found?.isDirectory !== true) throw refuse("no directory is there: name one that holds it");
  const widening = planWidening(root, found.path, roots);
  if (widening.kind === "same") throw refuse("that is the root: name a folder above it");
  if (widening.kind === "apart") {
    throw refuse(
      "that does not hold it: name a folder above it, or tell with roots move where it is now",
    );
  }
  if (widening.kind === "overlap") {
    const { path } = widening.root;
    throw refuse(`that overlaps the root '${path}': widen '${path}', or roots remove '${path}'`);
  }
  const { parts } = widening;
  const others = roots.filter(({ id }) => !parts.some((part) => part.root.id === id));
  const alias = findAlias(directories, found, others);
  if (alias !== null) {
    throw refuse(`that overlaps the root '${alias.root.path}', which has another path for it`);
  }
  for (const part of parts) {
    // Within a wider root a folder that is away would look like one that was deleted.
    const verdict = await ports.judge(part.root);
    if (verdict.online) continue;
    throw refuse(
      `the root '${part.root.path}' is offline, ${verdict.reason}: bring it back first, ` +
        `or forget it with roots remove '${part.root.path}'`,
      EXIT.offline,
    );
  }
  ports.widen(found.path, parts, mountsOn(directories, found.path, parts));
  for (const part of parts) print(`${part.root.path} is a part of the root ${found.path} now`);
  print("All records are kept: the next sync takes in what else is there");
}

/** Where another file system begins between the wider root and its parts. */
function mountsOn(
  directories: Directories,
  path: string,
  parts: readonly WidenedPart[],
): readonly RelativePath[] {
  const mounts = new Set<RelativePath>();
  const base = path === "/" ? "" : path;
  for (const { prefix } of parts) {
    let device = lookAt(directories, path)?.device;
    const names = prefix.split("/");
    for (let depth = 1; depth <= names.length; depth++) {
      const below = names.slice(0, depth).join("/");
      const found = lookAt(directories, `${base}/${below}`)?.device;
      if (found !== undefined && found !== device) mounts.add(below);
      device = found;
    }
  }
  return [...mounts];
}
