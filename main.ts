import { askFirst, isForDaemon } from "./actors/ask_first.ts";
import { backUpCatalogue } from "./actors/back_up_catalogue.ts";
import { held, listProblems, tellStatus } from "./actors/catalogue_commands.ts";
import { ignore } from "./actors/ignore_rules.ts";
import { showPath } from "./actors/show_path.ts";
import type { Invocation } from "./actors/invocation.ts";
import { listChanges } from "./actors/list_changes.ts";
import { roots } from "./actors/root_commands.ts";
import { listDuplicates, searchPhotos } from "./actors/search_commands.ts";
import { CatalogueInUseError } from "./lib/core/catalogue_in_use_error.ts";
import { EXIT } from "./lib/core/exit_code.ts";
import { type CommandLine, parseCommandLine } from "./lib/terminal/command_line.ts";
import { complain } from "./lib/terminal/complain.ts";
import { commandHelp, programHelp } from "./lib/terminal/help_text.ts";
import { outputColumns } from "./lib/terminal/output_columns.ts";
import {
  absolutePath,
  defaultCatalogue,
  defaultConfig,
  expandHome,
  userDirectory,
} from "./lib/terminal/places.ts";
import { writeOutput } from "./lib/terminal/standard_output.ts";
import { socketPath } from "./lib/socket/socket_path.ts";
import { UsageError } from "./lib/terminal/usage_error.ts";

const VERSION = "0.1.0";
/** Replaced by the commit when the program is bundled. */
const COMMIT = "from source";
const environment = (name: string) => Deno.env.get(name);
const print = writeOutput;
const tell = (message: string) => console.error(message);
/** The path on the command line as an absolute one. Asked late: children may not read the environment. */
const absolute = (path: string) =>
  absolutePath(expandHome(path, environment("HOME")), userDirectory(import.meta.dirname));
const readFile = (path: string) => Deno.readTextFileSync(absolute(path));
const readCommandLine = (args: readonly string[]) =>
  parseCommandLine(args, { environment, readFile, defaultConfig: defaultConfig(environment) });

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
    const { runExtractChild, TAGS_FLAG } = await import("./lib/metadata/extract_child.ts");
    const { readPhoto } = await import("./lib/metadata/read_photo.ts");
    const withTags = Deno.args.includes(TAGS_FLAG);
    return await runExtractChild({
      read: ({ path, sidecar }) => readPhoto(path, { sidecar, withTags }),
    });
  }
  if (Deno.args[0] === "preview-child") {
    const { runExtractChild } = await import("./lib/metadata/extract_child.ts");
    const { readPreview } = await import("./lib/metadata/read_preview.ts");
    return await runExtractChild({ read: ({ path }) => readPreview(path) });
  }
  if (Deno.args[0] === "watch-child") {
    return await (await import("./actors/watch_child.ts")).runWatchChild();
  }
  if (Deno.args[0] === "slow-extract-child") {
    const { readSlowly } = await import("./actors/read_slowly.ts");
    return await readSlowly();
  }
  Deno.exit(await runProgram(Deno.args));
}

async function runProgram(args: readonly string[]): Promise<number> {
  const [first] = args;
  try {
    if (first === undefined) throw new UsageError(["Missing command", "", programHelp()]);
    if (first === "--version" || first === "-V") print(`proofsheet ${VERSION} (${COMMIT})`);
    else if (["--help", "-h", "help"].includes(first)) print(programHelp(outputColumns(Infinity)));
    else if (args.includes("--help") || args.includes("-h")) {
      print(commandHelp(first, outputColumns(Infinity)));
    } else return await run(invocationOf(readCommandLine(args), () => readCommandLine(args)));
    return EXIT.done;
  } catch (error) {
    return complain(error);
  }
}

function invocationOf(line: CommandLine, readAgain: () => CommandLine): Invocation {
  const { db, json } = line.options;
  const databasePath = typeof db === "string" ? absolute(db) : defaultCatalogue(environment);
  return { ...line, databasePath, json: json === true, absolute, print, tell, readAgain };
}

async function run(invocation: Invocation): Promise<number> {
  const { command, options } = invocation;
  if (command === "sync" && options["dry-run"] === true) return await compare(invocation);
  if (!isForDaemon(invocation)) return await carryOut(invocation);
  const ask = () => askFirst(invocation, absolute("."));
  const code = await ask();
  if (code !== null) return code;
  try {
    return await carryOut(invocation);
  } catch (error) {
    // A daemon can have started since nobody was there to ask.
    const late = error instanceof CatalogueInUseError ? await ask() : null;
    if (late === null) throw error;
    return late;
  }
}

async function carryOut(invocation: Invocation): Promise<number> {
  const { command } = invocation;
  const commands: Record<string, (invocation: Invocation) => number | Promise<number>> = {
    sync: syncRoots,
    watch: watchRoots,
    audit: compare,
    status: tellStatus,
    show: (invocation) => showPath(invocation, import.meta.url),
    search: searchPhotos,
    duplicates: listDuplicates,
    problems: listProblems,
    roots,
    held,
    ignore,
    backup: backUpCatalogue,
    changes: listChanges,
    doctor,
  };
  return await commands[command]?.(invocation) ?? EXIT.usage;
}

async function syncRoots(invocation: Invocation): Promise<number> {
  const { sync } = await import("./actors/sync_command.ts");
  return await sync(invocation, { programUrl: import.meta.url });
}

async function watchRoots(invocation: Invocation): Promise<number> {
  const { watch } = await import("./actors/watch_command.ts");
  const socket = socketPath(invocation.databasePath, environment);
  return await watch(invocation, { programUrl: import.meta.url, socket });
}

/** Compares catalogue and disk, for `audit` and `sync --dry-run`. */
async function compare(invocation: Invocation): Promise<number> {
  const command = await import("./actors/compare_command.ts");
  return await command.compare(invocation, import.meta.url);
}

/** Examines the storage, for `doctor`. */
async function doctor(invocation: Invocation): Promise<number> {
  const { examineStorage } = await import("./actors/examine_storage.ts");
  const version = `${VERSION} (${COMMIT})`;
  return await examineStorage(invocation, { programUrl: import.meta.url, version });
}

main().catch((error) => {
  console.error(error);
  Deno.exit(EXIT.failed);
});
