import { RootStore } from "../lib/catalogue/root_store.ts";
import type { PlacedRoot } from "../lib/commands/place_folders.ts";
import { WHOLE_ROOT } from "../lib/core/scope.ts";
import type { RootInput } from "../machines/root_protocol.ts";
import type { Services } from "./services.ts";
import type { SettingsOfRoot } from "./settings_of_roots.ts";

/** Makes roots of folders the catalogue does not know yet, and gives what their actors start with. */
export function adoptRoots(
  services: Services,
  placed: readonly Omit<PlacedRoot, "named">[],
  { mode, settings }: { readonly mode: RootInput["mode"]; readonly settings: SettingsOfRoot },
): RootInput[] {
  const roots = new RootStore(services.database);
  const paused = new Set(roots.all().filter(({ isPaused }) => isPaused).map(({ id }) => id));
  return placed.map(({ rootId, path, scope }) => ({
    rootId: rootId ?? roots.add(path, services.world.now()),
    path,
    mode,
    isPaused: rootId !== null && paused.has(rootId),
    // Nobody knows what happened while nothing watched.
    scope: mode === "watch" ? WHOLE_ROOT : scope,
    settings: settings(path),
  }));
}
