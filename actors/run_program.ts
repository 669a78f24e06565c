import { CatalogueInUseError } from "../lib/core/catalogue_in_use_error.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { type CommandLine, parseCommandLine } from "../lib/terminal/command_line.ts";
import { complain } from "../lib/terminal/complain.ts";
import { commandHelp, programHelp } from "../lib/terminal/help_text.ts";
import { outputColumns } from "../lib/terminal/output_columns.ts";
import {
  absolutePath,
  defaultCatalogue,
  defaultConfig,
  expandHome,
  userDirectory,
} from "../lib/terminal/places.ts";
import type { Options } from "../lib/terminal/read_option.ts";
import { writeOutput } from "../lib/terminal/standard_output.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import { askFirst, isForDaemon } from "./ask_first.ts";
import { withLines } from "./edit_lines.ts";
import type { Invocation } from "./invocation.ts";
import { startWalkers } from "./walkers.ts";

const VERSION = "0.1.0";
const environment = (name: string) => Deno.env.get(name);

/** What the main module knows of itself. */
export interface MainModule {
  /** What is started again as workers and children. */
  readonly programUrl: string;
  /** Its folder, where it is a file. */
  readonly directory: string | undefined;
  /** What it was made of, for `--version`. */
  readonly commit: string;
}

/** Carries out a command line and gives the exit code; errors are told, not thrown. */
export async function runProgram(args: readonly string[], module: MainModule): Promise<number> {
  const [first] = args;
  const { commit } = module;
  try {
    if (first === undefined) throw new UsageError(["Missing command", "", programHelp()]);
    if (first === "--version" || first === "-V") writeOutput(`proofsheet ${VERSION} (${commit})`);
    else if (["--help", "-h", "help"].includes(first)) {
      writeOutput(programHelp(outputColumns(Infinity)));
    } else if (args.includes("--help") || args.includes("-h")) {
      writeOutput(commandHelp(first, outputColumns(Infinity)));
    } else return await run(await withLines(await invocationOf(args, module)), module);
    return EXIT.done;
  } catch (error) {
    return complain(error);
  }
}

async function invocationOf(args: readonly string[], module: MainModule): Promise<Invocation> {
  const absolute = (path: string) =>
    absolutePath(expandHome(path, environment("HOME")), userDirectory(module.directory));
  const readFile = (path: string) => Deno.readTextFileSync(absolute(path));
  const readAgain = () =>
    parseCommandLine(args, { environment, readFile, defaultConfig: defaultConfig(environment) });
  const databaseOf = ({ db }: Options) =>
    typeof db === "string" ? absolute(db) : defaultCatalogue(environment);
  let line: CommandLine;
  try {
    line = readAgain();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { options } = error;
    const invocation = { command: args[0]!, databasePath: databaseOf(options), absolute };
    throw (await import("./all_complaints.ts")).allComplaints(error, invocation, options);
  }
  const databasePath = databaseOf(line.options);
  const tell = (message: string) => console.error(message);
  return {
    ...line,
    databasePath,
    json: line.options["json"] === true,
    absolute,
    print: writeOutput,
    tell,
    readAgain,
  };
}

async function run(invocation: Invocation, module: MainModule): Promise<number> {
  const { command, options, absolute } = invocation;
  if (command === "sync" && options["dry-run"] === true) return await compare(invocation, module);
  if (!isForDaemon(invocation)) return await carryOut(invocation, module);
  const ask = () => askFirst(invocation, absolute("."));
  const code = await ask();
  if (code !== null) return code;
  try {
    return await carryOut(invocation, module);
  } catch (error) {
    // A daemon can have started since nobody was there to ask.
    const late = error instanceof CatalogueInUseError ? await ask() : null;
    if (late === null) throw error;
    return late;
  }
}

type Command = (invocation: Invocation, module: MainModule) => number | Promise<number>;

/** Each is loaded when it is asked for: to load all takes longer than most of them work. */
const COMMANDS: Readonly<Record<string, Command>> = {
  sync: syncRoots,
  watch: watchRoots,
  audit: compare,
  status: async (invocation) => (await import("./catalogue_commands.ts")).tellStatus(invocation),
  show: async (invocation, { programUrl }) =>
    await (await import("./show_path.ts")).showPath(invocation, programUrl),
  search: async (invocation) => (await import("./search_commands.ts")).searchPhotos(invocation),
  duplicates: async (invocation) =>
    (await import("./search_commands.ts")).listDuplicates(invocation),
  problems: async (invocation) =>
    (await import("./catalogue_commands.ts")).listProblems(invocation),
  roots: async (invocation) => await (await import("./root_commands.ts")).roots(invocation),
  held: async (invocation) => await (await import("./catalogue_commands.ts")).held(invocation),
  ignore: async (invocation) => await (await import("./ignore_rules.ts")).ignore(invocation),
  backup: async (invocation) =>
    await (await import("./back_up_catalogue.ts")).backUpCatalogue(invocation),
  changes: async (invocation) => (await import("./list_changes.ts")).listChanges(invocation),
  edit: editPhotos,
  edits: async (invocation) => await (await import("./edits_command.ts")).edits(invocation),
  doctor,
};

async function carryOut(invocation: Invocation, module: MainModule): Promise<number> {
  return await COMMANDS[invocation.command]?.(invocation, module) ?? EXIT.usage;
}

async function syncRoots(invocation: Invocation, { programUrl }: MainModule): Promise<number> {
  startWalkers(programUrl, invocation.databasePath);
  const { sync } = await import("./sync_command.ts");
  return await sync(invocation, { programUrl });
}

async function editPhotos(invocation: Invocation, { programUrl }: MainModule): Promise<number> {
  const { edit } = await import("./edit_command.ts");
  return await edit(invocation, { programUrl });
}

async function watchRoots(invocation: Invocation, { programUrl }: MainModule): Promise<number> {
  startWalkers(programUrl, invocation.databasePath);
  const { watch } = await import("./watch_command.ts");
  const { socketPath } = await import("../lib/socket/socket_path.ts");
  const socket = socketPath(invocation.databasePath, environment);
  return await watch(invocation, { programUrl, socket });
}

/** Compares catalogue and disk, for `audit` and `sync --dry-run`. */
async function compare(invocation: Invocation, { programUrl }: MainModule): Promise<number> {
  const command = await import("./compare_command.ts");
  return await command.compare(invocation, programUrl);
}

/** Examines the storage, for `doctor`. */
async function doctor(
  invocation: Invocation,
  { programUrl, commit }: MainModule,
): Promise<number> {
  const { examineStorage } = await import("./examine_storage.ts");
  return await examineStorage(invocation, { programUrl, version: `${VERSION} (${commit})` });
}
