import { backUpCatalogue } from "./actors/back_up_catalogue.ts";
import { held, listProblems, tellStatus } from "./actors/catalogue_commands.ts";
import { ignore } from "./actors/ignore_rules.ts";
import { showPath } from "./actors/show_path.ts";
import { type Invocation, place } from "./actors/invocation.ts";
import { listChanges } from "./actors/list_changes.ts";
import { roots } from "./actors/root_commands.ts";
import { bringUpToDate } from "./lib/catalogue/open_exclusively.ts";
import { assertRoots } from "./lib/commands/place_folders.ts";
import { reportSync } from "./lib/commands/sync.ts";
import { EXIT } from "./lib/core/exit_code.ts";
import { type CommandLine, parseCommandLine } from "./lib/terminal/command_line.ts";
import { complain } from "./lib/terminal/complain.ts";
import { commandHelp, programHelp } from "./lib/terminal/help_text.ts";
import { absolutePath, defaultCatalogue, userDirectory } from "./lib/terminal/places.ts";
import { ProgressDisplay } from "./lib/terminal/progress_display.ts";
import { writeOutput } from "./lib/terminal/standard_output.ts";
import { settingsOf } from "./lib/terminal/settings_of.ts";
import { stopOnSignals } from "./lib/terminal/stop_on_signals.ts";
import type { LogLevel } from "./lib/logging/configure_logging.ts";
import { UsageError } from "./lib/terminal/usage_error.ts";

const VERSION = "0.1.0";
/** Replaced by the commit when the program is bundled. */
const COMMIT = "from source";
const environment = (name: string) => Deno.env.get(name);
const print = writeOutput;
const tell = (message: string) => console.error(message);
/** The path on the command line as an absolute one. Asked late: children may not read the environment. */
const absolute = (path: string) => absolutePath(path, userDirectory(import.meta.dirname));
const readFile = (path: string) => Deno.readTextFileSync(absolute(path));

/**
 * The one module of the program in every form: run from source, bundled, compiled. It is started
 * again as a worker or a child process, told apart by the worker's name or the first argument. What
 * is heavy (statecharts, logs, parsers) is imported by the role that uses it.
 */
async function main(): Promise<void> {
  const scope = globalThis as unknown as { WorkerGlobalScope?: unknown; name?: string };
  if (scope.WorkerGlobalScope !== undefined) {
    return await (await import("./actors/play_worker.ts")).playWorker(scope.name);
  }
  if (Deno.args[0] === "extract-child") {
    const { runExtractChild } = await import("./lib/metadata/extract_child.ts");
    return await runExtractChild();
  }
  Deno.exit(await runProgram(Deno.args));
}

async function runProgram(args: readonly string[]): Promise<number> {
  const [first] = args;
  try {
    if (first === undefined) throw new UsageError(["Missing command", "", programHelp()]);
    if (first === "--version" || first === "-V") print(`proofsheet ${VERSION} (${COMMIT})`);
    else if (["--help", "-h", "help"].includes(first)) print(programHelp());
    else if (args.includes("--help") || args.includes("-h")) print(commandHelp(first));
    else return await run(invocationOf(parseCommandLine(args, { environment, readFile })));
    return EXIT.done;
  } catch (error) {
    return complain(error);
  }
}

function invocationOf(line: CommandLine): Invocation {
  const { db, json } = line.options;
  const databasePath = typeof db === "string" ? absolute(db) : defaultCatalogue(environment);
  return { ...line, databasePath, json: json === true, absolute, print, tell };
}

function run(invocation: Invocation): number | Promise<number> {
  const { command, options } = invocation;
  if (command === "sync" && options["dry-run"] === true) return compare(invocation);
  const commands: Record<string, (invocation: Invocation) => number | Promise<number>> = {
    sync,
    watch: sync,
    audit: compare,
    status: tellStatus,
    show: showPath,
    problems: listProblems,
    roots,
    held,
    ignore,
    backup: backUpCatalogue,
    changes: listChanges,
  };
  return commands[command]?.(invocation) ?? EXIT.usage;
}

/** Runs roots under the supervisor: once for `sync`, until a signal for `watch`. */
async function sync(invocation: Invocation): Promise<number> {
  const { command, options, json, databasePath } = invocation;
  const mode = command === "watch" ? "watch" : "once";
  const settings = settingsOf(options, Math.random());
  await bringUpToDate(databasePath, tell);
  const placed = place(invocation, options[mode === "watch" ? "root" : "folder"]);
  if (mode === "watch") assertRoots(placed);
  const display = new ProgressDisplay();
  await log(invocation, display);
  const { adoptRoots } = await import("./actors/adopt_roots.ts");
  const { runRoots } = await import("./actors/run_roots.ts");
  using stop = stopOnSignals();
  const folders = placed.flatMap(({ path, scope }) =>
    scope.map((below) => below === "" ? path : `${path}/${below}`)
  );
  return await withServices(invocation, async (services) => {
    // Placed again: it may be another catalogue than it was, with other ids.
    const roots = adoptRoots(services, place(invocation, folders), { mode, settings });
    const reports = await runRoots(services, {
      roots,
      rootsAtOnce: 1,
      isLasting: mode === "watch",
      signal: stop.signal,
      onProgress: (progress) => display.show(progress, mode === "watch"),
    });
    if (mode === "watch" || services.guard.signal.aborted) return EXIT.done;
    const exitCode = reportSync(reports, { json, print, strict: options["strict"] === true });
    return stop.exitCode() ?? exitCode;
  });
}

async function withServices<Result>(
  { databasePath, command }: Invocation,
  work: (services: import("./actors/services.ts").Services) => Promise<Result>,
): Promise<Result> {
  const open = await import("./actors/open_services.ts");
  return await open.withServices({ databasePath, programUrl: import.meta.url, command }, work);
}

async function log({ options }: Invocation, display: ProgressDisplay): Promise<void> {
  const { configureLogging } = await import("./lib/logging/configure_logging.ts");
  const file = options["log-file"];
  const level = options["verbose"] === true ? "debug" : options["log-level"] ?? "info";
  await configureLogging({
    level: level as LogLevel,
    json: options["log-json"] === true,
    beforeLine: () => display.clear(),
    ...(typeof file === "string" ? { file: absolute(file) } : {}),
  });
}

/** Compares catalogue and disk, for `audit` and `sync --dry-run`. */
async function compare(invocation: Invocation): Promise<number> {
  const command = await import("./actors/compare_command.ts");
  return await command.compare(invocation, import.meta.url);
}

main().catch((error) => {
  console.error(error);
  Deno.exit(EXIT.failed);
});
