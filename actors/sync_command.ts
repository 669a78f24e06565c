import { bringUpToDate } from "../lib/catalogue/open_exclusively.ts";
import { assertRoots, type PlacedRoot } from "../lib/commands/place_folders.ts";
import { reportSync } from "../lib/commands/sync.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { configureLogging, type LogLevel } from "../lib/logging/configure_logging.ts";
import { ProgressDisplay } from "../lib/terminal/progress_display.ts";
import { settingsOf } from "../lib/terminal/settings_of.ts";
import { stopOnSignals } from "../lib/terminal/stop_on_signals.ts";
import { adoptRoots } from "./adopt_roots.ts";
import { type Invocation, place } from "./invocation.ts";
import { withServices } from "./open_services.ts";
import { runRoots } from "./run_roots.ts";
import { serveCommands } from "./serve_commands.ts";

/** What the commands that run roots are given beside the command line. */
export interface SyncCommandOptions {
  /** The program's main module, which also plays the workers. */
  readonly programUrl: string;
  /** Where a daemon listens for other commands; `null` when there is no place for it. */
  readonly socket: string | null;
}

/** `sync`: runs roots under the supervisor until each has been made equal once. */
export async function sync(
  invocation: Invocation,
  { programUrl }: SyncCommandOptions,
): Promise<number> {
  const { command, options, json, databasePath, print, tell } = invocation;
  const settings = settingsOf(options, Math.random());
  await bringUpToDate(databasePath, { command: "a repair", tell });
  const folders = foldersOf(place(invocation, options["folder"]));
  const display = new ProgressDisplay();
  await log(invocation, display);
  using stop = stopOnSignals();
  const owner = { databasePath, programUrl, command, socket: null };
  return await withServices(owner, async (services) => {
    const reports = await runRoots(services, {
      // Placed again: it may be another catalogue than it was, with other ids.
      roots: adoptRoots(services, place(invocation, folders), { mode: "once", settings }),
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

/** `watch`: runs roots under the supervisor until a signal comes, and serves other commands meanwhile. */
export async function watch(
  invocation: Invocation,
  { programUrl, socket }: SyncCommandOptions,
): Promise<number> {
  const { command, options, databasePath, tell } = invocation;
  const settings = settingsOf(options, Math.random());
  // With its socket: who comes meanwhile waits for it.
  await bringUpToDate(databasePath, { command, socket, tell });
  const placed = place(invocation, options["root"]);
  assertRoots(placed);
  const display = new ProgressDisplay();
  await log(invocation, display);
  using stop = stopOnSignals();
  await withServices({ databasePath, programUrl, command, socket }, async (services) => {
    const again = place(invocation, foldersOf(placed));
    await runRoots(services, {
      roots: adoptRoots(services, again, { mode: "watch", settings }),
      rootsAtOnce: 1,
      isLasting: true,
      onStarted: (supervisor) => serveCommands(services, supervisor, socket),
      signal: stop.signal,
      onProgress: (progress) => display.show(progress, true),
    });
  });
  return EXIT.done;
}

function foldersOf(placed: readonly PlacedRoot[]): readonly string[] {
  return placed.flatMap(({ path, scope }) =>
    scope.map((below) => below === "" ? path : `${path}/${below}`)
  );
}

async function log(
  { options, absolute }: Invocation,
  display: ProgressDisplay,
): Promise<void> {
  const file = options["log-file"];
  const level = options["verbose"] === true ? "debug" : options["log-level"] ?? "info";
  await configureLogging({
    level: level as LogLevel,
    json: options["log-json"] === true,
    beforeLine: () => display.clear(),
    ...(typeof file === "string" ? { file: absolute(file) } : {}),
  });
}
