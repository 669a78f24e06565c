import { bringUpToDate } from "../lib/catalogue/open_exclusively.ts";
import type { PlacedRoot } from "../lib/commands/place_folders.ts";
import { reportSync } from "../lib/commands/sync.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { ProgressDisplay } from "../lib/terminal/progress_display.ts";
import { stopOnSignals } from "../lib/terminal/stop_on_signals.ts";
import { adoptRoots } from "./adopt_roots.ts";
import { type Invocation, place } from "./invocation.ts";
import { logAsAsked } from "./log_as_asked.ts";
import { withServices } from "./open_services.ts";
import { runRoots } from "./run_roots.ts";
import { settingsOfRoots } from "./settings_of_roots.ts";

/** What the command is given beside the command line. */
export interface SyncCommandOptions {
  /** The program's main module, which also plays the workers. */
  readonly programUrl: string;
}

/** `sync`: runs roots under the supervisor until each has been made equal once. */
export async function sync(
  invocation: Invocation,
  { programUrl }: SyncCommandOptions,
): Promise<number> {
  const { command, options, json, databasePath, print, tell } = invocation;
  await bringUpToDate(databasePath, { command: "a repair", tell });
  const folders = foldersOf(place(invocation, options["folder"]));
  const display = new ProgressDisplay();
  await logAsAsked(invocation, () => display.clear());
  using stop = stopOnSignals();
  const owner = { databasePath, programUrl, command, socket: null, ownFiles: [], rootsAtOnce: 1 };
  return await withServices(owner, async (services) => {
    // Placed again: it may be another catalogue than it was, with other ids.
    const placed = place(invocation, folders);
    const settings = settingsOfRoots(invocation, placed.map(({ path }) => path));
    const reports = await runRoots(services, {
      roots: adoptRoots(services, placed, { mode: "once", settings }),
      rootsAtOnce: 1,
      isLasting: false,
      signal: stop.signal,
      onProgress: (progress) => display.show(progress),
    });
    if (services.guard.signal.aborted) return EXIT.done;
    const exitCode = reportSync(reports, { json, print, strict: options["strict"] === true });
    return stop.exitCode() ?? exitCode;
  });
}

function foldersOf(placed: readonly PlacedRoot[]): readonly string[] {
  return placed.flatMap(({ path, scope }) =>
    scope.map((below) => below === "" ? path : `${path}/${below}`)
  );
}
