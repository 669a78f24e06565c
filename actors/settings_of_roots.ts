import { getLogger } from "@logtape/logtape";
import { CommandError } from "../lib/core/command_error.ts";
import { hashOfText } from "../lib/core/hash_of_text.ts";
import type { RootSettings } from "../lib/core/root_settings.ts";
import { strayFolders } from "../lib/core/unwatched.ts";
import { resolvePath } from "../lib/file_system/resolve_path.ts";
import type { Options } from "../lib/terminal/read_option.ts";
import { settingsOf } from "../lib/terminal/settings_of.ts";
import type { Invocation } from "./invocation.ts";

/** What governs a root, by its absolute path. */
export type SettingsOfRoot = (path: string) => RootSettings;

type Line = Pick<Invocation, "options" | "rootOptions" | "absolute">;

/**
 * What governs each root by the command line.
 *
 * @param rootPaths of roots there are: a setting for one of those is not looked for on the disk, as a
 *   dead one may never answer
 */
export function settingsOfRoots(line: Line, rootPaths: readonly string[] = []): SettingsOfRoot {
  const optionsOf = optionsOfRoots(line, rootPaths);
  return (path) => settingsOf(optionsOf(path), jitterOf(path));
}

/** The options of each root: what is said of it alone beats what is said of all. */
export function optionsOfRoots(
  { options, rootOptions, absolute }: Line,
  rootPaths: readonly string[] = [],
): (path: string) => Options {
  const known = new Set(rootPaths);
  const own = new Map(rootOptions.map((root) => {
    const typed = absolute(root.path);
    return [known.has(typed) ? typed : realPath(typed), root.options];
  }));
  return (path) => own.get(path) ?? options;
}

/** Says which folders are not to be watched and lie in no root: a slip that would go unseen. */
export function tellStray(settings: SettingsOfRoot, rootPaths: readonly string[]): void {
  const named = new Set(rootPaths.flatMap((path) => settings(path).unwatched));
  for (const folder of strayFolders([...named], rootPaths)) {
    getLogger(["proofsheet", "settings"]).warn(
      "Setting no-watch: '{folder}' lies in no folder that is watched, so it changes nothing",
      { folder },
    );
  }
}

/** As it was typed where nothing is there, or nobody lets us look: no reason to do without the others. */
function realPath(path: string): string {
  try {
    return resolvePath(path)?.path ?? path;
  } catch (error) {
    if (error instanceof CommandError) return path;
    throw error;
  }
}

/** Different for each root, so that they do not all wake up together, and the same every time. */
function jitterOf(path: string): number {
  return hashOfText(path) / 0xffff_ffff;
}
