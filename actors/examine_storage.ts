import { RootStore } from "../lib/catalogue/root_store.ts";
import { doctor, type Examined } from "../lib/commands/doctor.ts";
import { judgePlace } from "../lib/core/catalogue_place.ts";
import { fileSystemOfName } from "../lib/core/file_systems.ts";
import { isMeasured } from "../lib/core/finding.ts";
import { judgeCatalogue } from "../lib/core/judge_catalogue.ts";
import { judgeFolder } from "../lib/core/judge_folder.ts";
import { fileSystemOf } from "../lib/file_system/file_system_of.ts";
import { measure } from "../lib/file_system/measure.ts";
import { extractChildCommand } from "../lib/metadata/extract_child_command.ts";
import { ExtractPool } from "../lib/metadata/extract_pool.ts";
import { outputColumns } from "../lib/terminal/output_columns.ts";
import { type SignalStop, stopOnSignals } from "../lib/terminal/stop_on_signals.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import { askForScratch } from "./ask_for_scratch.ts";
import { type Invocation, withReader } from "./invocation.ts";
import { measureCatalogue } from "./measure_catalogue.ts";
import { measureFolder } from "./measure_folder.ts";
import { ScratchPlaces } from "./scratch_places.ts";
import { watchInProcess } from "./watch_in_process.ts";

const LOOK_LIMIT_MS = 5_000;

/** What the program knows of itself. */
export interface ExamineOptions {
  readonly programUrl: string;
  readonly version: string;
}

/** Where things are, all paths absolute and, where something is there, real. */
interface Places {
  readonly folders: readonly string[];
  /** Where photos are known to be: nothing is written there unasked. */
  readonly photos: readonly string[];
  readonly catalogueFolder: string;
  readonly scratchParents: string[];
}

/**
 * `doctor [DIR...]`: measures on the user's own storage which promises hold. Whatever happens, what it
 * made is removed at its end.
 */
export async function examineStorage(
  invocation: Invocation,
  options: ExamineOptions,
): Promise<number> {
  using stop = stopOnSignals();
  const { signal } = stop;
  let scratches: ScratchPlaces | null = null;
  try {
    const places = await findPlaces(invocation, signal);
    const { catalogueFolder, photos } = places;
    const mayWrite = !photos.some((folder) => isInside(catalogueFolder, folder));
    const parents = [...(mayWrite ? [catalogueFolder] : []), ...places.scratchParents];
    scratches = new ScratchPlaces(parents, signal);
    await askForScratch(places.folders, scratches, { ...invocation, signal });
    const examined = await examine({ invocation, options, places, mayWrite, scratches, signal });
    const { print, json } = invocation;
    const system = `Deno ${Deno.version.deno} · ${Deno.build.target}`;
    const columns = outputColumns(Infinity);
    return doctor(examined, { version: options.version, system, json, columns, print });
  } catch (error) {
    return codeOfStop(stop, error);
  } finally {
    await scratches?.removeAll();
  }
}

function codeOfStop(stop: SignalStop, error: unknown): number {
  const code = stop.exitCode();
  if (code === null) throw error;
  return code;
}

/** All that examining needs. */
interface Examination {
  readonly invocation: Invocation;
  readonly options: ExamineOptions;
  readonly places: Places;
  readonly mayWrite: boolean;
  readonly scratches: ScratchPlaces;
  readonly signal: AbortSignal;
}

async function examine(examination: Examination): Promise<Examined[]> {
  const { invocation, options: { programUrl }, places, scratches, signal } = examination;
  const { databasePath, json, tell } = invocation;
  const catalogue = await measureCatalogue({
    databasePath,
    folder: places.catalogueFolder,
    mayWrite: examination.mayWrite,
    programUrl,
    scratches,
    signal,
  });
  const examined: Examined[] = [
    { kind: "catalogue", path: databasePath, findings: judgeCatalogue(catalogue) },
  ];
  const command = extractChildCommand({ entry: programUrl, standalone: Deno.build.standalone });
  const reader = new ExtractPool({ command });
  const watch = watchInProcess.bind(null, programUrl);
  try {
    for (const path of places.folders) {
      if (!json) tell(`Looking at ${path}, reading some of its photos …`);
      const measured = await measureFolder(path, { watch, reader, scratches, signal });
      examined.push({ kind: "folder", path, findings: judgeFolder(measured) });
    }
    return examined;
  } finally {
    await reader.close();
  }
}

async function findPlaces(invocation: Invocation, signal: AbortSignal): Promise<Places> {
  const { positionals, databasePath, absolute, tell } = invocation;
  const catalogueFolder = await realPath(await nearestFolder(databasePath, signal), signal);
  const known = await knownRoots(databasePath, catalogueFolder, signal);
  const named = await Promise.all(positionals.map((path) => realPath(absolute(path), signal)));
  const folders = [...new Set(named.length > 0 ? named : known)];
  if (folders.length === 0) {
    tell(
      "No folder is known yet, so only the place of the catalogue is looked at: name one, doctor DIR",
    );
  }
  return {
    folders,
    photos: [...folders, ...known],
    catalogueFolder,
    scratchParents: await scratchParents(invocation, signal),
  };
}

/** @throws {UsageError} when one is no directory */
async function scratchParents(
  { options, absolute }: Invocation,
  signal: AbortSignal,
): Promise<string[]> {
  const named = Array.isArray(options["scratch"]) ? options["scratch"].map(absolute) : [];
  const complaints: string[] = [];
  const parents: string[] = [];
  for (const path of named) {
    const looked = await measure(() => Deno.stat(path), { limitMs: LOOK_LIMIT_MS, signal });
    if (isMeasured(looked) && looked.value.isDirectory) parents.push(await realPath(path, signal));
    else {complaints.push(
        `Cannot use --scratch '${path}' as no directory is there: name one that is`,
      );}
  }
  if (complaints.length > 0) throw new UsageError(complaints);
  return parents;
}

/** Roots of the catalogue; none where it cannot be read, which is told as a finding. */
async function knownRoots(
  databasePath: string,
  folder: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const limits = { limitMs: LOOK_LIMIT_MS, signal };
  const looked = await measure(() => fileSystemOf(folder), limits);
  if (!isMeasured(looked) || !judgePlace(looked.value ?? fileSystemOfName(null)).isPossible) {
    return [];
  }
  const roots = await measure(
    () => withReader(databasePath, (database) => new RootStore(database).all()),
    limits,
  );
  return isMeasured(roots) ? roots.value.map(({ path }) => path) : [];
}

/** The folder that holds a file, or will hold the folders that hold it. */
async function nearestFolder(file: string, signal: AbortSignal): Promise<string> {
  let folder = file;
  do {
    folder = folder.slice(0, folder.lastIndexOf("/")) || "/";
    const path = folder;
    const looked = await measure(() => Deno.stat(path), { limitMs: LOOK_LIMIT_MS, signal });
    if (looked.status === "silent" || (isMeasured(looked) && looked.value.isDirectory)) break;
  } while (folder !== "/");
  return folder;
}

async function realPath(path: string, signal: AbortSignal): Promise<string> {
  const real = await measure(() => Deno.realPath(path), { limitMs: LOOK_LIMIT_MS, signal });
  return isMeasured(real) ? real.value : path;
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}
