import { isUnderWay } from "../lib/catalogue/edit_queries.ts";
import { tellEdits } from "../lib/commands/edit.ts";
import { EXIT, worstExitCode } from "../lib/core/exit_code.ts";
import { DEFAULT_SETTINGS } from "../lib/core/root_settings.ts";
import { accept, statesOf } from "./edit_command.ts";
import { editRequests } from "./edit_requests.ts";
import type { Invocation } from "./invocation.ts";
import { lookBeforeEdit } from "./look_before_edit.ts";
import type { Services } from "./services.ts";
import type { SupervisedRoots } from "./supervised_roots.ts";

const LOOK_EVERY_MS = 50;

/** `edit` where the roots are watched: accepts, and leaves the writing to them; waits if that is asked. */
export async function editForOthers(
  invocation: Invocation,
  services: Services,
  roots: SupervisedRoots,
  signal: AbortSignal,
): Promise<number> {
  const { database, world } = services;
  const requests = editRequests(invocation);
  const settingsAt = (path: string) =>
    roots.all().find(({ input }) => input.path === path)?.input.settings ?? DEFAULT_SETTINGS;
  const strangers = await lookBeforeEdit(invocation, requests, {
    database,
    scan: (changed) => roots.sync(changed, { signal, onProgress: () => {} }),
  });
  const nowMs = world.now();
  const order = { requests, strangers, nowMs, policyOf: settingsAt };
  const accepted = await accept(services, invocation, order);
  roots.tellEdited();
  const isWaitedFor = invocation.options["wait"] === true;
  const rootIds = new Set(accepted.planned.map(({ photo }) => photo.rootId));
  const isAway = () => roots.all().some((root) => rootIds.has(root.input.rootId) && isOut(root));
  // The last one is written last, so that mostly one is asked for.
  const open = accepted.planned.map(({ photo }) => photo.id);
  const isOpen = () => {
    while (open.length > 0 && !isUnderWay(database, open.at(-1)!)) open.pop();
    return open.length > 0;
  };
  while (isWaitedFor && isOpen() && !isAway()) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  const states = await statesOf(services, accepted);
  const code = tellEdits(accepted, { ...invocation, states, isWaitedFor });
  return isWaitedFor && isAway() ? worstExitCode([code, EXIT.offline]) : code;
}

/** Whether nothing can be written to a root now: it is away, rests, or is about to be started again. */
function isOut({ ref, output }: ReturnType<SupervisedRoots["all"]>[number]): boolean {
  if (ref === null || output !== null) return true;
  return ref.getSnapshot().matches({ running: { work: "offline" } });
}
