import { newestEdits } from "../lib/catalogue/edit_queries.ts";
import { EditStore } from "../lib/catalogue/edit_store.ts";
import { logEdited } from "../lib/catalogue/edit_decisions.ts";
import { bringUpToDate } from "../lib/catalogue/open_exclusively.ts";
import { openForReading } from "../lib/catalogue/open_for_reading.ts";
import { inTransaction } from "../lib/catalogue/transaction.ts";
import {
  type AcceptedEdits,
  acceptEdits,
  type EditRequest,
  type EditState,
  tellEdits,
} from "../lib/commands/edit.ts";
import { exitCodeOf } from "../lib/commands/exit_code_of.ts";
import type { PlacedRoot } from "../lib/commands/place_folders.ts";
import { worstExitCode } from "../lib/core/exit_code.ts";
import { reduceScope } from "../lib/core/scope.ts";
import { ProgressDisplay } from "../lib/terminal/progress_display.ts";
import { stopOnSignals } from "../lib/terminal/stop_on_signals.ts";
import { adoptRoots } from "./adopt_roots.ts";
import { editRequests } from "./edit_requests.ts";
import { findEditedPhotos, type PolicyOf } from "./find_edited_photos.ts";
import type { Invocation } from "./invocation.ts";
import { lookBeforeEdit, type Strangers } from "./look_before_edit.ts";
import { logAsAsked } from "./log_as_asked.ts";
import { withServices } from "./open_services.ts";
import { runRoots } from "./run_roots.ts";
import type { Services } from "./services.ts";
import { settingsOfRoots } from "./settings_of_roots.ts";

/** `edit` where no daemon is at work: accepts, and writes before it ends. */
export async function edit(
  invocation: Invocation,
  { programUrl }: { readonly programUrl: string },
): Promise<number> {
  const requests = editRequests(invocation);
  if (invocation.options["dry-run"] === true) return await tryEdits(invocation, requests);
  const { command, databasePath, tell } = invocation;
  await bringUpToDate(databasePath, { command: "a repair", tell });
  const display = new ProgressDisplay();
  await logAsAsked(invocation, () => display.clear());
  using stop = stopOnSignals();
  const owner = { databasePath, programUrl, command, socket: null, ownFiles: [], rootsAtOnce: 1 };
  return await withServices(owner, async (services) => {
    const { database, world } = services;
    const run = (roots: readonly PlacedRoot[]) =>
      runRoots(services, {
        roots: adoptRoots(services, roots, { mode: "once", settings: settingsOfRoots(invocation) }),
        rootsAtOnce: 1,
        isLasting: false,
        signal: stop.signal,
        onProgress: (progress) => display.show(progress),
      });
    const strangers = await lookBeforeEdit(invocation, requests, { database, scan: run });
    const interrupted = stop.exitCode();
    if (interrupted !== null) return interrupted;
    const order = { requests, strangers, nowMs: world.now() };
    const accepted = await accept(services, invocation, order);
    const reports = await run(rootsOf(accepted));
    const states = await statesOf(services, accepted);
    const code = tellEdits(accepted, { ...invocation, states, isWaitedFor: true });
    for (const { path, trouble } of reports) if (trouble !== null) tell(`${path}: ${trouble}`);
    return stop.exitCode() ?? worstExitCode([code, exitCodeOf(reports, false)]);
  });
}

/** What would change, and where it would be written; nothing is. */
async function tryEdits(
  invocation: Invocation,
  requests: readonly EditRequest[],
): Promise<number> {
  const database = openForReading(invocation.databasePath);
  try {
    const strangers = await lookBeforeEdit(invocation, requests, { database, scan: null });
    const edits = new EditStore(database);
    const policyOf = settingsOfRoots(invocation);
    const accepted = await acceptEdits(requests, {
      photosAt: findEditedPhotos(database, invocation, policyOf),
      valuesOf: ({ id }) => edits.find(id),
      whyNot: ({ id }) => strangers.get(id) ?? null,
      together: (work) => work(),
      accept: () => {},
      breathe: () => Promise.resolve(),
    });
    return tellEdits(accepted, { ...invocation, states: [], isWaitedFor: false });
  } finally {
    database.close();
  }
}

/** What is to be accepted, and what of it is not. */
export interface AcceptOrder {
  readonly requests: readonly EditRequest[];
  readonly strangers: Strangers;
  readonly nowMs: number;
  /** By default as the command line says. */
  readonly policyOf?: PolicyOf;
}

/** Accepts edits into the catalogue, each in one transaction with its effect. */
export function accept(
  { database, world }: Services,
  invocation: Invocation,
  { requests, strangers, nowMs, policyOf = settingsOfRoots(invocation) }: AcceptOrder,
): Promise<AcceptedEdits> {
  const edits = new EditStore(database);
  return acceptEdits(requests, {
    photosAt: findEditedPhotos(database, invocation, policyOf),
    valuesOf: ({ id }) => edits.find(id),
    whyNot: ({ id }) => strangers.get(id) ?? null,
    together: (work) => inTransaction(database, work),
    accept: ({ id: photoId, rootId, path }, changed) => {
      edits.accept(photoId, changed, nowMs);
      logEdited(database, { photoId, rootId, path }, nowMs);
    },
    breathe: () => world.breathe(),
  });
}

/** What became of accepted edits so far. */
export async function statesOf(
  { database, world }: Services,
  { planned }: AcceptedEdits,
): Promise<EditState[]> {
  const states: EditState[] = [];
  for (let first = 0; first < planned.length; first += PHOTOS_AT_ONCE) {
    const some = planned.slice(first, first + PHOTOS_AT_ONCE);
    states.push(...newestEdits(database, some.map(({ photo }) => photo.id)));
    await world.breathe();
  }
  return states;
}

/** Asking for more would hold others up. */
const PHOTOS_AT_ONCE = 200;

/** The photos with their folders, so that each file is looked at before it is written. */
function rootsOf({ planned }: AcceptedEdits): PlacedRoot[] {
  const roots = new Map(planned.map(({ photo: { rootId, root } }) => [rootId, root]));
  return [...roots].map(([rootId, path]) => {
    const mine = planned.filter(({ photo }) => photo.rootId === rootId);
    const named = mine.map(({ photo }) => photo.path);
    return { rootId, path, named, scope: reduceScope(named, SCOPE_PATHS_MAX) };
  });
}

/** With more photos than this whole folders are looked at. */
const SCOPE_PATHS_MAX = 4_096;
