import type { KnownRoot } from "../core/folder.ts";
import type { Directories } from "./directories.ts";
import { findRoot } from "./find_root.ts";
import { shownTime } from "./shown_time.ts";

/** What pausing and resuming a root ask of the catalogue. */
export interface PauseRootPorts {
  readonly roots: readonly (KnownRoot & { readonly isPaused: boolean })[];
  readonly directories: Directories;
  pause(rootId: number): void;
  resume(rootId: number): void;
}

/**
 * Lets a root rest until it is resumed, over restarts too: nobody watches or scans it, and nothing is
 * concluded about its photos.
 *
 * @throws {CommandError} when `path` is no root
 */
export function pauseRoot(
  ports: PauseRootPorts,
  path: string,
  print: (text: string) => void,
): void {
  const root = findRoot(ports, path, "pause");
  if (root.isPaused) return print(`${root.path} is paused already`);
  ports.pause(root.id);
  print(`${root.path} is paused: its records stay as they are until roots resume '${root.path}'`);
}

/**
 * Ends the rest of a root.
 *
 * @throws {CommandError} when `path` is no root
 */
export function resumeRoot(
  ports: PauseRootPorts,
  path: string,
  print: (text: string) => void,
): void {
  const root = findRoot(ports, path, "resume");
  if (!root.isPaused) return print(`${root.path} is not paused`);
  ports.resume(root.id);
  print(`${root.path} is resumed: the next sync, or a watch at once, looks at all of it`);
}

/** Tells that a root rests, and how that ends. */
export function pausedText(path: string, since: string): string {
  return `Paused since ${shownTime(since)}: resume it with roots resume '${path}'`;
}
