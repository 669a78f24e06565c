import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";

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
  if (roots.length === 0) options.print("No roots yet: proofsheet sync --folder DIR");
}

/** What accepting a root asks of the catalogue. */
export interface AcceptRootPorts {
  roots(): readonly { readonly id: number; readonly path: string }[];
  accept(rootId: number): void;
}

/**
 * Notes that what is at a root's place now is that root, although it looks emptied or replaced.
 *
 * @throws {CommandError} when `path` is no root
 */
export function acceptRoot(
  ports: AcceptRootPorts,
  path: string,
  print: (text: string) => void,
): void {
  const root = ports.roots().find((one) => one.path === path);
  if (root === undefined) {
    throw new CommandError(
      `Cannot accept '${path}' as it is no root: proofsheet roots lists them`,
      EXIT.usage,
    );
  }
  ports.accept(root.id);
  print(`${path} is accepted as it is now: the next sync believes what it finds there`);
}
