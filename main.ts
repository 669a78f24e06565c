import type { DatabaseSync } from "node:sqlite";
import { CatalogueQueries } from "./lib/catalogue/catalogue_queries.ts";
import { HeldStore } from "./lib/catalogue/held_store.ts";
import { lockHolder } from "./lib/catalogue/lock.ts";
import { catalogueState, openForReading } from "./lib/catalogue/open_catalogue.ts";
import { bringUpToDate } from "./lib/catalogue/open_exclusively.ts";
import { RootStore } from "./lib/catalogue/root_store.ts";
import { emptyCatalogue } from "./lib/catalogue/shadow_stage.ts";
import { decideHeld, listHeld } from "./lib/commands/held.ts";
import { type PlacedRoot, placeFolders } from "./lib/commands/place_folders.ts";
import { problems } from "./lib/commands/problems.ts";
import { reportDifferences } from "./lib/commands/report_differences.ts";
import { acceptRoot, listRoots, moveRoot } from "./lib/commands/roots.ts";
import { show } from "./lib/commands/show.ts";
import { status } from "./lib/commands/status.ts";
import { reportSync } from "./lib/commands/sync.ts";
import { EXIT } from "./lib/core/exit_code.ts";
import { WHOLE_ROOT } from "./lib/core/scope.ts";
import { resolvePath } from "./lib/file_system/resolve_path.ts";
import { type CommandLine, parseCommandLine } from "./lib/terminal/command_line.ts";
import { unknownRoot } from "./lib/commands/unknown_root.ts";
import { complain } from "./lib/terminal/complain.ts";
import { commandHelp, programHelp } from "./lib/terminal/help_text.ts";
import { absolutePath, defaultCatalogue, userDirectory } from "./lib/terminal/places.ts";
import { ProgressDisplay } from "./lib/terminal/progress_display.ts";
import { writeOutput } from "./lib/terminal/standard_output.ts";
import { settingsOf } from "./lib/terminal/settings_of.ts";
import { stopOnSignals } from "./lib/terminal/stop_on_signals.ts";
import { UsageError } from "./lib/terminal/usage_error.ts";

const VERSION = "0.1.0";
const environment = (name: string) => Deno.env.get(name);
const print = writeOutput;
/** The path on the command line as an absolute one. Asked late: children may not read the environment. */
const absolute = (path: string) => absolutePath(path, userDirectory(import.meta.dirname));
const readFile = (path: string) => Deno.readTextFileSync(absolute(path));

/** What every command needs of the command line. */
interface Invocation extends CommandLine {
  readonly databasePath: string;
  readonly json: boolean;
}

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
    if (first === "--version" || first === "-V") print(`proofsheet ${VERSION}`);
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
  return { ...line, databasePath, json: json === true };
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
  };
  return commands[command]?.(invocation) ?? EXIT.usage;
}

/** Runs roots under the supervisor: once for `sync`, until a signal for `watch`. */
async function sync(invocation: Invocation): Promise<number> {
  const { command, options, json, databasePath } = invocation;
  const mode = command === "watch" ? "watch" : "once";
  const settings = settingsOf(options, Math.random());
  bringUpToDate(databasePath);
  const placed = place(invocation, options[mode === "watch" ? "root" : "folder"]);
  const display = new ProgressDisplay();
  await log(invocation, display);
  const { adoptRoots } = await import("./actors/adopt_roots.ts");
  const { runRoots } = await import("./actors/run_roots.ts");
  using stop = stopOnSignals();
  return await withServices(invocation, async (services) => {
    const reports = await runRoots(services, {
      roots: adoptRoots(services, placed, { mode, settings }),
      rootsAtOnce: 1,
      signal: stop.signal,
      onProgress: (progress) => display.show(progress, mode === "watch"),
    });
    if (mode === "watch") return EXIT.done;
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
  await configureLogging({
    verbose: options["verbose"] === true,
    beforeLine: () => display.clear(),
    ...(typeof file === "string" ? { file: absolute(file) } : {}),
  });
}

/** Compares catalogue and disk and changes nothing, for `audit` and `sync --dry-run`. */
async function compare(invocation: Invocation): Promise<number> {
  const { command, options, json, databasePath } = invocation;
  const as = command === "audit" ? "audit" : "plan";
  const placed = place(invocation, options["folder"]);
  const unknown = placed.find(({ rootId }) => rootId === null);
  if (as === "audit" && unknown !== undefined) throw unknownRoot("audit", unknown.path);
  const { compareRoots } = await import("./actors/compare_roots.ts");
  const display = new ProgressDisplay();
  using stop = stopOnSignals();
  const database = catalogueState(databasePath) !== "absent"
    ? openForReading(databasePath)
    : emptyCatalogue();
  try {
    const compared = compareRoots(placed, {
      database,
      databasePath,
      programUrl: import.meta.url,
      signal: stop.signal,
      onProgress: (progress) => display.show(progress),
    });
    return await reportDifferences(compared, { as, json, print: display.clearedFor(print) });
  } catch (error) {
    if (stop.exitCode() === null) throw error;
    return stop.exitCode() ?? EXIT.failed;
  } finally {
    display.clear();
    database.close();
  }
}

/** The folders a person named, or all known roots, as roots and scopes. */
function place(invocation: Invocation, named: unknown): readonly PlacedRoot[] {
  const { databasePath, command } = invocation;
  const folders = Array.isArray(named) ? named.map((path) => absolute(path)) : [];
  return withReader(databasePath, (database) => {
    const known = new RootStore(database).all();
    const queries = new CatalogueQueries(database);
    const placed = folders.length > 0
      ? placeFolders(folders, {
        roots: known,
        resolve: resolvePath,
        knows: (root, path) => queries.knows(root.path, path),
      })
      : known.map(({ id, path }) => ({ rootId: id, path, scope: WHOLE_ROOT }));
    if (placed.length > 0) return placed;
    const flag = command === "watch" ? "--root" : "--folder";
    throw new UsageError([`No folder to ${command}: name one with ${flag} DIR`]);
  }, emptyCatalogue);
}

function withReader<Result>(
  databasePath: string,
  work: (database: DatabaseSync) => Result,
  otherwise?: () => DatabaseSync,
): Result {
  const isThere = otherwise === undefined || catalogueState(databasePath) !== "absent";
  const database = isThere ? openForReading(databasePath) : otherwise();
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function tellStatus({ databasePath, json }: Invocation): number {
  return withReader(databasePath, (database) => {
    const queries = new CatalogueQueries(database);
    const holder = () => lockHolder(databasePath);
    status(queries, { json, print, catalogue: databasePath, holder });
    return EXIT.done;
  });
}

function showPath(invocation: Invocation): number {
  const [named] = invocation.positionals;
  if (named === undefined) throw new UsageError(["Missing PATH: write show PATH"]);
  return withReader(invocation.databasePath, (database) => {
    for (const { rootId, path: root, scope: [path = ""] } of place(invocation, [named])) {
      const onDisk = resolvePath(`${root}/${path}`) !== null;
      const isKnown = rootId !== null;
      show(new CatalogueQueries(database), {
        root,
        path,
        onDisk,
        isKnown,
        json: invocation.json,
        print,
      });
    }
    return EXIT.done;
  });
}

function listProblems(invocation: Invocation): number {
  return withReader(invocation.databasePath, (database) => {
    const queries = new CatalogueQueries(database);
    const rows = place(invocation, invocation.options["folder"]).flatMap(({ path, scope }) =>
      scope.flatMap((top) => [...queries.problems(path, top)])
    );
    problems(rows, { json: invocation.json, print });
    return EXIT.done;
  });
}

async function roots(invocation: Invocation): Promise<number> {
  const { positionals: [verb = "list", path, target], databasePath, json } = invocation;
  if (verb === "list") {
    return withReader(databasePath, (database) => {
      listRoots(new CatalogueQueries(database).roots(), { json, print });
      return EXIT.done;
    });
  }
  const [from, to] = [path, target].map((one) => absolute(one ?? ""));
  const isMove = verb === "move" && path !== undefined && target !== undefined;
  if (!isMove && !(verb === "accept" && path !== undefined)) {
    throw new UsageError([
      `Unknown 'roots ${verb}': write roots, roots accept DIR, roots move OLD NEW`,
    ]);
  }
  return await withServices(invocation, ({ database }) => {
    const store = new RootStore(database);
    const ports = { roots: () => store.all(), resolve: resolvePath };
    if (isMove) {
      const relocate = (id: number, place: string) => store.relocate(id, place);
      moveRoot({ ...ports, relocate }, from ?? "", to ?? "", print);
    } else acceptRoot({ ...ports, accept: (id) => store.accept(id) }, from ?? "", print);
    return Promise.resolve(EXIT.done);
  });
}

async function held(invocation: Invocation): Promise<number> {
  const { positionals: [verb = "list", id], databasePath, json } = invocation;
  if (verb === "list") {
    return withReader(
      databasePath,
      (database) => listHeld(new CatalogueQueries(database), { json, print }),
    );
  }
  if (verb !== "approve" && verb !== "reject") {
    throw new UsageError([`Unknown 'held ${verb}': write held, held approve ID or held reject ID`]);
  }
  if (id === undefined) throw new UsageError([`Missing ID: write held ${verb} ID`]);
  return await withServices(invocation, ({ database }) => {
    const queries = new CatalogueQueries(database);
    const decision = verb === "approve" ? "approved" : "rejected";
    const ports = {
      heldLists: () => queries.heldLists(),
      decide: (listId: number) => HeldStore.decide(database, listId, decision),
    };
    decideHeld(ports, id, decision, print);
    return Promise.resolve(EXIT.done);
  });
}

main().catch((error) => {
  console.error(error);
  Deno.exit(EXIT.failed);
});
